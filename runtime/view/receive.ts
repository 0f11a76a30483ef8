// Applies what the logic realm sends: definitions, instances, data, routes. In: ops of `open` and `patch`.
// Out: drawn changes, `applied`. Must not: let one failing op keep the others from being applied.
import {
  OP_COLUMN, OP_CREATE, OP_DEFINE, OP_DESTROY, OP_EXTERNAL, OP_LIST, OP_SET,
  type Op,
} from '../shared/bridge';
import { onSettle, settle, settleStructure } from './batch';
import { announce, applyData, applyExternal, components, definitions, Definition, forget, type DataChange } from './components';
import { Host } from './element_host';
import { settleLists } from './lists';

onSettle(settleLists);

let isPage: (path: string) => boolean = () => false;
export function setPageTest(test: typeof isPage): void {
  isPage = test;
}

export function applyOps(ops: readonly Op[]): void {
  let instance = 0;
  let changes: DataChange[] = [];
  const flush = () => {
    if (!changes.length) return;
    const component = components.get(instance);
    const due = changes;
    changes = [];
    if (component) guarded(() => applyData(component, due));
    guarded(settleStructure);
  };
  for (const op of ops) guarded(() => apply(op));
  flush();
  guarded(settle);
  Host.attachWaiting();

  function apply(op: Op): void {
    switch (op[0]) {
      case OP_SET:
      case OP_COLUMN:
      case OP_LIST: {
        if (op[1] !== instance) flush();
        // A list is told in runs of what is drawn now, so nothing earlier may be waiting on its path.
        else if (op[0] === OP_LIST && changes.some((change) => String(change.path[0]) === String(op[2][0]))) flush();
        instance = op[1];
        if (op[0] === OP_SET) changes.push({ path: op[2], value: op[3] });
        else if (op[0] === OP_COLUMN) changes.push({ path: op[2], field: op[3], at: op[4], values: op[5] });
        else changes.push({ path: op[2], runs: op[3], items: op[4] });
        break;
      }
      case OP_DEFINE:
        definitions.set(op[1], new Definition(op[2], isPage(op[2].path)));
        break;
      case OP_CREATE:
        // Sets before and after a creation belong to different changes.
        flush();
        announce(op[1], op[2], op[3], op[4], op[5], op[6], op[7]);
        break;
      case OP_EXTERNAL: {
        flush();
        const component = components.get(op[1]);
        if (component) applyExternal(component, op[2], op[3]);
        break;
      }
      case OP_DESTROY:
        flush();
        forget(op[1]);
    }
  }
}

function guarded(work: () => void): void {
  try {
    work();
  } catch (error) {
    console.error(error);
  }
}
