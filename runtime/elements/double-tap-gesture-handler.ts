// `double-tap-gesture-handler`: two taps in a row. In: tag, simultaneous-handlers, native-view. Out: calls of its worklets.

import { gestureHandler } from './parts/gesture';
import { doubleTap } from './parts/gesture_kinds';

export default gestureHandler('double-tap-gesture-handler', doubleTap);
