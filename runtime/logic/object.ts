// The objects programs see as `this`: members of every component and page.
// In: definitions. Out: prototypes. Must not: hold state (Instance does).
import type { Behavior } from './behavior';
import { setOwn } from '../shared/path';
import { INSTANCE, isObject } from './copy';
import type { Definition } from './definition';
import { hostTarget, trigger } from './events';
import { setData, type Instance } from './instance';
import { pageEntry } from './manifest';
import { part } from './parts';
import { post } from './port';
import { service } from './wx';

function self(object: any): Instance {
  return object[INSTANCE];
}

const members = {
  get data() {
    return self(this).data;
  },
  set data(value: any) {
    // Some programs assign the whole object; templates keep reading the one they know.
    const { data } = self(this);
    if (value === data || !isObject(value)) return;
    for (const key of Object.keys(data)) delete data[key];
    Object.assign(data, value);
  },
  get properties() {
    return self(this).data;
  },
  get is() {
    return self(this).definition.path;
  },
  get id() {
    return hostTarget(self(this)).id;
  },
  get dataset() {
    return hostTarget(self(this)).dataset;
  },
  setData(patch: unknown, done?: unknown) {
    setData(self(this), patch, done);
  },
  groupSetData(run: unknown) {
    // Updates of one turn are one patch anyway.
    if (typeof run === 'function') run.call(this);
  },
  hasBehavior(behavior: unknown) {
    return self(this).definition.behaviors.has(behavior as Behavior);
  },
  triggerEvent(type: unknown, detail?: unknown, options?: any) {
    trigger(self(this), String(type), detail === undefined ? {} : detail, options ?? {});
  },
  selectComponent(selector: unknown) {
    const { exported, selectInstances } = part('queries');
    const found = selectInstances(self(this), selector, false)[0];
    return found ? exported(found) : null;
  },
  selectAllComponents(selector: unknown) {
    const { exported, selectInstances } = part('queries');
    return selectInstances(self(this), selector, true).map(exported);
  },
  selectOwnerComponent() {
    const { owner } = self(this);
    return owner ? owner.object : null;
  },
  getRelationNodes(key: unknown) {
    return part('composition').relationNodes(self(this), key).map(({ object }) => object);
  },
  createSelectorQuery() {
    return part('queries').createSelectorQuery().in(this);
  },
  createIntersectionObserver(options?: object) {
    return part('queries').createIntersectionObserver(this, options);
  },
  createMediaQueryObserver() {
    return part('queries').createMediaQueryObserver(this);
  },
  animate(selector: string, keyframes: unknown, duration: unknown, last?: unknown) {
    part('animation').animateElement(self(this), selector, keyframes, duration, last);
  },
  clearAnimation(selector: string, options?: unknown, done?: unknown) {
    part('animation').clearElementAnimation(self(this), selector, options, done);
  },
  getTabBar(done?: unknown) {
    const bar = self(this).page.beside[0]?.object;
    if (typeof done !== 'function') return bar ?? null;
    if (bar) done(bar);
    return undefined;
  },
  getPageId() {
    return `pageId:${self(this).page.number}`;
  },
  // Names of the classic engine that libraries look at.
  get __wxExparserNodeId__() {
    return String(self(this).number);
  },
  get __wxWebviewId__() {
    return self(this).page.number;
  },
  get pageRouter() {
    return part('late').routerFor(self(this).page.definition.path);
  },
  get router() {
    return part('late').routerFor(self(this).definition.path);
  },
  get renderer() {
    return 'webview';
  },
  setUpdatePerformanceListener(options: any, listener?: unknown) {
    part('late').reportUpdates(self(this), options, listener);
  },
  setInitialRenderingCache(data?: unknown) {
    const { page } = self(this);
    // Elsewhere the first screen is the one that was built with the package.
    if (pageEntry(page.definition.path)?.kept) part('keep').keepScreen(page, data);
  },
  getPassiveEvent(done?: unknown) {
    if (typeof done === 'function') done({});
    return {};
  },
  setPassiveEvent() {
    // Listeners are passive wherever nothing catches the event.
  },
  applyAnimatedStyle(selector: string, updater: unknown, options?: unknown, done?: unknown) {
    service<any>('worklet').apply(self(this).number, selector, updater, options, done);
  },
  clearAnimatedStyle(selector: string, ids: unknown, done?: unknown) {
    service<any>('worklet').clear(self(this).number, selector, ids, done);
  },
};

/** From now on the view tells where the page is scrolled to. */
export function tellScroll(page: Instance): void {
  post({ t: 'emit', topic: 'pageScroll', value: page.number });
}

const pageMembers = {
  /** Pages that have none at first may be given one (libraries do so from a component): the view is told then. */
  get onPageScroll() {
    return undefined;
  },
  set onPageScroll(value: unknown) {
    setOwn(this, 'onPageScroll', value);
    if (typeof value === 'function') tellScroll(self(this));
  },
  getOpenerEventChannel() {
    return part('late').openerChannel(self(this));
  },
};

function inherit(parent: object | null, own: object): object {
  const prototype = Object.create(parent);
  for (const key of Object.keys(own)) {
    // Not enumerable: programs list the members of `this`. They also replace them (`this.id = …` in a page).
    const descriptor = { ...Object.getOwnPropertyDescriptor(own, key)!, enumerable: false, configurable: true };
    if (descriptor.get && !descriptor.set) {
      descriptor.set = function (value: unknown) {
        setOwn(this, key, value);
      };
    }
    Object.defineProperty(prototype, key, descriptor);
  }
  return prototype;
}

export const componentBase = inherit(Object.prototype, members);
const pageBase = inherit(componentBase, pageMembers);

/** Prototype of one definition's objects: its methods over the members of every component. */
export function prototypeOf(definition: Definition): object {
  if (!definition.prototype) {
    const prototype = Object.create(definition.kind === 'page' ? pageBase : componentBase);
    for (const name in definition.methods) setOwn(prototype, name, definition.methods[name]);
    definition.prototype = prototype;
  }
  return definition.prototype!;
}

/** A page written with `Component()` has the members of a page too. */
export function adoptPage(instance: Instance): void {
  if (instance.definition.kind === 'page') return;
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(pageMembers))) {
    if (!(key in instance.object)) Object.defineProperty(instance.object, key, { ...descriptor, enumerable: false });
  }
}

