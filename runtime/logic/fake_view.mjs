// A view for tests of the logic realm: keeps what messages say, answers calls, and checks patches by applying them.
// In: the module `testing.ts`. Out: a program under test. Must not: draw anything.

export function createProgram(logic, { close = false } = {}) {
  const messages = [];
  const data = new Map();
  const alive = new Map();
  const answers = {};
  const log = [];
  const apply = (ops) => {
    for (const op of ops) if (op[0] === 2) {
      data.set(op[1], op[6]);
      alive.set(op[1], { owner: op[2], file: op[3], k: op[4], external: op[7] });
    }
    for (const op of ops) {
      if (op[0] === 0) logic.setPath(data.get(op[1]), op[2], op[3]);
      else if (op[0] === 6) op[4].forEach((at, i) => logic.setPath(data.get(op[1]), [...op[2], at, ...op[3]], op[5][i]));
      else if (op[0] === 1) {
        const old = logic.getPath(data.get(op[1]), op[2]);
        const list = [];
        let taken = 0;
        for (let i = 0; i < op[3].length; i += 2) {
          for (let j = 0; j < op[3][i + 1]; j++) list.push(op[3][i] < 0 ? op[4][taken++] : old[op[3][i] + j]);
        }
        logic.setPath(data.get(op[1]), op[2], list);
      } else if (op[0] === 3) alive.delete(op[1]);
    }
  };
  const view = {
    messages, data, alive, answers, log,
    ops: () => messages.filter((m) => m.t === 'patch').flatMap((m) => m.ops),
    /** The newest `open`. */
    open: () => messages.filter((m) => m.t === 'open').at(-1),
    clear: () => { messages.length = 0; log.length = 0; },
    /** Lets everything pending run: microtasks, then timers of zero. */
    settle: () => new Promise((resolve) => setImmediate(() => setImmediate(resolve))),
    send: (message) => logic.receive(message),
    /** Says that all that was sent is drawn; pages become ready. */
    async applied() {
      for (const m of messages.splice(0)) {
        if (m.seq) logic.receive({ t: 'applied', seq: m.seq });
        if (m.t === 'open') logic.receive({ t: 'page', page: m.page, kind: 'ready' });
      }
      await view.settle();
    },
  };
  logic.prepare((message) => {
    const copy = structuredClone(message);
    messages.push(copy);
    // Applying changes what was created: messages stay as they came.
    if (copy.ops) apply(structuredClone(copy.ops));
    if (copy.t === 'call') {
      const answer = answers[copy.name];
      queueMicrotask(() => {
        try {
          logic.receive({ t: 'return', call: copy.call, ok: true, value: answer ? answer(copy.args) : undefined });
        } catch (error) {
          logic.receive({ t: 'return', call: copy.call, ok: false, value: { message: error.message } });
        }
      });
    }
  }, { close, parts: logic.parts, groups: logic.groups });
  return view;
}
