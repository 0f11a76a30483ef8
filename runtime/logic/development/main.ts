// The hooks of a development server in the logic realm: in no package but that server's own (development-logic.js).
// In: requests of the page on the stream `development`. Out: answers on the stream of the same name, pages drawn again.
// Must not: change what a program sees, or be imported by anything that a visitor gets.
import type { Manifest } from '../program';
import { listen, post } from '../port';
import { reportError } from '../errors';
import { drawAgain } from './redraw';

type Requests = {
  /** The templates of a changed package are to be drawn. */
  templates(value: { manifest: Manifest }): void;
};

const requests: Requests = {
  templates({ manifest }) {
    try {
      drawAgain(manifest);
    } catch (error) {
      reportError(error);
      post({ t: 'emit', topic: 'redrawFailed', value: null });
    }
  },
};

listen('development', ({ kind, ...value }: { kind: keyof Requests }) => requests[kind]?.(value as never));
