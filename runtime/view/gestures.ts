// Native input to mini program events, but for taps: touches (a mouse counts as one finger), long press, hover classes, keys, animation events.
// In: listeners on one root, and what taps.ts kept of before. Out: `dispatch` along the path. Must not: listen on single nodes.
import type { PathStep } from './events';
import { dispatch, pathFrom } from './events';
import type { Block } from './blocks/block';
import type { ValueNode } from './blocks/values';
import { layer, unlayer } from './class_layer';
import { onPage, pressed, type Point } from './taps';

/** Held this long without moving: a long press. */
const LONG_PRESS_MS = 350;
/** A finger that moved further does not press. */
const SLOP_PX = 10;
/** After a touch the browser sends mouse events of its own. */
const TOUCH_ECHO_MS = 1000;

interface Press {
  steps: PathStep[];
  x: number;
  y: number;
  startedMs: number;
  timer: number;
  moved: boolean;
  hovers: Hover[];
}

let press: Press | null = null;
/** A mouse button is down: what the program hears of as a finger. */
let mouse: PathStep[] | null = null;
let touchedAtMs = -TOUCH_ECHO_MS;

const HANDLERS: Record<string, (event: any) => void> = {
  touchstart: onTouch, touchmove: onTouch, touchend: onTouch, touchcancel: onTouch,
  mousedown: onMouseDown, mousemove: onMouse, mouseup: onMouse,
  transitionend: onAnimation, animationstart: onAnimation, animationiteration: onAnimation, animationend: onAnimation,
};

export function listenToGestures(root: HTMLElement): void {
  // A finger or a button may leave the root.
  for (const type in HANDLERS) (/^mouse(move|up)/.test(type) ? window : root).addEventListener(type, HANDLERS[type]!, { passive: true, capture: true });
  root.addEventListener('keydown', onKey);
  root.addEventListener('contextmenu', (event) => pressed.long && event.preventDefault(), true);
}

/** An event of before this was here, in its order; its timers run from its own time. */
export function gesture(event: Event): void {
  if (event.type !== 'keydown') return HANDLERS[event.type]!(event);
  onKey(event as KeyboardEvent);
}

// Touches.

function onTouch(event: TouchEvent): void {
  touchedAtMs = event.timeStamp;
  const steps = event.type === 'touchstart' || !press ? pathFrom(event.target as Node) : press.steps;
  const point = points(steps, event.changedTouches);
  pressed.touches = point;
  const first = event.changedTouches[0]!;
  if (event.type === 'touchstart') {
    if (event.touches.length === 1) begin(steps, event, first);
    else if (press) cancel(press);
  } else if (event.type === 'touchmove') move(first);
  else if (!event.touches.length) finish(event, event.type === 'touchcancel');
  const outcome = dispatch(steps, { type: event.type, detail: {}, bubbles: true, touches: points(steps, event.touches), changedTouches: point });
  if (outcome.prevented) (event as TouchEvent & { $prevent?: boolean }).$prevent = true;
}

/** Touches with page coordinates. */
function points(steps: PathStep[], touches: ArrayLike<Touch>): Point[] {
  const list: Point[] = [];
  for (let i = 0; i < touches.length; i++) {
    const { identifier, clientX, clientY, force } = touches[i]!;
    list.push({ identifier, ...onPage(steps, clientX, clientY), force });
  }
  return list;
}

/** A mouse is one finger, unless it only repeats a touch. */
function onMouseDown(event: MouseEvent): void {
  if (event.button !== 0 || event.timeStamp - touchedAtMs < TOUCH_ECHO_MS) return;
  const steps = pathFrom(event.target as Node);
  if (!steps.length) return;
  mouse = steps;
  begin(steps, event, event);
  sendMouse('touchstart', event);
}

function onMouse(event: MouseEvent): void {
  if (!mouse) return;
  if (event.type === 'mousemove') {
    move(event);
    sendMouse('touchmove', event);
    return;
  }
  finish(event, false);
  sendMouse('touchend', event);
  mouse = null;
}

function sendMouse(type: string, at: MouseEvent): void {
  const point = [{ identifier: 0, ...onPage(mouse!, at.clientX, at.clientY), force: 1 }];
  pressed.touches = point;
  dispatch(mouse!, { type, detail: {}, bubbles: true, touches: type === 'touchend' ? [] : point, changedTouches: point });
}

type Place = Pick<Touch, 'clientX' | 'clientY'>;

