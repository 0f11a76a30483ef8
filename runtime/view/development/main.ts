// Entry of the view script that a development server sends instead of main.ts: the same, with the hooks of that server.
// In: the launch document. Out: a running program; answers to the server's script in the page and to the panel. Must not: be in a package that a visitor gets.

// What the view asks and sends from its first line on, and what registers before it.
import './wire';
import './pretend';
import './restore';
import './records';
import './elements';
import '../main';
import { takeChange } from './change';
import { followToggle } from './toggle';

// client.js dispatches it; whoever takes a change prevents the page from being loaded again.
addEventListener('minnow:change', (event) => {
  const { kind, manifest } = (event as CustomEvent).detail;
  if (takeChange(kind, manifest)) event.preventDefault();
});
followToggle();
