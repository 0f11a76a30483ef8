// Breakpoints in the sources of a program under `minnow dev`, set as the browser's own tools set them: node crates/cli/tests/browser/breakpoints.mjs
// In: MINNOW (the binary), CHROMIUM. Out: one line a failure, closing line `N passed, N failed`. Must not: sleep, or need the network.
//
// The tools take a file and a line of the source map that a script names, and stop where the map says that line is.

import { equal, run, stage } from './stage.mjs';

const typescript = `import { twice } from '../../utils/words'

interface Data {
  text: string
}

Page({
  data: { text: '' } as Data,
  tap() {
    const text: string = twice('a')
    this.setData({ text })
  },
})
`;
const words = `type Text = string

export function twice(text: Text): Text {
  const both = text + text
  return both
}
`;
const javascript = `// A comment,
/* and another
   over two lines. */
Page({
  data: { text: '' },
  tap() {
    const text = 'done'
    this.setData({ text })
  },
})
`;
const wxml = '<view class="tap" bindtap="tap">tap</view><view class="text">{{text}}</view>';
const program = stage({
  'project.config.json': JSON.stringify({ miniprogramRoot: 'miniprogram/', setting: { useCompilerPlugins: ['typescript'] } }),
  'miniprogram/app.json': JSON.stringify({ pages: ['pages/typed/typed', 'pages/plain/plain'] }),
  'miniprogram/app.ts': 'App({})',
  'miniprogram/pages/typed/typed.json': '{}',
  'miniprogram/pages/typed/typed.wxml': wxml,
  'miniprogram/pages/typed/typed.ts': typescript,
  'miniprogram/utils/words.ts': words,
  'miniprogram/pages/plain/plain.json': '{}',
  'miniprogram/pages/plain/plain.wxml': wxml,
  'miniprogram/pages/plain/plain.js': javascript,
});
const address = await program.serve();
const visit = await program.browse();

/** The debugger of the page's Worker, over the page's own session. */
async function workerDebugger() {
  const session = await visit.context().newCDPSession(visit);
  const scripts = [];
  const heard = [];
  const waiting = new Map();
  let worker = null;
  let last = 0;
  let onPaused = null;
  const attached = new Promise((resolve) => session.on('Target.attachedToTarget', ({ sessionId, targetInfo }) => targetInfo.type === 'worker' && resolve((worker = sessionId))));
  session.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
    if (sessionId !== worker) return;
    const { id, result, error, method, params } = JSON.parse(message);
    if (method === 'Debugger.scriptParsed') scripts.push(params);
    if (method === 'Debugger.scriptParsed') heard.splice(0).forEach((wake) => wake());
    if (method === 'Debugger.paused') onPaused?.(params);
    if (error) waiting.get(id)?.reject(new Error(error.message));
    else waiting.get(id)?.resolve(result);
  });
  const send = (method, params = {}) =>
    new Promise((resolve, reject) => {
      waiting.set(++last, { resolve, reject });
      session.send('Target.sendMessageToTarget', { sessionId: worker, message: JSON.stringify({ id: last, method, params }) }).catch(reject);
    });
  await session.send('Target.setAutoAttach', { autoAttach: true, waitForDebuggerOnStart: false, flatten: false });
  await attached;
  await send('Debugger.enable');
  /** The script whose map has a file, and the map; waits until it was loaded. */
  const scriptOf = async (file) => {
    for (let at = 0; ; at++) {
      while (at === scripts.length) await new Promise((resolve) => heard.push(resolve));
      const script = scripts[at];
      if (!script.sourceMapURL) continue;
      const answer = await fetch(new URL(script.sourceMapURL, script.url));
      equal(answer.status, 200, script.sourceMapURL);
      const map = await answer.json();
      if (map.sources.includes(file)) return { script, map };
    }
  };
  return { scriptOf, send, paused: () => new Promise((resolve) => (onPaused = resolve)), detach: () => session.detach() };
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** Numbers of one segment of a source map (version 3): seven bits at most, the last one the sign. */
function segment(text) {
  const numbers = [];
  let value = 0;
  let shift = 0;
  for (const digit of text) {
    const bits = BASE64.indexOf(digit);
    value += (bits & 31) << shift;
    shift += 5;
    if (bits & 32) continue;
    numbers.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return numbers;
}

/** Generated line (from 0) of the first mapping that leads to a line (from 0) of a source. */
function generatedLine({ mappings }, source, line) {
  let [atSource, atLine] = [0, 0];
  for (const [generated, row] of mappings.split(';').entries()) {
    for (const text of row.split(',').filter(Boolean)) {
      const [, sourceStep = 0, lineStep = 0] = segment(text);
      atSource += sourceStep;
      atLine += lineStep;
      if (atSource === source && atLine === line) return generated;
    }
  }
  throw new Error(`no mapping leads to line ${line + 1}`);
}

/** Stops at a line (from 1) of a file when the page is tapped; what is there. */
async function stopAt(page, file, text, line) {
  await visit.goto(`${address}${page}`);
  await visit.locator('.tap').waitFor();
  const { scriptOf, send, paused, detach } = await workerDebugger();
  const { script, map } = await scriptOf(file);
  const source = map.sources.indexOf(file);
  equal(map.sourcesContent[source], text, 'the source in the map');
  const generated = generatedLine(map, source, line - 1);
  const { locations } = await send('Debugger.setBreakpointByUrl', { url: script.url, lineNumber: generated });
  equal(locations.length, 1, 'places of the breakpoint');
  const stopped = paused();
  await visit.locator('.tap').click();
  const { callFrames, hitBreakpoints } = await stopped;
  equal(hitBreakpoints.length, 1, 'breakpoints hit');
  equal(callFrames[0].location.lineNumber, generated, 'line');
  const { result } = await send('Debugger.evaluateOnCallFrame', { callFrameId: callFrames[0].callFrameId, expression: 'typeof text === "undefined" ? typeof this.setData : text' });
  await send('Debugger.resume');
  await visit.locator('.text').filter({ hasText: /./ }).waitFor();
  await detach();
  return [callFrames[0].functionName, result.value];
}

const tests = {
  'a line of a page in JavaScript': async () => equal(await stopAt('pages/plain/plain', 'miniprogram/pages/plain/plain.js', javascript, 8), ['tap', 'done'], 'where it stops'),
  'a line of a page in TypeScript': async () => equal(await stopAt('pages/typed/typed', 'miniprogram/pages/typed/typed.ts', typescript, 11), ['tap', 'aa'], 'where it stops'),
  'a line of a module in TypeScript': async () => equal(await stopAt('pages/typed/typed', 'miniprogram/utils/words.ts', words, 5), ['twice', 'a'], 'where it stops'),
};

await run(tests, visit, program.close);