function begin(steps: PathStep[], { timeStamp }: Event, { clientX: x, clientY: y }: Place): void {
  if (press) cancel(press);
  pressed.long = false;
  const started: Press = { steps, x, y, startedMs: timeStamp, moved: false, hovers: startHover(steps), timer: 0 };
  started.timer = setTimeout(() => longPress(started), LONG_PRESS_MS + timeStamp - performance.now()) as unknown as number;
  press = started;
}

function move({ clientX, clientY }: Place): void {
  if (!press || press.moved || Math.hypot(clientX - press.x, clientY - press.y) < SLOP_PX) return;
  press.moved = true;
  cancel(press);
}

function cancel(one: Press): void {
  clearTimeout(one.timer);
  one.timer = 0;
  for (const hover of one.hovers) hover.end(true);
}

function finish({ timeStamp }: Event, cancelled: boolean): void {
  if (!press) return;
  // The page may have been busy, or this file not here, when its time was over.
  if (press.timer && !cancelled && timeStamp - press.startedMs >= LONG_PRESS_MS) longPress(press);
  clearTimeout(press.timer);
  press.timer = 0;
  for (const hover of press.hovers) hover.end(cancelled);
}

function longPress(one: Press): void {
  one.timer = 0;
  if (one !== press || one.moved) return;
  const point = onPage(one.steps, one.x, one.y);
  const touches = [{ identifier: 0, ...point, force: 1 }];
  for (const type of ['longpress', 'longtap']) {
    const outcome = dispatch(one.steps, { type, detail: { x: point.pageX, y: point.pageY }, bubbles: true, touches, changedTouches: touches });
    if (outcome.handled && type === 'longpress') pressed.long = true;
  }
}

// Keys.

/** Enter and Space tap what has the focus, unless it is a control that does so itself. */
function onKey(event: KeyboardEvent): void {
  if ((event.key !== 'Enter' && event.key !== ' ') || event.defaultPrevented || event.repeat || event.isComposing) return;
  const target = event.target as HTMLElement;
  if (!target.localName.startsWith('wx-') || target.isContentEditable || !target.hasAttribute('tabindex')) return;
  event.preventDefault();
  target.click();
}

function onAnimation(event: Event): void {
  const steps = pathFrom(event.target as Node);
  // Only nodes of programs, not the inner ones of elements.
  if (!steps.length || steps[0]!.el !== event.target) return;
  const { propertyName, animationName, elapsedTime } = event as TransitionEvent & AnimationEvent;
  dispatch(steps, { type: event.type, detail: { elapsedTime, ...(propertyName ? { propertyName } : { animationName }) }, bubbles: true });
}

// Hover classes.

interface Hover {
  end(now: boolean): void;
}

const hoverDefaults: Record<string, [name: string, startMs: number, stayMs: number]> = {
  'wx-button': ['button-hover', 20, 70],
  'wx-navigator': ['navigator-hover', 50, 600],
};

function startHover(steps: PathStep[]): Hover[] {
  const hovers: Hover[] = [];
  for (const { el, b } of steps) {
    const [builtIn, startMs, stayMs] = hoverDefaults[el.localName] ?? ['', 50, 400];
    const given = el.getAttribute('hover-class') ?? el.getAttribute('hoverclass');
    const name = given ?? builtIn;
    if (!name || name === 'none' || (el.hasAttribute('disabled') && builtIn)) continue;
    hovers.push(hover(el, b, name, given === null, milliseconds(el, 'hover-start-time', startMs), milliseconds(el, 'hover-stay-time', stayMs)));
    if (el.hasAttribute('hover-stop-propagation') || el.hasAttribute('hoverstoppropagation')) break;
  }
  return hovers;
}

function milliseconds(el: Element, name: string, otherwise: number): number {
  const value = parseFloat(el.getAttribute(name) ?? el.getAttribute(name.replace(/-/g, '')) ?? '');
  return value >= 0 ? value : otherwise;
}

function hover(el: ValueNode, b: Block, name: string, plain: boolean, startMs: number, stayMs: number): Hover {
  const owner = plain ? null : b.c.owner;
  let shown = false;
  let ended = false;
  const show = () => {
    shown = true;
    layer(el, owner, [name], true);
    if (ended) setTimeout(hide, stayMs);
  };
  const hide = () => unlayer(el, owner, name);
  const timer = setTimeout(show, startMs);
  return {
    end(now) {
      if (ended) return;
      ended = true;
      if (now && !shown) clearTimeout(timer);
      // A short tap still shows that it was felt.
      else if (shown) setTimeout(hide, now ? 0 : stayMs);
    },
  };
}
