// `long-press-gesture-handler`: a finger that rests. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { longPress } from './parts/gesture_kinds';

export default gestureHandler('long-press-gesture-handler', longPress);
