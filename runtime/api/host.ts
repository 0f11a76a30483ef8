// The contract between API groups (runtime/api/<group>/logic.ts and view.ts) and the two realms.
// A group's logic.ts default-exports `(host: LogicApiHost) => void`, its view.ts `(host: ViewApiHost) => void`.
// Conventions (success/fail/complete, promises, errMsg, argument checks) are applied by the host, never by a group.

/**
 * Thrown by an implementation to fail: errMsg becomes `${api}:fail ${reason}`.
 * Each chunk is bundled alone and so has its own copy of this class: recognise one with `isApiFailure`, never `instanceof`.
 */
export class ApiFailure extends Error {
  constructor(
    readonly reason: string,
    readonly extra: { errCode?: number; errno?: number; [key: string]: unknown } = {},
  ) {
    super(reason);
    this.name = 'ApiFailure';
  }
}

export function isApiFailure(error: unknown): error is ApiFailure {
  return typeof error === 'object' && error !== null && (error as Error).name === 'ApiFailure';
}

export type ArgumentType = 'string' | 'number' | 'boolean' | 'object' | 'array' | 'function' | 'arraybuffer' | 'any';
/** Required arguments by name; a trailing `?` in the type makes it optional but checked. */
export type ArgumentSpec = Record<string, ArgumentType | `${ArgumentType}?`>;

export interface LogicApiHost {
  /** `wx.name({…, success, fail, complete})`: `run` returns the result without errMsg, or throws ApiFailure. `item`: the personal data it reaches (crates/protocol/src/privacy.rs), which on a platform people agree to first. */
  asynchronous(name: string, spec: ArgumentSpec, run: (options: any, call: ApiCall) => unknown | Promise<unknown>, item?: string): void;
  /** Called as an asynchronous one is, but its callbacks have run when the call returns; it cannot fail. */
  immediate(name: string, run: () => unknown): void;
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

  /** Shares an object with other groups under a service name (`SERVICES` of groups.ts). Groups are separate bundles: this is their only common state. */
  provide(service: string, value: unknown): void;
  /** The object another group provides; loads that group first. */
  use<T>(service: string): T;
  /** app.js does not start before this settles (the storage mirror must be full first). */
  holdLaunch(until: Promise<unknown>): void;
  /**
   * Makes the object a program gets from SelectorQuery `.node()` or `.context()`. `kind` is the element's tag (`NODES` of node_groups.ts);
   * `value` is what the element's `context()` returned in the view, `reference` names the node for `view('element.command', {...reference, name, args})`.
   */
  node(kind: string, make: (value: any, reference: NodeReference) => object): void;

  /** Calls a view handler. */
  view(name: string, args?: unknown, transfer?: Transferable[]): Promise<any>;
  /** Listens to a stream of the view; returns the function that stops. */
  listen(topic: string, listener: (value: any) => void): () => void;
  /** Sends to the view without an answer. */
  emit(topic: string, value: unknown, transfer?: Transferable[]): void;

  /** Browser functions captured before the realm was closed. Groups load after closing: any global beyond plain ECMAScript, `console`, timers and `queueMicrotask` must be taken from here. */
  readonly native: NativeFunctions;
  /** What the launch document says of its own page and of the program. */
  readonly manifest: any;
  /** What the package says of all pages. Throws when its script does not load. */
  wholeManifest(): any;
  /** Kept current by the `system` stream of the view. */
  readonly system: SystemSnapshot;
  /** Launch options; `enter()` of the runtime has the latest. */
  readonly launch: any;
  readonly runtime: LogicRuntime;
}

/** Names one element for `element.command`: a SelectorQuery result carries `node`, an id lookup carries `instance` and `selector`. */
export interface NodeReference {
  /** Number the view gave the node when it answered a query. */
  node?: number;
  /** Component or page instance whose template is searched; absent: the page on top. */
  instance?: number;
  selector?: string;
}

/** The device and window as the view measured them: the fields of `wx.getSystemInfo`, flat, and the capsule. Sent in `boot`; changed fields come on the stream `system`. */
export interface DeviceFacts {
  platform: 'ios' | 'android' | 'ohos' | 'windows' | 'mac' | 'devtools';
  /** For example `iOS 17.0`, `Android 14`, `macOS 15.1`. */
  system: string;
  brand: string;
  model: string;
}

/** What the view tells by `update` of a version that is newer than the running one. */
export type UpdateState = 'none' | 'found' | 'ready' | 'failed';

