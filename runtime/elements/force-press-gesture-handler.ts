// `force-press-gesture-handler`: a finger that presses hard, which no browser tells. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { forcePress } from './parts/gesture_kinds';

export default gestureHandler('force-press-gesture-handler', forcePress);
