// `tap-gesture-handler`: a finger that comes and goes on one place. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { tap } from './parts/gesture_kinds';

export default gestureHandler('tap-gesture-handler', tap);
