// The operator's console: starts it.
// In: the document's empty `#app`. Out: the console in it. Must not: hold anything but what every page needs.

import { render } from 'preact';
import { applyTheme } from '../web/theme';
import { Console } from './console';

applyTheme();
const place = document.getElementById('app');
if (place) render(<Console />, place);
