// Hosts behaviours of built-in elements: attribute values typed as defined, events, lookups; attaching and detaching.
// In: nodes of parsed blocks with a behaviour. Out: ElementHost (element.ts). Must not: let a throwing element break the page.
import { attributeTable } from './attributes';
import { later } from './batch';
import type { Block, ViewNode } from './blocks/block';
import { flat } from './blocks/parse';
import { modelPath, type ValueNode } from './blocks/values';
import type { AttributeDefinition, ElementBehaviour, ElementDefinition, ElementHost, PageContext } from './element';
import { fireEvent, listensFor } from './events';
import { datasetOf } from './node_facts';
import { pageOf } from './pages';
import { post } from './port';
import { scopeClass } from './scope_class';
import { resolveUrl } from './url';

function textsOf(el: Element): Map<string, string> {
  const texts = new Map<string, string>();
  for (const { name, value } of el.attributes) if (!texts.has(flat(name))) texts.set(flat(name), value);
  return texts;
}

export class Host implements ElementHost {
  behaviour: ElementBehaviour | undefined;
  #ended = false;
  #attached = false;
  /** Attributes that are plain text, by flat name: those never change. */
  #texts: Map<string, string> | undefined;

  constructor(
    readonly el: HTMLElement,
    readonly definition: ElementDefinition,
    readonly block: Block,
  ) {}

  get owner(): number {
    return this.block.c.owner.id;
  }

  get page(): PageContext {
    return pageOf(this.block.c.owner);
  }

  get dataset(): Record<string, unknown> {
    return datasetOf(this.el);
  }

  get<T = unknown>(name: string): T {
    const key = flat(name);
    const type = attributeTable(this.definition).get(key)?.definition;
    const bound = (this.el as ValueNode).$a;
    return this.#typed(type, this.#raw(key), bound !== undefined && key in bound) as T;
  }

  has(name: string): boolean {
    return this.#raw(flat(name)) !== undefined;
  }

  /** The value as written: a bound one typed, a static one text; undefined when absent. */
  #raw(key: string): unknown {
    const bound = (this.el as ValueNode).$a;
    if (bound && key in bound) return bound[key];
    return (this.#texts ??= textsOf(this.el)).get(key);
  }

  #typed(definition: AttributeDefinition | undefined, raw: unknown, isBound: boolean): unknown {
    if (!definition) return raw;
    if (raw === undefined || (raw === null && definition.type !== 'any')) return initial(definition);
    switch (definition.type) {
      case 'boolean':
        // In the html an attribute without a value is empty; a bound empty text is as false as any other.
        return (raw === '' && !isBound) || !!raw;
      case 'number': {
        const value = typeof raw === 'string' && raw.trim() === '' ? NaN : Number(raw);
        return Number.isFinite(value) ? value : initial(definition);
      }
      case 'length':
        return this.#length(raw) ?? initial(definition);
      case 'string':
        return String(raw);
      case 'array':
        return Array.isArray(raw) ? raw : initial(definition);
      case 'object':
        return typeof raw === 'object' ? raw : initial(definition);
      default:
        return raw;
    }
  }

  #length(raw: unknown): number | undefined {
    const parts = /^\s*(-?[\d.]+)\s*(rpx|px)?\s*$/i.exec(String(raw));
    if (!parts) return undefined;
    return parts[2]?.toLowerCase() === 'rpx' ? this.page.rpxToPx(+parts[1]!) : +parts[1]!;
  }

  /** A bound attribute was written. */
  changed(name: string, raw: unknown): void {
    const update = this.behaviour?.update;
    if (!update || this.#ended) return;
    const known = attributeTable(this.definition).get(flat(name));
    try {
      update.call(this.behaviour, known?.name ?? name, this.#typed(known?.definition, raw, true), undefined);
    } catch (error) {
      report(this.definition, error);
    }
  }

  fire(type: string, detail?: unknown, options: { bubbles?: boolean; reply?: boolean; touch?: unknown } = {}): void | Promise<unknown> {
    if (!this.#ended) return fireEvent(this.el, type, detail, options);
    if (options.reply) return Promise.resolve(undefined);
  }

  listens(type: string): boolean {
    return listensFor(this.el, type);
  }

  writeModel(name: string, value: unknown): void {
    const key = flat(name);
    const node = this.el as ValueNode;
    (node.$a ??= {})[key] = value;
    const model = node.$m?.[key];
    const path = model && modelPath(model);
    if (path) post({ t: 'model', instance: this.owner, path: [...path], value });
  }

  closest(tag: string): ElementHost | null {
    const found = this.el.parentElement?.closest(`wx-${tag}`) as ValueNode | null | undefined;
    return found?.$e ?? null;
  }

  /** Relative to the page or component that draws the node, wherever its template stands. */
  url(path: string): string {
    return resolveUrl(path, this.block.c.owner.definition.path);
  }

  scoped(classes: string): string {
    return scopeClass(this.block.c.owner, classes);
  }

  start(): void {
    try {
      this.behaviour = this.definition.create!(this) ?? undefined;
    } catch (error) {
      report(this.definition, error);
    }
    if (this.behaviour?.attached) later(() => this.#attach());
  }

  #attach(): void {
    if (this.#ended || this.#attached) return;
    // Light content without a slot, or a page built before it is shown, is not laid out yet.
    if (!this.el.isConnected) return void waiting.add(this);
    this.#attached = true;
    try {
      this.behaviour!.attached!();
    } catch (error) {
      report(this.definition, error);
    }
  }

  /** After content was put into the document: attaches what had to wait. */
  static attachWaiting(): void {
    for (const host of waiting) {
      if (!host.el.isConnected) continue;
      waiting.delete(host);
      host.#attach();
    }
  }

  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    waiting.delete(this);
    try {
      this.behaviour?.detached?.();
    } catch (error) {
      report(this.definition, error);
    }
  }
}

const waiting = new Set<Host>();

function initial({ type, default: value }: AttributeDefinition): unknown {
  if (value !== undefined) return value;
  return { string: '', number: 0, length: 0, boolean: false, array: [], object: null, any: undefined }[type];
}

function report(definition: ElementDefinition, error: unknown): void {
  console.error(`<${definition.tag}>`, error);
}

export function createHost(b: Block, el: ViewNode, definition: ElementDefinition): void {
  const host = ((el as ValueNode).$e = new Host(el, definition, b));
  host.start();
}

/** Content of an element changed its children: told once, when the change is complete. */
const changedContent = new Set<Host>();
export function childrenChanged(parent: Node | null): void {
  for (let at: Node | null = parent; at; at = at.parentNode) {
    const host = (at as ValueNode).$e;
    if (!host) {
      // Only shells stand between an element and its content.
      if ((at as Element).localName?.startsWith('wx-') || (at as ViewNode).$b) return;
      continue;
    }
    if (!host.behaviour?.childrenChanged || changedContent.has(host)) return;
    changedContent.add(host);
    later(() => {
      changedContent.delete(host);
      host.behaviour?.childrenChanged?.();
    });
    return;
  }
}
