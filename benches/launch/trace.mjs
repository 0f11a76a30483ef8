// Where the time of a launch goes: node benches/launch/trace.mjs [--condition fast4g] [--visit 2] [--top 25] [--out FILE] [--package DIR | entrant]
// In: the minnow command, Chromium, Linux as root with /dev/net/tun, as for run.mjs; or a folder that is served as it is. Out: the tasks of the page's main thread and of its Worker, the longest kinds of work, when
// each file came; with --visit those of a later start of the same profile (the second is the benchmark's warm one); with --out the trace, for the browser's own tools. Must not: be taken for a measurement: tracing costs time itself.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { buildProgram } from '../../conformance/build.mjs';
import { launch, openTraced } from './launch.mjs';
import { CONDITIONS, openNetwork } from './network.mjs';
import { app, buildFloor, buildStatic } from './twins/build.mjs';

const { values: options, positionals } = parseArgs({
  options: { condition: { type: 'string', default: 'fast4g' }, visit: { type: 'string', default: '1' }, top: { type: 'string', default: '25' }, out: { type: 'string' }, package: { type: 'string' } },
  allowPositionals: true,
});
const RECIPES = { minnow: (out) => buildProgram(app, out), static: buildStatic, floor: buildFloor };
const TASK_MS_MIN = 2;

/** What a slice did, in the words of the trace. */
function label({ name, args }) {
  const data = args?.data ?? args?.beginData ?? {};
  const file = (data.url ?? data.fileName ?? data.scriptName ?? '').replace(/^https?:\/\/[^/]+/, '');
  return file ? `${name} ${file}${data.functionName ? ` ${data.functionName}` : ''}` : name;
}

/** Self time by label: the slices of one thread, each nested in those that hold it. */
function selfTimes(slices) {
  const times = new Map();
  const open = [];
  const close = (until) => {
    while (open.length && open.at(-1).end <= until) {
      const { text, self } = open.pop();
      times.set(text, (times.get(text) ?? 0) + self);
    }
  };
  for (const slice of slices) {
    close(slice.ts);
    if (open.length) open.at(-1).self -= slice.dur;
    open.push({ end: slice.ts + slice.dur, self: slice.dur, text: label(slice) });
  }
  close(Infinity);
  return [...times].sort(([, one], [, other]) => other - one);
}

/** The longest slice in a task that says more than that there was one. */
function chief(task, slices) {
  const inside = slices.filter((slice) => slice !== task && slice.ts >= task.ts && slice.ts + slice.dur <= task.ts + task.dur && !/RunTask|ThreadControllerImpl|^RunMicrotasks$/.test(slice.name));
  return inside.sort((one, other) => other.dur - one.dur)[0];
}

const ms = (us) => (us / 1000).toFixed(1);

function describe(events, host) {
  const navigation = events.find(({ name, args }) => name === 'navigationStart' && args?.data?.documentLoaderURL?.includes(host));
  if (!navigation) throw new Error('the trace has no navigation');
  const { pid, ts: start } = navigation;
  for (const { name, ts } of events.filter((event) => event.pid === pid && event.args?.frame === navigation.args.frame && event.ts > start && /^(firstContentfulPaint|firstPaint|domInteractive|domContentLoadedEventStart|largestContentfulPaint::Candidate)$/.test(event.name))) console.log(`${ms(ts - start).padStart(8)}  ${name}`);
  const threads = events.filter(({ name, pid: owner, args }) => name === 'thread_name' && owner === pid && /CrRendererMain|DedicatedWorker/.test(args.name));
  for (const { tid, args } of threads) {
    const slices = events.filter((event) => event.pid === pid && event.tid === tid && event.ph === 'X' && event.ts >= start && event.dur > 0).sort((one, other) => one.ts - other.ts || other.dur - one.dur);
    console.log(`\n${args.name}: tasks from ${TASK_MS_MIN} ms`);
    for (const task of slices.filter(({ name, dur }) => name === 'ThreadControllerImpl::RunTask' && dur >= TASK_MS_MIN * 1000)) {
      const inner = chief(task, slices);
      console.log(`${ms(task.ts - start).padStart(8)} ${ms(task.dur).padStart(7)}  ${inner ? `${label(inner)} ${ms(inner.dur)}` : ''}`);
    }
    console.log(`${args.name}: self time`);
    for (const [text, us] of selfTimes(slices).slice(0, Number(options.top))) console.log(`${ms(us).padStart(8)}  ${text}`);
  }
  console.log('\nfiles: asked, first byte, done');
  const of = (name) => new Map(events.filter((event) => event.name === name && event.pid === pid).map((event) => [event.args.data.requestId, event]));
  const [responses, ends] = [of('ResourceReceiveResponse'), of('ResourceFinish')];
  for (const [id, { ts, args }] of of('ResourceSendRequest')) {
    const at = (found) => (found ? ms(found.ts - start) : '–').padStart(8);
    console.log(`${ms(ts - start).padStart(8)}${at(responses.get(id))}${at(ends.get(id))}  ${args.data.priority ?? ''} ${args.data.url.replace(/^https?:\/\/[^/]+/, '')}`);
  }
}

const name = positionals[0] ?? 'minnow';
const folder = mkdtempSync(path.join(os.tmpdir(), 'minnow-trace-'));
const root = options.package ? path.resolve(options.package) : path.join(folder, name);
if (!options.package) await RECIPES[name](root);
const host = `${name}.launch.test`;
const network = await openNetwork({ [host]: root }, folder);
try {
  const settings = { network, host, condition: CONDITIONS[options.condition], profile: path.join(folder, 'profile') };
  for (let visit = 1; visit < Number(options.visit); visit++) await launch({ ...settings, warm: visit > 1 });
  const events = await openTraced(settings);
  if (options.out) writeFileSync(options.out, JSON.stringify({ traceEvents: events }));
  describe(events, host);
} finally {
  await network.close();
  await sleep(100);
  rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
}
