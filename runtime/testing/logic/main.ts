// Entry of the logic Worker of a program under test: the logic realm with all its parts, and the runner of tests in it.
// In: messages of the view. Out: messages to it. Must not: change what the program under test can see but for the globals of tests.
import storage from '../../api/storage/logic';
import { prepare } from '../../logic/boot';
import { defineComponent } from '../../logic/definition';
import { reportError } from '../../logic/errors';
import * as animation from '../../logic/parts/animation';
import * as composition from '../../logic/parts/composition';
import * as exit from '../../logic/parts/exit';
import * as keep from '../../logic/parts/keep';
import * as late from '../../logic/parts/late';
import * as plugins from '../../logic/parts/plugins';
import * as queries from '../../logic/parts/queries';
import * as skeleton from '../../logic/parts/skeleton';
import { definitions } from '../../logic/program';
import { natives } from '../../logic/realm';
import { START_PAGE } from '../protocol';
import { receiveNumbered } from './channel';
import { runTests } from './run';

const parts = { animation, composition, exit, keep, late, plugins, queries, skeleton };
prepare((message, transfer) => natives.postMessage(message, transfer ?? []), { close: true, groups: { storage }, parts });
natives.addEventListener('message', (event) => {
  try {
    receiveNumbered(event.data);
  } catch (error) {
    reportError(error);
  }
});
definitions.set(START_PAGE, defineComponent(START_PAGE, 'page', { onReady: () => void runTests() }));
