// `simulate`: components on their own, with the interface of miniprogram-simulate.
// In: paths or definitions, properties. Out: components to look into and to act upon. Must not: need a page of the program.
import { defineBehavior, type Behavior } from '../../logic/behavior';
import { runLifetime, runPageLifetime, setData, instanceByNumber, type Instance } from '../../logic/instance';
import { program } from '../../logic/program';
import type { Found } from '../protocol';
import { ask, askHost } from './channel';
import { attachMounted, componentPath, createMounted, detachMounted, makeComponent, type Mounted } from './mount';
import { numberOf, remoteNode, type RemoteNode } from './remote';
import { DrawnTree } from './tree';

type Listener = (event: any) => void;

interface Loaded {
  path: string;
  tag: string;
}

const loaded = new Map<string, Loaded>();
/** Components that tests can use in every template without saying so (`id` of a definition). */
const global: Record<string, string> = {};

function remember(path: string, tag: string): string {
  const id = `${path}#${loaded.size + 1}`;
  loaded.set(id, { path, tag });
  return id;
}

/** What stands in `usingComponents` of a test: an id that `load` gave, or a path. */
function pathOf(value: string): string {
  return loaded.get(value)?.path ?? componentPath(value);
}

interface LoadOptions {
  usingComponents?: Record<string, string>;
}

function load(component: string | Record<string, any>, tag?: string | LoadOptions, options: LoadOptions = {}): string {
  const given = typeof tag === 'object' ? tag : options;
  const name = typeof tag === 'string' && tag ? tag : 'main';
  if (typeof component === 'string') {
    const path = componentPath(component);
    override(path, given.usingComponents);
    return remember(path, name);
  }
  const { id, tagName, template = '', usingComponents = {}, ...definition } = component;
  const using = { ...global, ...Object.fromEntries(Object.entries<string>(usingComponents).map(([key, value]) => [key, pathOf(value)])) };
  const path = makeComponent(template, using, definition);
  if (id) global[id] = path;
  return remember(path, tagName ?? name);
}

/** Other components instead of those that its JSON names: stand-ins of a test. */
function override(path: string, using: Record<string, string> | undefined): void {
  if (!using) return;
  const entry = program.manifest.components[path]!;
  for (const [tag, value] of Object.entries(using)) entry.using = { ...entry.using, [tag]: pathOf(value) };
}

function render(id: string, properties: Record<string, unknown> = {}): RootComponent {
  const found = loaded.get(id);
  if (!found) throw new Error('simulate.render needs what simulate.load gave');
  const mounted = createMounted(found.path, found.tag, properties);
  return new RootComponent(mounted, found.tag);
}

/** A node: of a component's own, or a native one. */
export class Component {
  #listeners: [string, Listener][] = [];

  constructor(
    protected node: number | null,
    protected component: Instance | undefined,
  ) {}

  /** Number of its node; that of a component is the host. */
  get number(): number {
    return this.node!;
  }

  get dom(): RemoteNode {
    return remoteNode(this.number);
  }

  get data(): any {
    return this.component?.data;
  }

  get instance(): any {
    return this.component?.object;
  }

  querySelector(selector: string): Component | undefined {
    return this.querySelectorAll(selector)[0];
  }

  querySelectorAll(selector: string): Component[] {
    return (this.component ? ask<Found[]>('find', { scope: this.component.number, selector }) : ask<Found[]>('findFrom', { node: this.number, selector })).map(found);
  }

  setData(data: object, done?: () => void): void {
    if (!this.component) throw new Error('only a component has data');
    setData(this.component, data, done);
    ask('settled');
  }

  /** An event of any name bubbles, as that library's do, unless it is told not to. */
  dispatchEvent(type: string, options: object = {}): void {
    ask('fire', { node: this.number, type, options: { bubbles: true, ...options } });
  }

  addEventListener(type: string, listener: Listener): void {
    const { component } = this;
    if (!component) throw new Error('listen to what a component triggers, or bind a handler in a template');
    this.#listeners.push([type, listener]);
    if (Object.hasOwn(component.object, 'triggerEvent')) return;
    const trigger = component.object.triggerEvent;
    component.object.triggerEvent = (name: string, detail: unknown = {}, options?: object) => {
      for (const [wanted, run] of this.#listeners.slice()) if (wanted === name) run({ type: name, detail });
      trigger.call(component.object, name, detail, options);
    };
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners = this.#listeners.filter(([wanted, run]) => wanted !== type || run !== listener);
  }

  triggerLifeTime(name: string, args?: unknown): void {
    if (this.component) runLifetime(this.component, name, [args]);
  }

  triggerPageLifeTime(name: string, args?: unknown): void {
    if (this.component) runPageLifetime(this.component, name, [args]);
  }

  toJSON(): DrawnTree {
    return new DrawnTree(ask('tree', { node: this.number }));
  }

  /** A picture of it, as PNG in base64. */
  picture(): string {
    return askHost('screenshot', ask('box', { node: this.number }));
  }
}

export function found({ node, component }: Found): Component {
  return new Component(node, component === undefined ? undefined : instanceByNumber(component));
}

export class RootComponent extends Component {
  #attached = false;

  constructor(
    readonly mounted: Mounted,
    readonly tag: string,
  ) {
    super(null, mounted.component);
  }

  /** Looking at it puts it on the screen. */
  override get number(): number {
    this.attach();
    return (this.node ??= ask<Found[]>('find', { scope: this.mounted.page.number, selector: this.tag })[0]?.node ?? null)!;
  }

  override querySelectorAll(selector: string): Component[] {
    this.attach();
    return super.querySelectorAll(selector);
  }

  /** The parent that libraries pass is not needed: each component has a page of its own. */
  attach(_parent?: unknown): void {
    if (this.#attached) return;
    this.#attached = true;
    attachMounted(this.mounted);
  }

  detach(): void {
    if (this.#attached) detachMounted(this.mounted);
  }
}

function sleep(ms = 0): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

function match(dom: RemoteNode, html: string): boolean {
  return ask('matches', { node: numberOf(dom), html });
}

/** Scrolls as a person does: where the node stands then, it says so itself. */
function scroll(component: Component, offset = 0, _times = 20, property: 'scrollTop' | 'scrollLeft' = 'scrollTop'): void {
  component.dom[property] = offset;
  ask('settled');
}

const behavior = (definition: object): Behavior => defineBehavior(definition);

export const simulate = { load, render, sleep, match, scroll, behavior };
