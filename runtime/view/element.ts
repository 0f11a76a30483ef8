// The contract between the view and the built-in elements (runtime/elements/*).
// An element module default-exports one ElementDefinition; the view registers it, inserts its shell when a block is
// first parsed, and calls `create` for each node. Elements must not import from the logic realm or keep global state.

/** How an attribute's value is converted before an element sees it. Lengths are CSS pixels. */
export type AttributeType = 'string' | 'number' | 'boolean' | 'length' | 'array' | 'object' | 'any';

export interface AttributeDefinition {
  type: AttributeType;
  default?: unknown;
}

/** One node of a built-in element, as its behaviour sees it. */
export interface ElementHost {
  readonly el: HTMLElement;
  /** The current value of an attribute, converted; its default when absent. Boolean: present means true, even `="false"` written literally; bound values are coerced. */
  get<T = unknown>(name: string): T;
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
  readonly behaviour: ElementBehaviour | undefined;
}

export interface ElementBehaviour {
  /** An attribute changed after creation. */
  update?(name: string, value: unknown, old: unknown): void;
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
  /** Calls a view API by name (toast, picker sheet, …) from an element. */
  call(name: string, args: unknown): Promise<unknown>;
}
