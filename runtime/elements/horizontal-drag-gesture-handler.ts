// `horizontal-drag-gesture-handler`: a finger that moves sideways. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { dragging } from './parts/gesture_kinds';

export default gestureHandler('horizontal-drag-gesture-handler', dragging('x'));
