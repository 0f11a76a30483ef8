// The contract between the view and the built-in elements (runtime/elements/*).
// An element module default-exports one ElementDefinition; the view registers it, inserts its shell when a block is
// first parsed, and calls `create` for each node. Elements must not import from the logic realm or keep global state.

import type { PageFrame } from '../api/host';

/** How an attribute's value is converted before an element sees it. Lengths are CSS pixels. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'length' | 'array' | 'object' | 'any';

export interface AttributeDefinition {
  type: AttributeType;
  default?: unknown;
}

/** One node of a built-in element, as its behaviour sees it. */
export interface ElementHost {
  readonly el: HTMLElement;
  /** Instance (page or component) whose file wrote the node. */
  readonly owner: number;
  /** The current value of an attribute, converted; its default when absent. Boolean: present means true, even `="false"` written literally; bound values are coerced. */
  get<T = unknown>(name: string): T;
  // Attribute names are compared without case and hyphens: `scroll-y`, `scrollY` and `scrolly` are one attribute. A name
  // written in a definition (`scroll-y`) is the one to ask for. `hover-class` and the like are asked through `scoped`.
  /** Whether the attribute is present at all. */
  has(name: string): boolean;
  /** Dispatches a mini program event on this node. Does not bubble unless `bubbles`. Resolves with the handler's return value when `reply` is set. */
  fire(type: string, detail?: unknown, options?: { bubbles?: boolean; reply?: boolean; touch?: unknown }): void | Promise<unknown>;
  /** Whether anything listens for this event on this node (skip costly work when not). */
  listens(type: string): boolean;
  /** Writes back a value the person changed (`model:` binding); no-op without one. */
  writeModel(name: string, value: unknown): void;
  /** The page this node lives in. */
  readonly page: PageContext;
  /** The innermost ancestor host with this tag (within the flattened tree). */
  closest(tag: string): ElementHost | null;
  /** Resolves a program path (`/images/a.png`, `wxfile://…`, http, data) to a URL the browser can load. Relative paths are against the file that wrote the node. */
  url(path: string): string;
  /** `data-*` values as events carry them. */
  readonly dataset: Record<string, unknown>;
  /** Class names given in an attribute (`hover-class`, `placeholder-class`), rewritten for the style scope of the file that wrote the node. */
  scoped(classes: string): string;
  readonly behaviour: ElementBehaviour | undefined;
}

/** A tap on its way up. `preventDefault` of the pointer events is the view's business. */
export interface ElementTap {
  /** Viewport coordinates. */
  readonly x: number;
  readonly y: number;
  /** The node the tap began on. */
  readonly target: Element;
  /** Set by an element that used the tap up (a button in a label): outer elements leave it alone; handlers still run. */
  handled: boolean;
  /** Set by an element that lets no tap through (a disabled button): its own handlers and those around it are not called. */
  stopped?: boolean;
}

export interface ElementBehaviour {
  /** An attribute changed after creation. */
  update?(name: string, value: unknown, old: unknown): void;
  /** The template, WXS or an animation wrote the node's style anew: what the element had written there is gone. */
  styled?(): void;
  /** The node is in the document and laid out can be read. */
  attached?(): void;
  /** The node left the document for good: drop listeners, timers, streams. */
  detached?(): void;
  /** Children were added to or removed from the content. */
  childrenChanged?(): void;
  /** Form controls: the value to submit under `name`, and restoring the initial value. */
  formValue?(): unknown;
  formReset?(): void;
  /** Activated through a <label>. */
  activate?(): void;
  /** A tap (finger, mouse, Enter or Space on a focused node) passes this node while it bubbles, before the node's own handlers; a `catch` below stops it. */
  tap?(tap: ElementTap): void;
  /** Object handed to the logic realm by SelectorQuery `.context()` / `.node()`; calls arrive in `command`. */
  context?(): unknown;
  command?(name: string, args: unknown): unknown | Promise<unknown>;
  /** Properties readable through SelectorQuery `.fields({properties})`. */
  property?(name: string): unknown;
}

export interface ElementDefinition {
  tag: string;
  /** Inner markup; `<slot></slot>` marks where children go. Absent: children directly in the host. */
  shell?: string;
  attributes?: Record<string, AttributeDefinition>;
  /** `create` is called only for nodes that have one of these attributes (at any time); absent: for every node. */
  when?: string[];
  /** What a chunk without a node of its own carries (`region-data`); see PageContext.load. */
  data?: unknown;
  create?(host: ElementHost): ElementBehaviour | void;
}

/** What elements and APIs may know of the page around them. */
export interface PageContext {
  readonly instance: number;
  readonly path: string;
  /** The wx-page element. */
  readonly root: HTMLElement;
  /** The element that scrolls the page. */
  readonly scroller: HTMLElement;
  /** The size container of the page (100cqw = 750rpx); children placed here are fixed to the page. */
  readonly viewport: HTMLElement;
  rpxToPx(rpx: number): number;
  /** Asks for navigation as `<navigator>` does. */
  navigate(request: { kind: 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack'; url?: string; delta?: number }): void;
  /**
   * Calls a view API by name (toast, …) from an element. `openType` with `{type, target: {id, dataset}, attributes}`
   * does what `<button open-type>` and the capsule menu ask for (share, chooseAvatar, getPhoneNumber, …) and resolves with the event's detail
   * (errMsg included: a refusal is an answer too).
   */
  call(name: string, args: unknown): Promise<unknown>;
  /** Loads the chunk of another element on demand (`region-data` of picker) and gives its definition. */
  load(tag: string): Promise<ElementDefinition | undefined>;
  /** The host of a built-in element's node. */
  hostOf(el: Element): ElementHost | undefined;
  /** Component instance of a component host's node. */
  instanceOf(el: Element): number | undefined;
  readonly frame: PageFrame;
}
