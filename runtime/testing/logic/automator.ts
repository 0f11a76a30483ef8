// `miniProgram`: the program as a person uses it, with the interface of miniprogram-automator.
// In: urls, selectors, touches. Out: pages and elements. Must not: reach past what is on the screen but where the interface says so.
import { callMember, instanceByNumber, setData, type Instance } from '../../logic/instance';
import { navigate, type RouteName } from '../../logic/router';
import { currentPage, stack } from '../../logic/stack';
import { getPath, parsePath } from '../../shared/path';
import { program } from '../../logic/program';
import type { Found } from '../protocol';
import { ask, askHost } from './channel';
import { remoteNode, type RemoteNode } from './remote';
import { DrawnTree } from './tree';
import { mockWxMethod, restoreWxMethod } from './wx_mocks';

const realm = globalThis as any;
const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

/** Longest wait for something to appear. */
const WAIT_MS = 4000;
const BETWEEN_MS = 20;

async function waitFor(condition: unknown, find: (selector: string) => unknown): Promise<void> {
  if (typeof condition === 'number') return sleep(condition);
  const isMet = typeof condition === 'function' ? () => condition() : () => find(String(condition));
  for (const until = Date.now() + WAIT_MS; Date.now() < until; await sleep(BETWEEN_MS)) if (await isMet()) return;
  throw new Error(`waited ${WAIT_MS} ms for ${typeof condition === 'function' ? 'a condition' : `"${String(condition)}"`}`);
}

/** A node on a page. */
export class Element {
  constructor(protected readonly fact: Found) {}

  get tagName(): string {
    return this.fact.tag;
  }

  get node(): number {
    return this.fact.node;
  }

  get dom(): RemoteNode {
    return remoteNode(this.fact.node);
  }

  get instance(): any {
    return this.component?.object;
  }

  protected get component(): Instance | undefined {
    return this.fact.component === undefined ? undefined : instanceByNumber(this.fact.component);
  }

  async $(selector: string): Promise<Element | null> {
    return (await this.$$(selector))[0] ?? null;
  }

  async $$(selector: string): Promise<Element[]> {
    const inside = ask<Found[]>('findFrom', { node: this.node, selector });
    const { component } = this;
    const own = component ? ask<Found[]>('find', { scope: component.number, selector }) : [];
    const nodes = new Set(own.map(({ node }) => node));
    return [...own, ...inside.filter(({ node }) => !nodes.has(node))].map((fact) => new Element(fact));
  }

  async size(): Promise<{ width: number; height: number }> {
    const { width, height } = this.dom.getBoundingClientRect();
    return { width, height };
  }

  async offset(): Promise<{ left: number; top: number }> {
    return ask('offset', { node: this.node });
  }

  async text(): Promise<string> {
    return this.dom.innerText;
  }

  async attribute(name: string): Promise<string | null> {
    return this.dom.getAttribute(name);
  }

  async property(name: string): Promise<unknown> {
    const { component } = this;
    return component ? component.data[name] : ask('property', { node: this.node, name });
  }

  async value(): Promise<unknown> {
    return this.property('value');
  }

  async style(name: string): Promise<string> {
    return remoteNode(-1).getComputedStyle(this.dom).getPropertyValue(name);
  }

  async wxml(): Promise<string> {
    return ask('markup', { node: this.node, outer: false });
  }

  async outerWxml(): Promise<string> {
    return ask('markup', { node: this.node, outer: true });
  }

  /** With a finger, where it stands on the screen. */
  async tap(): Promise<void> {
    askHost('tap', ask('point', { node: this.node }));
    ask('settled');
  }

  async longpress(): Promise<void> {
    askHost('press', ask('point', { node: this.node }));
    ask('settled');
  }

  async swipe(distance: { x?: number; y?: number }): Promise<void> {
    askHost('swipe', { ...ask<object>('point', { node: this.node }), dx: distance.x ?? 0, dy: distance.y ?? 0 });
    ask('settled');
  }

  /** Taps the field, and types over what is in it. */
  async input(text: string): Promise<void> {
    ask('focus', { node: this.node });
    askHost('type', { text });
    ask('settled');
  }

  /** An event without a finger. */
  async trigger(type: string, detail: object = {}): Promise<void> {
    ask('fire', { node: this.node, type, options: { detail } });
  }

  async touchstart(options: object): Promise<void> {
    ask('fire', { node: this.node, type: 'touchstart', options });
  }

  async touchmove(options: object): Promise<void> {
    ask('fire', { node: this.node, type: 'touchmove', options });
  }

  async touchend(options: object): Promise<void> {
    ask('fire', { node: this.node, type: 'touchend', options });
  }

  async scrollTo(x: number, y: number): Promise<void> {
    ask('scroll', { node: this.node, x, y });
    ask('settled');
  }

  async data(path?: string): Promise<any> {
    return dataOf(this.needed(), path);
  }

