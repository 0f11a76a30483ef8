// Native input to mini program events: touches (a mouse counts as one finger), tap, long press, hover classes, animation events.
// In: listeners on one root. Out: `dispatch` along the path. Must not: listen on single nodes, except to prevent scrolling where WXS asked for it.
import type { PathStep } from './events';
import { dispatch, listensFor, pathFrom } from './events';
import type { Block } from './blocks/block';
import type { ValueNode } from './blocks/values';
import type { ElementTap } from './element';
import { pageOf } from './pages';
import { layer } from './class_layer';

/** Held this long without moving: a long press. */
const LONG_PRESS_MS = 350;
/** A finger that moved further does not press. */
const SLOP_PX = 10;

interface Point {
  identifier: number;
  /** On a canvas: from its top left. */
  x?: number;
  y?: number;
  pageX: number;
  pageY: number;
  clientX: number;
  clientY: number;
  force?: number;
}

interface Press {
  steps: PathStep[];
  x: number;
  y: number;
  timer: number;
  moved: boolean;
  /** A long press was handled: the tap that follows is not one. */
  long: boolean;
  hovers: Hover[];
}

let press: Press | null = null;
let lastTouches: Point[] = [];

export function listen(root: HTMLElement): void {
  const passive = { passive: true, capture: true };
  for (const type of ['touchstart', 'touchmove', 'touchend', 'touchcancel'] as const) root.addEventListener(type, onTouch, passive);
  root.addEventListener('mousedown', onMouseDown, passive);
  root.addEventListener('click', onClick, true);
  root.addEventListener('keydown', onKey);
  // The first Tab comes to the document, where nothing has the focus yet.
  root.ownerDocument.addEventListener('keydown', onTab, true);
  root.addEventListener('contextmenu', (event) => press?.long && event.preventDefault(), true);
  for (const type of ['transitionend', 'animationstart', 'animationiteration', 'animationend'] as const) root.addEventListener(type, onAnimation, passive);
}

// Touches.

function onTouch(event: TouchEvent): void {
  const steps = event.type === 'touchstart' || !press ? pathFrom(event.target as Node) : press.steps;
  const point = points(steps, event.changedTouches);
  lastTouches = point;
  const first = event.changedTouches[0]!;
  if (event.type === 'touchstart') {
    if (event.touches.length === 1) begin(steps, first.clientX, first.clientY);
    else if (press) cancel(press);
  } else if (event.type === 'touchmove') move(first.clientX, first.clientY);
  else if (!event.touches.length) finish(event.type === 'touchcancel');
  const outcome = dispatch(steps, { type: event.type, detail: {}, bubbles: true, touches: points(steps, event.touches), changedTouches: point });
  if (outcome.prevented) (event as TouchEvent & { $prevent?: boolean }).$prevent = true;
}

/** Touches with page coordinates: from the top left of the page's content. */
function points(steps: PathStep[], touches: ArrayLike<Touch>): Point[] {
  const list: Point[] = [];
  for (let i = 0; i < touches.length; i++) {
    const { identifier, clientX, clientY, force } = touches[i]!;
    list.push({ identifier, ...onPage(steps, clientX, clientY), force });
  }
  return list;
}

function onPage(steps: PathStep[], x: number, y: number): Omit<Point, 'identifier'> & { pageX: number; pageY: number } {
  const page = steps.length ? pageOf(steps[0]!.owner) : undefined;
  if (!page) return { clientX: x, clientY: y, pageX: x, pageY: y };
  const { left, top } = page.viewport.getBoundingClientRect();
  const clientX = x - left;
  const clientY = y - top;
  const canvas = steps[0]!.el.closest('wx-canvas')?.getBoundingClientRect();
  const onCanvas = canvas && { x: x - canvas.left, y: y - canvas.top };
  return { clientX, clientY, pageX: clientX + page.scroller.scrollLeft, pageY: clientY + page.scroller.scrollTop, ...onCanvas };
}

/** A mouse is one finger; real touches never come here, because the browser sends both and the touch was first. */
let touchedAtMs = -1e9;
function onMouseDown(event: MouseEvent): void {
  if (event.button !== 0 || performance.now() - touchedAtMs < 1000) return;
  const steps = pathFrom(event.target as Node);
  if (!steps.length) return;
  begin(steps, event.clientX, event.clientY);
  const send = (type: string, at: MouseEvent) => {
    const point = [{ identifier: 0, ...onPage(steps, at.clientX, at.clientY), force: 1 }];
    lastTouches = point;
    const ended = type === 'touchend';
    return dispatch(steps, { type, detail: {}, bubbles: true, touches: ended ? [] : point, changedTouches: point });
  };
  send('touchstart', event);
  const onMove = (at: MouseEvent) => {
    move(at.clientX, at.clientY);
    send('touchmove', at);
  };
  const onUp = (at: MouseEvent) => {
    removeEventListener('mousemove', onMove, true);
    removeEventListener('mouseup', onUp, true);
    finish(false);
    send('touchend', at);
  };
  addEventListener('mousemove', onMove, true);
  addEventListener('mouseup', onUp, true);
}

