// `scale-gesture-handler`: fingers that spread, pinch or turn. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { scale } from './parts/gesture_kinds';

export default gestureHandler('scale-gesture-handler', scale);
