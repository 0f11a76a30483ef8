// `vertical-drag-gesture-handler`: a finger that moves up or down. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { dragging } from './parts/gesture_kinds';

export default gestureHandler('vertical-drag-gesture-handler', dragging('y'));