export interface SystemSnapshot {
  /** Page area: without navigation bar and tab bar. */
  windowWidth: number;
  windowHeight: number;
  screenWidth: number;
  screenHeight: number;
  screenTop: number;
  statusBarHeight: number;
  pixelRatio: number;
  safeArea: { left: number; right: number; top: number; bottom: number; width: number; height: number };
  /** As browsers write it: zh-CN, en-US … */
  language: string;
  theme: 'light' | 'dark';
  /** Another device than the one the browser tells of, where one is pretended. */
  device?: DeviceFacts;
  deviceOrientation: 'portrait' | 'landscape';
  fontSizeSetting: number;
  userAgent: string;
  /** URL prefix of the package, absolute, ending in `/`. */
  base: string;
  /** What the browser says of its permissions, where it was asked: `geolocation`, `camera`, `microphone`, `notifications` to granted, denied or prompt. */
  permissions?: Record<string, string>;
  /** Set when the server offers a relay (docs/internals/relay.md); absent on plain static hosting. `development`: stand-ins may answer; `console`: the terminal takes lines there; `serviceWorker`: it keeps the program for visits without a network, and brings updates. */
  server?: {
    relay: string; socket: string; development: boolean; console?: string; serviceWorker?: string;
    /** Set on a platform: where the page's own origin answers for its user, and what program this is. */
    user?: { login: string; session: string; profile: string; phone?: string; consents?: string };
    program?: { appId: string; version: string };
    /** Parameters of experiments that this visit shows. */
    experiments?: Record<string, string>;
  };
  capsule: { left: number; top: number; right: number; bottom: number; width: number; height: number };
}

export interface ApiCall {
  /** True inside a tap handler (gesture gate). */
  readonly byTap: boolean;
  readonly name: string;
}

export interface NativeFunctions {
  fetch: typeof fetch;
  WebSocket: typeof WebSocket;
  XMLHttpRequest: typeof XMLHttpRequest;
  AbortController: typeof AbortController;
  FormData: typeof FormData;
  Blob: typeof Blob;
  URL: typeof URL;
  TextDecoder: typeof TextDecoder;
  TextEncoder: typeof TextEncoder;
  FileReaderSync: { new (): { readAsArrayBuffer(blob: Blob): ArrayBuffer } };
  indexedDB: IDBFactory | undefined;
  locks: LockManager | undefined;
  crypto: Crypto;
  performance: Performance;
  navigator: WorkerNavigator;
  location: { readonly origin: string; readonly href: string };
  DecompressionStream: typeof DecompressionStream | undefined;
  OffscreenCanvas: typeof OffscreenCanvas | undefined;
  Path2D: typeof Path2D | undefined;
  ImageData: typeof ImageData | undefined;
  createImageBitmap: typeof createImageBitmap | undefined;
  FontFace: typeof FontFace | undefined;
  fonts: FontFaceSet | undefined;
  BroadcastChannel: typeof BroadcastChannel | undefined;
  Worker: typeof Worker | undefined;
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
  /** Latest enter options (`wx.getEnterOptionsSync`). */
  enter(): any;
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
  /** The element a NodeReference names. */
  resolve(reference: NodeReference): HTMLElement | undefined;
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
  /** URL prefix of the package, absolute, ending in `/`. */
  readonly base: string;
  /** From now on `url(path)` of a `wxfile://` path is this address; null forgets it. */
  mapUrl(path: string, address: string | null): void;
}

/**
 * The frame around pages, for the UI APIs. `page` is an instance number; it may name a page that has not opened yet
 * (a call made in its onLoad): the setting is kept until the page opens. Absent: the page on top.
 */
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
    /** Asks with this text before the person leaves the page (`wx.enableAlertBeforeUnload`); null: no longer. */
    setLeaveMessage(page: number | undefined, message: string | null): void;
  };
  /** The person tapped the menu half of the capsule. The frame shows its own sheet (share, copy link, restart, about) unless a listener returns true. */
  onMenu(listener: () => boolean | void): void;
  /** Leaves the program as the closing half of the capsule does. */
  exit(): void;
  /** While set, the person's way back (bar, gesture, browser) calls `back` instead of leaving the page (page-container, dialogs). Returns the function that ends it. */
  interceptBack(page: number | undefined, back: () => void): () => void;
  /** zh or en, for the frame's own words. */
  readonly language: 'zh' | 'en';
}

/** The frame as elements of a page see it: what is there from the first page on. */
export type PageFrame = Pick<Frame, 'overlay' | 'navigationBar' | 'interceptBack' | 'language'> & { page: Pick<Frame['page'], 'setBackground' | 'scrollTo'> };
