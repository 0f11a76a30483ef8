// `pan-gesture-handler`: a finger that moves, any way. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { dragging } from './parts/gesture_kinds';

export default gestureHandler('pan-gesture-handler', dragging('both'));
