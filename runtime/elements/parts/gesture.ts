// What gesture handlers share: fingers that follow a node, the states of a gesture, and who of those around a node takes it.
// In: a recognizer of one kind. Out: calls of the worklets `ongesture`, `should-response-on-move`, `should-accept-gesture`. Must not: know what a
// gesture means to the program. Worklets run in the other realm: a question is answered a moment later, and what follows waits for the answer.

import type { ElementBehaviour, ElementDefinition, ElementHost } from '../../view/element';
import { proxyScroll, type ScrollProxy } from './scroll_proxy';

export const POSSIBLE = 0;
export const BEGIN = 1;
export const ACTIVE = 2;
export const END = 3;
export const CANCELLED = 4;

export interface Point {
  x: number;
  y: number;
}

export interface Fingers {
  /** Where they are now, in the order they came. */
  readonly now: readonly Point[];
  /** Where the first came down. */
  readonly start: Point;
  /** Since the last move: of their middle. */
  readonly delta: Point;
  /** Pixels a second, of the last moments. */
  readonly velocity: Point;
  /** The nodes' own time, in milliseconds. */
  readonly timeMs: number;
}

export interface Gesture {
  /** Tells the program. A continuous gesture is told from the first touch on. */
  tell(state: number, facts: object): void;
  /** Takes the gesture, if nobody else has and the program accepts it; then runs `taken`. */
  take(taken: () => void): void;
  /** Gives up for this touch. */
  fail(): void;
}

export interface Recognizer {
  down?(fingers: Fingers, gesture: Gesture): void;
  move?(fingers: Fingers, gesture: Gesture): void;
  /** The last finger was lifted, or another took the gesture (`cancelled`). */
  up?(fingers: Fingers, gesture: Gesture, cancelled: boolean): void;
}

/** Everyone who follows one touch, from the inside out. They find each other on the event, because each kind is a script of its own. */
interface Entrant {
  tag: string;
  companions: readonly string[];
  taken: boolean;
  lose(): void;
}
type Contest = Event & { mnContest?: Entrant[] };

const SPEED_WINDOW_MS = 100;

export function gestureHandler(tag: string, recognize: () => Recognizer): ElementDefinition {
  return {
    tag,
    attributes: {
      tag: { type: 'string', default: '' },
      'simultaneous-handlers': { type: 'array', default: [] },
      'native-view': { type: 'string', default: '' },
    },
    create: (host) => follow(host, recognize()),
  };
}

