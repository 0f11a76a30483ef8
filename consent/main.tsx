// The consent sheet and the declaration of a program: one document of the platform's own origin, in a frame over a program or by itself.
// In: the address (the program), what stands behind its `#` (what is asked). Out: the page for it. Must not: heed any message; it only speaks.

import { render } from 'preact';
import { applyTheme } from '../web/theme';
import { Ask } from './ask';
import { Contract } from './contract';
import { Phone } from './phone';
import { question } from './question';
import { Settings } from './settings';

applyTheme();
const place = document.getElementById('app');
if (place) {
  const page = question.mode === 'ask' && question.isFramed ? <Ask /> : question.mode === 'settings' && question.isFramed ? <Settings /> : question.mode === 'phone' && question.isFramed ? <Phone /> : <Contract />;
  render(page, place);
}
