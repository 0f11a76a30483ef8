// A page for element tests: the frame with one page, and hosts made straight from markup, without templates or a logic realm.
// In: html with `wx-` tags. Out: `window.bench`. Must not: be shipped; it knows just enough of the view's duties
// (shells, typed attributes, taps) to drive one element at a time.

import { createFrame } from '../../view/frame/frame';
import { wholeFrame } from '../../view/frame/frame_late';
import type { AttributeDefinition, ElementBehaviour, ElementDefinition, ElementHost, PageContext } from '../../view/element';
import { definitions } from './all';
import { late } from '../../view/late';

// As when the first page stands; a test may wait with it.
if (!(globalThis as any).holdsLate) void late();

type Recorded = { tag: string; id: string; type: string; detail: any };
const plainName = (name: string) => name.toLowerCase().replace(/-/g, '');

const options = new URLSearchParams(location.search);
const manifest = (window as any).manifest ?? {
  name: '样例 Sample',
  entry: 'pages/index/index',
  app: {
    style: options.get('style') ?? '',
    window: { navigationBarTitleText: '元素 Elements', navigationBarBackgroundColor: '#ffffff', navigationBarTextStyle: 'black' },
  },
};
const recorded: Recorded[] = [];
const calls: { name: string; args: any }[] = [];
const navigations: any[] = [];
const answers: Record<string, (args: any) => unknown> = {};
const frameRequests: any[] = [];
const heard = (request: any) => {
  frameRequests.push(request);
  bench.onRequest?.(request);
};
const hosts = new Map<Element, FakeHost>();

const frame = createFrame({
  container: document.body,
  manifest,
  base: '/',
  url: (path) => path,
  theme: (options.get('theme') as 'light' | 'dark') ?? 'light',
  navigate: heard,
  pullDown: (page) => heard({ pullDown: page }),
  menu: (action) => heard({ menu: action }),
  visible: (visible) => heard({ visible }),
  routeDone: (page) => heard({ routeDone: page }),
  closed: (page) => heard({ closed: page }),
});
const shell = frame.createPage({ instance: 1, path: 'pages/index/index', query: {}, config: (window as any).pageConfig ?? {} });

const page: PageContext = {
  instance: 1,
  path: shell.path,
  root: shell.root,
  scroller: shell.scroller,
  viewport: shell.viewport,
  rpxToPx: (rpx) => (rpx * shell.viewport.clientWidth) / 750,
  navigate: (request) => void navigations.push(request),
  async call(name, args) {
    calls.push({ name, args });
    return answers[name]?.(args);
  },
  load: async (tag) => definitions.get(tag),
  hostOf: (el) => hosts.get(el),
  instanceOf: () => undefined,
  frame,
};

function lengthOf(value: unknown): number {
  const match = /^\s*(-?[\d.]+)\s*(rpx|px)?\s*$/.exec(String(value));
  return match ? (match[2] === 'rpx' ? page.rpxToPx(+match[1]) : +match[1]) : 0;
}

function convert(definition: AttributeDefinition | undefined, value: unknown, literal: boolean): unknown {
  switch (definition?.type) {
    case 'boolean': return literal ? true : !!value;
    case 'number': return Number.isFinite(Number(value)) ? Number(value) : (definition.default ?? 0);
    case 'length': return lengthOf(value);
    case 'string': return value === null || value === undefined ? '' : String(value);
    case 'array': return Array.isArray(value) ? value : [];
    case 'object': return typeof value === 'object' ? value : undefined;
    default: return value;
  }
}

class FakeHost implements ElementHost {
  readonly owner = 1;
  readonly page = page;
  behaviour: ElementBehaviour | undefined;
  private readonly values = new Map<string, unknown>();
  private readonly definitions = new Map<string, AttributeDefinition>();