function follow(host: ElementHost, recognizer: Recognizer): ElementBehaviour {
  const { el } = host;
  const points = new Map<number, Point>();
  let contest: Entrant[] = [];
  let own: Entrant | null = null;
  let failed = false;
  let start: Point = { x: 0, y: 0 };
  let last: Point = start;
  let trail: { at: Point; timeMs: number }[] = [];
  let proxy: ScrollProxy | null = null;
  /** What waits for the program's answers, in order. */
  let turn: Promise<unknown> = Promise.resolve();
  let waits = 0;

  const middle = (): Point => {
    const all = [...points.values()];
    const sum = all.reduce((to, { x, y }) => ({ x: to.x + x, y: to.y + y }), { x: 0, y: 0 });
    return all.length ? { x: sum.x / all.length, y: sum.y / all.length } : last;
  };
  const fingers = (delta: Point, timeMs: number): Fingers => {
    const first = trail[0];
    const span = first ? timeMs - first.timeMs : 0;
    const speed = (axis: 'x' | 'y') => (span > 0 ? ((last[axis] - first!.at[axis]) / span) * 1000 : 0);
    return { now: [...points.values()], start, delta, velocity: { x: speed('x'), y: speed('y') }, timeMs };
  };
  const ask = async (question: string, facts: object): Promise<boolean> => !host.listens(question) || (await host.fire(question, facts, { reply: true })) !== false;
  /** Runs at once when nothing waits before it. */
  const inTurn = (work: () => unknown): void => {
    if (!waits) {
      const result = work();
      if (!(result instanceof Promise)) return;
      turn = result;
    } else turn = turn.then(work);
    waits++;
    turn = turn.catch((error) => console.error(error)).then(() => void waits--);
  };
  const gesture: Gesture = {
    tell: (state, facts) => void (host.listens('workletongesture') && host.fire('workletongesture', { state, ...facts })),
    take(taken) {
      const entrant = own;
      if (!entrant || failed) return;
      const others = contest.filter((one) => one !== entrant && !(one.companions.includes(entrant.tag) || entrant.companions.includes(one.tag)));
      if (others.some((one) => one.taken)) return void (failed = true);
      const accept = () => {
        entrant.taken = true;
        for (const one of others) one.lose();
        taken();
      };
      if (!host.listens('workletshouldacceptgesture')) return accept();
      inTurn(async () => {
        if (await ask('workletshouldacceptgesture', {})) accept();
        else failed = true;
      });
    },
    fail: () => void (failed = true),
  };

  function down(event: PointerEvent): void {
    if (event.pointerType === 'mouse' && event.button !== 0) return;
    const at = { x: event.clientX, y: event.clientY };
    points.set(event.pointerId, at);
    last = middle();
    if (points.size > 1) return void inTurn(() => !failed && recognizer.down?.(fingers({ x: 0, y: 0 }, event.timeStamp), gesture));
    start = at;
    trail = [{ at: last, timeMs: event.timeStamp }];
    failed = false;
    contest = (event as Contest).mnContest ??= [];
    contest.push((own = { tag: host.get('tag') || el.id, companions: host.get('simultaneous-handlers'), taken: false, lose }));
    proxy = host.get('native-view') === 'scroll-view' ? proxyScroll(host, event) : null;
    inTurn(() => recognizer.down?.(fingers({ x: 0, y: 0 }, event.timeStamp), gesture));
    addEventListener('pointermove', move);
    addEventListener('pointerup', up);
    addEventListener('pointercancel', up);
  }
  function move(event: PointerEvent): void {
    if (!points.has(event.pointerId)) return;
    points.set(event.pointerId, { x: event.clientX, y: event.clientY });
    const before = last;
    last = middle();
    trail.push({ at: last, timeMs: event.timeStamp });
    while (trail.length > 2 && event.timeStamp - trail[0]!.timeMs > SPEED_WINDOW_MS) trail.shift();
    const told = fingers({ x: last.x - before.x, y: last.y - before.y }, event.timeStamp);
    if (!told.delta.x && !told.delta.y && points.size < 2) return;
    const go = () => {
      if (failed) return;
      proxy?.move(told.delta);
      recognizer.move?.(told, gesture);
    };
    if (!host.listens('workletshouldresponseonmove')) return inTurn(go);
    inTurn(async () => {
      const { delta } = told;
      const facts = { identifier: event.pointerId, type: 'move', deltaX: delta.x, deltaY: delta.y, absoluteX: event.clientX, absoluteY: event.clientY };
      if (!failed && (await ask('workletshouldresponseonmove', facts))) go();
    });
  }
  function up(event: PointerEvent): void {
    if (!points.has(event.pointerId)) return;
    // The speed is that of the last moments: a finger that rested has none.
    while (trail.length > 1 && event.timeStamp - trail[0]!.timeMs > SPEED_WINDOW_MS) trail.shift();
    const told = fingers({ x: 0, y: 0 }, event.timeStamp);
    points.delete(event.pointerId);
    last = middle();
    const cancelled = event.type === 'pointercancel';
    if (points.size) return;
    stop();
    inTurn(() => {
      proxy?.end(told.velocity);
      if (own) recognizer.up?.(told, gesture, failed || cancelled);
      own = null;
    });
  }
  function lose(): void {
    if (failed) return;
    failed = true;
    inTurn(() => {
      if (own) recognizer.up?.(fingers({ x: 0, y: 0 }, trail.at(-1)?.timeMs ?? 0), gesture, true);
      own = null;
    });
  }
  function stop(): void {
    removeEventListener('pointermove', move);
    removeEventListener('pointerup', up);
    removeEventListener('pointercancel', up);
  }

  el.addEventListener('pointerdown', down);
  return {
    detached() {
      el.removeEventListener('pointerdown', down);
      stop();
    },
  };
}
