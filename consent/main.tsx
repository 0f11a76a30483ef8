// The sheets over a program (consent, a phone number, permissions, signing in) and its declaration: one document of the platform's own origin, in a frame over a program or by itself.
// In: the address (the program), what stands behind its `#` (what is asked). Out: the page for it. Must not: heed any message; it only speaks.

import { render, type JSX } from 'preact';
import { applyTheme } from '../web/theme';
import { Ask } from './ask';
import { Contract } from './contract';
import { Phone } from './phone';
import { question } from './question';
import { Settings } from './settings';
import { SignIn } from './sign_in';

/** By what is asked; without a window around that wants to know, there is nothing to ask. */
const SHEETS: Record<string, (() => JSX.Element) | undefined> = { ask: Ask, settings: Settings, phone: Phone, 'sign-in': SignIn };

applyTheme();
const place = document.getElementById('app');
if (place) {
  const Sheet = SHEETS[question.mode];
  render(Sheet && question.isFramed ? <Sheet /> : <Contract />, place);
}