addEventListener('touchstart', () => (touchedAtMs = performance.now()), { passive: true, capture: true });
addEventListener('touchend', () => (touchedAtMs = performance.now()), { passive: true, capture: true });

function begin(steps: PathStep[], x: number, y: number): void {
  if (press) cancel(press);
  const started: Press = { steps, x, y, moved: false, long: false, hovers: startHover(steps), timer: 0 };
  started.timer = setTimeout(() => longPress(started), LONG_PRESS_MS) as unknown as number;
  press = started;
}

function move(x: number, y: number): void {
  if (!press || press.moved || Math.hypot(x - press.x, y - press.y) < SLOP_PX) return;
  press.moved = true;
  cancel(press);
}

function cancel(one: Press): void {
  clearTimeout(one.timer);
  for (const hover of one.hovers) hover.end(true);
}

function finish(cancelled: boolean): void {
  if (!press) return;
  clearTimeout(press.timer);
  for (const hover of press.hovers) hover.end(cancelled);
}

function longPress(one: Press): void {
  if (one !== press || one.moved) return;
  const point = onPage(one.steps, one.x, one.y);
  const touches = [{ identifier: 0, ...point, force: 1 }];
  for (const type of ['longpress', 'longtap']) {
    const outcome = dispatch(one.steps, { type, detail: { x: point.pageX, y: point.pageY }, bubbles: true, touches, changedTouches: touches });
    if (outcome.handled && type === 'longpress') one.long = true;
  }
}

// Taps: the browser's click, which knows scrolling, double fire and keyboards.

function onClick(event: MouseEvent): void {
  const target = event.target as Element;
  const begun = press;
  press = null;
  if (begun?.long) return;
  const steps = pathFrom(target);
  if (!steps.length) return;
  const byKey = event.detail === 0 && event.clientX === 0 && event.clientY === 0;
  const box = byKey ? target.getBoundingClientRect() : null;
  const x = box ? box.left + box.width / 2 : event.clientX;
  const y = box ? box.top + box.height / 2 : event.clientY;
  const point = onPage(steps, x, y);
  const touch = lastTouches.length && !byKey ? lastTouches : [{ identifier: 0, ...point, force: 1 }];
  const tap: ElementTap = { x, y, target, handled: false };
  dispatch(steps, { type: 'tap', detail: { x: point.pageX, y: point.pageY }, bubbles: true, touches: touch, changedTouches: touch, tap });
}

/** What a person can tap but no element made focusable: roles of controls, and nodes with a tap handler. */
const TAPPABLE = ['[role=button]', '[role=link]', '[role=checkbox]', '[role=radio]', '[role=switch]', '[role=tab]', '[role=option]', '[role=menuitem]', '[bindtap]', '[catchtap]']
  .map((part) => `wx-page ${part}:not([tabindex],[bindtap=""],[catchtap=""],[catchtap=true])`)
  .join();

/** What scrolls and has nothing in it that the focus could go to. */
const SCROLLING = '.mn-page-top :is(.mn-scroller,.wx-scroll-view):not(:has([tabindex="0"],input,textarea))';

/** Tab reaches all of it. Marked before the focus moves, and not earlier: who never presses Tab pays nothing. */
function onTab(event: KeyboardEvent): void {
  if (event.key !== 'Tab') return;
  for (const part of [TAPPABLE, SCROLLING]) for (const el of document.querySelectorAll<HTMLElement>(part)) el.tabIndex = 0;
}

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

function unlayer(el: ValueNode, owner: Block['c']['owner'] | null, name: string): void {
  layer(el, owner, [name], false);
  const over = el.$k!;
  // Nothing WXS asked for: back to the template's own classes.
  over.remove.clear();
  if (!over.add.size) el.$k = undefined;
}

/** WXS handlers of moves may stop scrolling by returning false: only their nodes listen actively. */
export function preventable(el: HTMLElement): void {
  el.addEventListener('touchmove', (event) => (event as TouchEvent & { $prevent?: boolean }).$prevent && event.cancelable && event.preventDefault(), { passive: false });
}

export { listensFor };
