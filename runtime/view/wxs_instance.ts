// ComponentDescriptor: what WXS event handlers and `change:` listeners may do with a node or a component.
// In: nodes and components. Out: style, class, state, queries, calls to the logic realm. Must not: hand out DOM nodes.
import { blockOf, Component } from './components';
import type { Block } from './blocks/block';
import type { ValueNode } from './blocks/values';
import { classNames, layer } from './class_layer';
import { datasetOf } from './node_facts';
import { post } from './port';
import { select } from './selector';
import { scopeClass } from './scope_class';
import { styleText } from './style';
import { overStyle } from './style_layer';

export interface ComponentDescriptor {
  selectComponent(selector: string): ComponentDescriptor | undefined;
  selectAllComponents(selector: string): ComponentDescriptor[];
  setStyle(style: string | Record<string, unknown>): ComponentDescriptor;
  addClass(...names: string[]): ComponentDescriptor;
  removeClass(...names: string[]): ComponentDescriptor;
  hasClass(name: string): boolean;
  getDataset(): Record<string, unknown>;
  callMethod(name: string, args?: unknown): void;
  triggerEvent(name: string, detail?: unknown, options?: unknown): void;
  getState(): Record<string, unknown>;
  requestAnimationFrame(callback: () => void): number;
  getComputedStyle(names: string[]): Record<string, string>;
  getBoundingClientRect(): { left: number; top: number; right: number; bottom: number; width: number; height: number };
  setTimeout(callback: () => void, ms?: number): number;
  clearTimeout(id: number): void;
}

const ofNodes = new WeakMap<object, ComponentDescriptor>();

/** The descriptor of a node in the tree of the block that wrote it, or of a component. One a node: state lives as long as it does. */
export function nodeDescriptor(of: ValueNode | Component, b?: Block | null): ComponentDescriptor {
  let descriptor = ofNodes.get(of);
  if (!descriptor) {
    const component = of instanceof Component ? of : (of.$c ?? null);
    const owner = of instanceof Component ? of : ((b ?? blockOf(of))?.c.owner ?? null);
    ofNodes.set(of, (descriptor = describe(() => (of instanceof Component ? (of.host as ValueNode | null) : of), component, owner)));
  }
  return descriptor;
}

/** `component` is the instance a host stands for, `owner` the one whose classes and methods are meant. */
function describe(element: () => ValueNode | null, component: Component | null, owner: Component | null): ComponentDescriptor {
  const state: Record<string, unknown> = {};
  // Inside the component when the node is one, else inside the one that wrote it.
  const scope = component ?? owner;
  const found = (el: HTMLElement) => nodeDescriptor(el as ValueNode);
  const descriptor: ComponentDescriptor = {
    selectComponent(selector) {
      const el = scope && select(scope, selector, true)[0];
      return el ? found(el) : undefined;
    },
    selectAllComponents: (selector) => (scope ? select(scope, selector, false).map(found) : []),
    setStyle(style) {
      const el = element();
      if (el) overStyle(el, styleMap(style));
      return descriptor;
    },
    addClass(...names) {
      layer(element(), owner, names, true);
      return descriptor;
    },
    removeClass(...names) {
      layer(element(), owner, names, false);
      return descriptor;
    },
    hasClass(name) {
      const el = element();
      return !!el && classNames(owner, name).every((one) => el.classList.contains(one));
    },
    getDataset() {
      const el = element();
      return el ? datasetOf(el) : {};
    },
    callMethod(method, args) {
      if (scope) post({ t: 'wxs', kind: 'callMethod', instance: scope.id, method, args });
    },
    triggerEvent(method, detail, options) {
      if (scope) post({ t: 'wxs', kind: 'triggerEvent', instance: scope.id, method, args: [detail, options] });
    },
    getState: () => state,
    requestAnimationFrame: (callback) => requestAnimationFrame(() => guarded(callback)),
    getComputedStyle(names) {
      const el = element();
      const values: Record<string, string> = {};
      if (!el) return values;
      const computed = getComputedStyle(el);
      for (const name of names) values[name] = computed.getPropertyValue(hyphenated(name));
      return values;
    },
    getBoundingClientRect() {
      const el = element();
      const { left, top, right, bottom, width, height } = el ? el.getBoundingClientRect() : new DOMRect();
      return { left, top, right, bottom, width, height };
    },
    setTimeout: (callback, ms) => setTimeout(() => guarded(callback), ms) as unknown as number,
    clearTimeout: (id) => clearTimeout(id),
  };
  return descriptor;
}

function guarded(callback: () => void): void {
  try {
    callback();
  } catch (error) {
    console.error(error);
  }
}

function hyphenated(name: string): string {
  return name.startsWith('--') ? name : name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

function styleMap(style: string | Record<string, unknown>): Record<string, string> {
  const map: Record<string, string> = {};
  if (typeof style === 'string') {
    const declared = document.createElement('i').style;
    declared.cssText = styleText(style);
    for (const name of declared) map[name] = declared.getPropertyValue(name) + (declared.getPropertyPriority(name) ? ' !important' : '');
    return map;
  }
  for (const name in style) map[hyphenated(name)] = styleText(String(style[name] ?? ''));
  return map;
}
