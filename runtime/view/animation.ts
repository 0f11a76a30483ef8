// Animations: exports of wx.createAnimation bound to `animation`, and keyframes of `this.animate`, scroll-driven ones too.
// In: exported actions, keyframes. Out: Web Animations and final styles on nodes. Must not: keep timers of its own.
import type { ValueNode } from './blocks/values';
import { styleText } from './style';
import { overStyle } from './style_layer';

interface Action {
  animates: { type: string; args: any[] }[];
  option: { transformOrigin?: string; transition?: { duration?: number; timingFunction?: string; delay?: number } };
}

/** Runs the steps of an exported animation one after another; each ends in styles that stay. */
export function applyAnimation(node: ValueNode, exported: unknown): void {
  const actions = (exported as { actions?: Action[] } | null)?.actions;
  if (!Array.isArray(actions) || !actions.length) return;
  // A node made in the same change is drawn first, so that there is something to start from.
  requestAnimationFrame(() => void runActions(node, actions));
}

const runs = new WeakMap<ValueNode, object>();

async function runActions(node: ValueNode, actions: Action[]): Promise<void> {
  const run = {};
  runs.set(node, run);
  for (const action of actions) {
    const { duration = 400, timingFunction = 'linear', delay = 0 } = action.option?.transition ?? {};
    const style = actionStyle(action);
    const properties = Object.keys(style).filter((name) => name !== 'transform-origin');
    overStyle(node, { ...style, transition: properties.map((name) => `${name} ${duration}ms ${easing(timingFunction)} ${delay}ms`).join(', ') });
    // The transition itself tells when the step is over; a step without a visible change has none.
    const transitions = node.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.allSettled(transitions.map((one) => one.finished));
    if (runs.get(node) !== run) return;
  }
  overStyle(node, { transition: '' });
}

/** Transform functions accumulate in the order given, and keep across steps as the vendor's do. */
function actionStyle({ animates, option }: Action): Record<string, string> {
  const style: Record<string, string> = {};
  const transforms: string[] = [];
  for (const { type, args } of animates ?? []) {
    if (type === 'style') style[hyphenated(String(args[0]))] = styleText(String(args[1]));
    else transforms.push(transformText(type, args));
  }
  if (transforms.length) style.transform = transforms.join(' ');
  if (option?.transformOrigin) style['transform-origin'] = option.transformOrigin;
  return style;
}

function hyphenated(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function transformText(type: string, args: any[]): string {
  const list = Array.isArray(args) ? args : [args];
  if (/^(rotate|skew)/.test(type)) {
    const last = list.length - 1;
    const parts = list.map((value, i) => (type === 'rotate3d' && i < last ? value : typeof value === 'number' ? `${value}deg` : value));
    return `${type}(${parts.join(',')})`;
  }
  if (type.startsWith('translate')) return `${type}(${list.map((value) => (typeof value === 'number' ? `${value}px` : styleText(String(value)))).join(',')})`;
  return `${type}(${list.join(',')})`;
}

const easings: Record<string, string> = { easeIn: 'ease-in', easeOut: 'ease-out', easeInOut: 'ease-in-out', stepStart: 'step-start', stepEnd: 'step-end' };
function easing(name: string): string {
  return easings[name] ?? name;
}

// this.animate

export interface ScrollTimelineOptions {
  scrollSource: string;
  orientation?: 'vertical' | 'horizontal';
  startScrollOffset: number;
  endScrollOffset: number;
  timeRange: number;
}

const named = new WeakMap<Element, Set<{ animation: Animation; names: string[]; stop(): void }>>();

/** Keyframes of `this.animate`; resolves when all nodes are done. With a scroll source the scroll position is the time. */
export async function animate(nodes: HTMLElement[], keyframes: any[], durationMs: number, scroller: HTMLElement | null, timeline: ScrollTimelineOptions | null): Promise<void> {
  const frames = keyframes.map(keyframe);
  const names = [...new Set(frames.flatMap((frame) => Object.keys(frame)))].filter((name) => name !== 'offset' && name !== 'easing');
  const done: Promise<unknown>[] = [];
  for (const el of nodes) {
    const animation = el.animate(frames, { duration: (timeline ? timeline.timeRange : durationMs) || 0, fill: 'forwards' });
    let stop = () => undefined as void;
    if (timeline && scroller) stop = driveByScroll(animation, scroller, timeline);
    else done.push(animation.finished.catch(() => undefined));
    let list = named.get(el);
    if (!list) named.set(el, (list = new Set()));
    list.add({ animation, names, stop });
  }
  await Promise.all(done);
}

function driveByScroll(animation: Animation, scroller: HTMLElement, { orientation, startScrollOffset, endScrollOffset, timeRange }: ScrollTimelineOptions): () => void {
  animation.pause();
  const update = () => {
    const offset = orientation === 'horizontal' ? scroller.scrollLeft : scroller.scrollTop;
    const part = Math.min(1, Math.max(0, (offset - startScrollOffset) / (endScrollOffset - startScrollOffset || 1)));
    animation.currentTime = part * timeRange;
  };
  update();
  scroller.addEventListener('scroll', update, { passive: true });
  return () => scroller.removeEventListener('scroll', update);
}

/** Takes back what `animate` left: all of it, or the animations of the given properties. */
export function clearAnimation(nodes: HTMLElement[], properties: Record<string, boolean> | null): void {
  const wanted = properties && Object.keys(properties).filter((name) => properties[name]).map(property);
  for (const el of nodes) {
    for (const one of named.get(el) ?? []) {
      if (wanted && !one.names.some((name) => wanted.includes(name))) continue;
      one.stop();
      one.animation.cancel();
      named.get(el)!.delete(one);
    }
  }
}

const transformKeys = /^(matrix|rotate|scale|skew|translate)/;

function property(name: string): string {
  return transformKeys.test(name) ? 'transform' : name;
}

function keyframe(given: Record<string, any>): Keyframe {
  const frame: Keyframe = {};
  const transforms: string[] = [];
  for (const key in given) {
    const value = given[key];
    if (key === 'ease') frame.easing = easing(String(value));
    else if (key === 'offset') frame.offset = value;
    else if (transformKeys.test(key)) transforms.push(transformText(key, value));
    else frame[key] = typeof value === 'string' ? styleText(value) : typeof value === 'number' && key !== 'opacity' ? `${value}px` : value;
  }
  if (transforms.length) frame.transform = transforms.join(' ');
  return frame;
}