  async setData(data: object): Promise<void> {
    return writeData(this.needed(), data);
  }

  async callMethod(name: string, ...args: unknown[]): Promise<unknown> {
    return callMember(this.needed(), name, args, name);
  }

  toJSON(): DrawnTree {
    return new DrawnTree(ask('tree', { node: this.node }));
  }

  picture(): string {
    return askHost('screenshot', ask('box', { node: this.node }));
  }

  private needed(): Instance {
    const { component } = this;
    if (!component) throw new Error(`<${this.tagName}> is no component`);
    return component;
  }
}

function dataOf({ data }: Instance, path: string | undefined): any {
  const value = path === undefined ? data : getPath(data, parsePath(path));
  return structuredClone(value);
}

function writeData(instance: Instance, data: object): Promise<void> {
  return new Promise((resolve) => setData(instance, data, resolve));
}

export class Page {
  constructor(private readonly of: Instance) {}

  get path(): string {
    return this.of.definition.path;
  }

  get query(): Record<string, string> {
    return { ...this.of.object.options };
  }

  get instance(): any {
    return this.of.object;
  }

  async $(selector: string): Promise<Element | null> {
    return (await this.$$(selector))[0] ?? null;
  }

  async $$(selector: string): Promise<Element[]> {
    return ask<Found[]>('find', { scope: this.of.number, selector }).map((fact) => new Element(fact));
  }

  async waitFor(condition: number | string | (() => unknown)): Promise<void> {
    return waitFor(condition, async (selector) => this.$(selector));
  }

  async data(path?: string): Promise<any> {
    return dataOf(this.of, path);
  }

  async setData(data: object): Promise<void> {
    return writeData(this.of, data);
  }

  async callMethod(name: string, ...args: unknown[]): Promise<unknown> {
    if (typeof this.of.object[name] !== 'function') throw new Error(`the page ${this.path} has no method ${name}`);
    return this.of.object[name](...args);
  }

  async size(): Promise<{ width: number; height: number }> {
    return ask('pageSize', { instance: this.of.number });
  }

  async scrollTop(): Promise<number> {
    return ask('pageScroll', { instance: this.of.number });
  }

  picture(): string {
    return miniProgram.picture();
  }
}

async function go(kind: RouteName, options: object): Promise<Page> {
  await navigate(kind, options);
  ask('settled');
  return top();
}

function top(): Page {
  const page = currentPage();
  if (!page) throw new Error('no page is open');
  return new Page(page);
}

const absolute = (url: string): string => (url.startsWith('/') ? url : `/${url}`);

export const miniProgram = {
  reLaunch: (url: string) => go('reLaunch', { url: absolute(url) }),
  navigateTo: (url: string) => go('navigateTo', { url: absolute(url) }),
  redirectTo: (url: string) => go('redirectTo', { url: absolute(url) }),
  switchTab: (url: string) => go('switchTab', { url: absolute(url) }),
  navigateBack: (delta = 1) => go('navigateBack', { delta }),
  /** Opens the first page, as a person does. */
  launch: () => go('reLaunch', { url: `/${program.manifest.entry}` }),
  currentPage: async () => top(),
  pageStack: async () => stack.filter(({ definition }) => !definition.path.startsWith('_minnow/')).map((page) => new Page(page)),
  systemInfo: async () => realm.wx.getSystemInfoSync(),
  callWxMethod: async (name: string, ...args: unknown[]) => realm.wx[name](...args),
  mockWxMethod: async (name: string, result: unknown, ...args: unknown[]) => mockWxMethod(name, result, args),
  restoreWxMethod: async (name: string) => restoreWxMethod(name),
  /** Here a test is in the program's realm already. */
  evaluate: async (run: (...args: any[]) => unknown, ...args: unknown[]) => run(...args),
  exposeFunction: async (name: string, run: unknown) => void (realm[name] = run),
  pageScrollTo: async (scrollTop: number) => {
    await realm.wx.pageScrollTo({ scrollTop, duration: 0 });
    ask('settled');
  },
  waitFor: (condition: number | string | (() => unknown)) => waitFor(condition, (selector) => top().$(selector)),
  /** A picture of the screen, as PNG in base64; with a path it is written there, from the program's folder. */
  screenshot: async ({ path }: { path?: string } = {}) => {
    const picture = miniProgram.picture();
    if (path) askHost('writePicture', { path, picture });
    return picture;
  },
  picture: (): string => {
    ask('settled');
    return askHost('screenshot');
  },
  /** What the person sees: width and height of the screen, light or dark, the language. */
  setDevice: async (device: { width?: number; height?: number; theme?: 'light' | 'dark' }) => {
    askHost('device', device);
    ask('settled');
  },
  close: async () => {},
  disconnect: () => {},
};

/** `automator.launch()` of tests that were written to start the vendor's tool: the program runs already. */
export const automator = { launch: async () => miniProgram, connect: async () => miniProgram };
