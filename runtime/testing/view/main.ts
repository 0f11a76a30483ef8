// Entry of the view script of a program under test: the view as it is, and what lets tests see it.
// In: the launch document. Out: a running program. Must not: change how the view draws.
import '../../view/main';
import { late } from '../../view/late';
import { mn } from '../../view/registry';
import { useManifest } from './answers';
import { connectTesting } from './channel';
import { tellHost } from './host';

// An API group is given what there is of the program.
mn.a('testing', ({ manifest }) => useManifest(manifest));

// boot.ts waits for the same event, and began to wait first.
if (document.readyState === 'loading') addEventListener('DOMContentLoaded', start);
else start();

function start(): void {
  connectTesting();
  addEventListener('minnow:console', (event) => tellHost({ kind: 'console', ...(event as CustomEvent).detail }));
  void late();
}
