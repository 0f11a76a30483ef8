// The contract between API groups (runtime/api/<group>/logic.ts and view.ts) and the two realms.
// A group's logic.ts default-exports `(host: LogicApiHost) => void`, its view.ts `(host: ViewApiHost) => void`.
// Conventions (success/fail/complete, promises, errMsg, argument checks) are applied by the host, never by a group.

/** Thrown by an implementation to fail: errMsg becomes `${api}:fail ${reason}`. */
export class ApiFailure extends Error {
  constructor(
    readonly reason: string,
    readonly extra: { errCode?: number; errno?: number; [key: string]: unknown } = {},
  ) {
    super(reason);
  }
}

export type ArgumentType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'function' | 'arraybuffer' | 'any';
/** Required arguments by name; a trailing `?` in the type makes it optional but checked. */
export type ArgumentSpec = Record<string, ArgumentType | `${ArgumentType}?`>;

export interface LogicApiHost {
  /** `wx.name({…, success, fail, complete})`: `run` returns the result without errMsg, or throws ApiFailure. */
  asynchronous(name: string, spec: ArgumentSpec, run: (options: any, call: ApiCall) => unknown | Promise<unknown>): void;
  /** `wx.name(...)` returning at once; exceptions reach the caller. */
  synchronous(name: string, run: (...args: any[]) => unknown): void;
  /** `wx.name({…})` that returns a task object and reports through callbacks only (request, uploadFile, …). */
  task(name: string, spec: ArgumentSpec, run: (options: any, call: ApiCall) => { task: object; result: Promise<unknown> }): void;
  /** `wx.onX` / `wx.offX` pair; returns the function that delivers to listeners. */
  event(onName: string, offName?: string): (value?: unknown) => void;
  /** Forwards an asynchronous API to the view unchanged. */
  forward(name: string, spec: ArgumentSpec): void;
  /** Names documented by the vendor that this host cannot do: they fail with `fail not supported`. */
  unsupported(names: string[]): void;
  /** Sets any other member of wx. */
  set(name: string, value: unknown): void;
  get(name: string): unknown;

  /** Calls a view handler. */
  view(name: string, args?: unknown, transfer?: Transferable[]): Promise<any>;
  /** Listens to a stream of the view; returns the function that stops. */
  listen(topic: string, listener: (value: any) => void): () => void;
  /** Sends to the view without an answer. */
  emit(topic: string, value: unknown, transfer?: Transferable[]): void;

  /** Browser functions captured before the realm was closed. */
  readonly native: NativeFunctions;
  readonly manifest: any;
  readonly system: any;
  readonly launch: any;
  readonly runtime: LogicRuntime;
}

export interface ApiCall {
  /** True inside a tap handler (gesture gate). */
  readonly byTap: boolean;
  readonly name: string;
}

export interface NativeFunctions {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  XMLHttpRequest?: typeof XMLHttpRequest;
  indexedDB: IDBFactory;
  storage?: StorageManager;
  locks?: LockManager;
  OffscreenCanvas?: typeof OffscreenCanvas;
  createImageBitmap?: typeof createImageBitmap;
  FontFace?: typeof FontFace;
  fonts?: FontFaceSet;
  BroadcastChannel?: typeof BroadcastChannel;
  Worker?: typeof Worker;
  requestAnimationFrame: (callback: (time: number) => void) => number;
  cancelAnimationFrame: (id: number) => void;
  importScripts: (...urls: string[]) => void;
}

/** What API groups may ask of the running program. */
export interface LogicRuntime {
  /** Topmost page instance (the object programs see), or undefined before the first page. */
  currentPage(): any;
  pages(): any[];
  app(): any;
  /** Instance number of a component or page object. */
  instanceOf(component: any): number | undefined;
  /** The object of an instance number. */
  objectOf(instance: number): any;
  navigate(kind: 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack', options: any): Promise<any>;
  reportError(error: unknown): void;
  /** Runs after the pending setData batch reached the DOM. */
  afterUpdate(callback: () => void): void;
}

export interface ViewApiHost {
  /** Answers `host.view(name, args)`. Throw ApiFailure to fail. */
  handle(name: string, run: (args: any, page: import('../view/element').PageContext | undefined) => unknown | Promise<unknown>): void;
  /** Sends to `host.listen(topic)` of the logic realm. */
  emit(topic: string, value: unknown, transfer?: Transferable[]): void;
  listen(topic: string, listener: (value: any) => void): void;
  readonly manifest: any;
  /** The frame around pages: navigation bar, tab bar, overlays. */
  readonly frame: Frame;
  /** The page on top. */
  page(): import('../view/element').PageContext | undefined;
  /** A page by instance number. */
  pageOf(instance: number): import('../view/element').PageContext | undefined;
  /** Finds nodes of a component or page instance by selector (`>>>` allowed), in document order. */
  query(instance: number | undefined, selector: string): HTMLElement[];
  /** The element host of a node, when it is a built-in. */
  hostOf(el: Element): import('../view/element').ElementHost | undefined;
  /** Component instance of a node, when it is a component host. */
  instanceOf(el: Element): number | undefined;
  url(path: string): string;
}

/** The frame around pages, for the UI APIs. */
export interface Frame {
  /** A layer above pages for sheets, dialogs and toasts; themed, with focus kept inside while modal. Returns the function that closes it. */
  overlay(content: HTMLElement, options: { modal: boolean; label?: string; onDismiss?: () => void; kind: 'toast' | 'dialog' | 'sheet' }): () => void;
  navigationBar: {
    setTitle(page: number | undefined, title: string): void;
    setColor(page: number | undefined, color: { frontColor?: string; backgroundColor?: string; durationMs?: number; timing?: string }): void;
    setLoading(page: number | undefined, loading: boolean): void;
    hideHomeButton(page: number | undefined): void;
    capsule(): { left: number; top: number; right: number; bottom: number; width: number; height: number };
  };
  tabBar: {
    /** Whether the page on top is a tab page. */
    active(): boolean;
    count(): number;
    setItem(index: number, item: { text?: string; iconPath?: string; selectedIconPath?: string }): void;
    setStyle(style: { color?: string; selectedColor?: string; backgroundColor?: string; borderStyle?: string }): void;
    setBadge(index: number, text: string | null): void;
    setRedDot(index: number, on: boolean): void;
    setVisible(visible: boolean, animated: boolean): void;
  };
  page: {
    setBackground(page: number | undefined, style: { backgroundColor?: string; backgroundColorTop?: string; backgroundColorBottom?: string; textStyle?: string }): void;
    startPullDown(page: number | undefined): void;
    stopPullDown(page: number | undefined): void;
    scrollTo(page: number | undefined, options: { scrollTop?: number; selector?: string; offsetTop?: number; durationMs?: number; instance?: number }): Promise<void>;
  };
  /** zh or en, for the frame's own words. */
  readonly language: 'zh' | 'en';
}