  constructor(readonly el: HTMLElement, readonly definition: ElementDefinition) {
    for (const name in definition.attributes ?? {}) this.definitions.set(plainName(name), definition.attributes![name]);
    for (const { name, value } of [...el.attributes]) this.values.set(plainName(name), convert(this.definitions.get(plainName(name)), value, true));
  }
  get<T>(name: string): T {
    const key = plainName(name);
    return (this.values.has(key) ? this.values.get(key) : this.definitions.get(key)?.default) as T;
  }
  has(name: string): boolean {
    return this.values.has(plainName(name));
  }
  fire(type: string, detail?: unknown, options?: { reply?: boolean }): void | Promise<unknown> {
    recorded.push({ tag: this.definition.tag, id: this.el.id, type, detail });
    const answer = answers[`event:${type}`]?.(detail);
    if (options?.reply) return Promise.resolve(answer);
  }
  listens(): boolean {
    return true;
  }
  writeModel(name: string, value: unknown): void {
    recorded.push({ tag: this.definition.tag, id: this.el.id, type: `model:${name}`, detail: value });
  }
  closest(tag: string): ElementHost | null {
    for (let el = this.el.parentElement; el; el = el.parentElement) if (el.localName === `wx-${tag}`) return hosts.get(el) ?? null;
    return null;
  }
  url(path: string): string {
    return path;
  }
  scoped(classes: string): string {
    return classes;
  }
  get dataset(): Record<string, unknown> {
    return { ...this.el.dataset };
  }
  set(name: string, value: unknown): void {
    const old = this.get(name);
    const next = convert(this.definitions.get(plainName(name)), value, false);
    this.values.set(plainName(name), next);
    if (this.definition.when && !this.behaviour && this.definition.when.some((one) => plainName(one) === plainName(name))) {
      this.behaviour = this.definition.create?.(this) || undefined;
      this.behaviour?.attached?.();
    } else this.behaviour?.update?.(name, next, old);
  }
}

function expand(root: ParentNode): FakeHost[] {
  const made: FakeHost[] = [];
  for (const el of [...root.querySelectorAll<HTMLElement>('*')]) {
    const definition = definitions.get(el.localName.replace(/^wx-/, ''));
    if (!definition || !el.localName.startsWith('wx-') || hosts.has(el)) continue;
    if (definition.shell) {
      const children = [...el.childNodes];
      const template = document.createElement('template');
      template.innerHTML = definition.shell;
      el.replaceChildren(template.content.cloneNode(true));
      const slot = el.querySelector('slot');
      if (slot) slot.replaceWith(...children);
    }
    const host = new FakeHost(el, definition);
    hosts.set(el, host);
    made.push(host);
  }
  return made;
}

function mount(html: string): void {
  for (const host of [...hosts.values()].reverse()) host.behaviour?.detached?.();
  hosts.clear();
  recorded.length = calls.length = navigations.length = 0;
  shell.root.innerHTML = '';
  add(shell.root, html);
}

function add(parent: Element, html: string): void {
  const template = document.createElement('template');
  template.innerHTML = html;
  const made = expand(template.content);
  for (const host of made) {
    const { when } = host.definition;
    if (!when || when.some((name) => host.has(name))) host.behaviour = host.definition.create?.(host) || undefined;
  }
  parent.append(template.content);
  for (const host of made) host.behaviour?.attached?.();
}

function tap(target: Element, x: number, y: number): void {
  const state = { x, y, target, handled: false };
  for (let el: Element | null = target; el && el !== shell.viewport; el = el.parentElement) hosts.get(el)?.behaviour?.tap?.(state);
}
shell.viewport.addEventListener('click', (event) => tap(event.target as Element, event.clientX, event.clientY));
shell.viewport.addEventListener('keydown', (event) => {
  const el = event.target as HTMLElement;
  if ((event.key === 'Enter' || event.key === ' ') && el.hasAttribute('tabindex') && !el.isContentEditable && !event.defaultPrevented) {
    event.preventDefault();
    el.click();
  }
});

const bench = {
  tags: [...definitions.keys()].sort(),
  onRequest: null as ((request: any) => void) | null,
  frame: wholeFrame(frame), late, shell, page, mount, add, recorded, calls, navigations, answers, frameRequests,
  host: (selector: string) => hosts.get(shell.viewport.querySelector(selector)!)!,
  set: (selector: string, name: string, value: unknown) => hosts.get(shell.viewport.querySelector(selector)!)!.set(name, value),
  remove(selector: string) {
    const el = shell.viewport.querySelector(selector)!;
    for (const one of [el, ...el.querySelectorAll('*')]) {
      hosts.get(one)?.behaviour?.detached?.();
      hosts.delete(one);
    }
    el.remove();
  },
  events: (type?: string) => recorded.filter((one) => !type || one.type === type).map((one) => ({ type: one.type, id: one.id, detail: one.detail })),
};
(window as any).bench = bench;
export type Bench = typeof bench;
void frame.route({ kind: 'launch', page: 1, close: [] });
