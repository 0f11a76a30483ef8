// Messages between the view realm and the logic realm. Generated from crates/protocol/src/bridge.rs by
// `cargo xtask bridge`; do not edit: a test compares. What each message means: docs/internals/bridge.md.

/** One step of a data path. */
export type Key = string | number;

/** How a page came to be on top. */
export type RouteKind = 'launch' | 'navigateTo' | 'redirectTo' | 'switchTab' | 'reLaunch' | 'navigateBack';

/** What the person used to move between pages. */
export type NavigationKind = 'back' | 'tab' | 'link' | 'pop';

/** What happened to a page. */
export type PageEventKind = 'scroll' | 'reachBottom' | 'pullDown' | 'resize' | 'routeDone' | 'ready';

/** What happened to the whole program. */
export type AppEventKind = 'show' | 'hide' | 'theme' | 'error';

/** Severity of a line for the console. */
export type LogLevel = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** Which method of a component descriptor WXS called. */
export type WxsCallKind = 'callMethod' | 'triggerEvent';

/** How the visit began. */
export interface Launch {
  path: string;
  query: any;
  /** The vendor's scene number. */
  scene: number;
  referrerInfo?: any;
}

/** The node an event is told about: a plain node's own facts, or the component whose host it is (the logic realm fills in). */
export interface EventNode {
  /** Set for a component host; the other fields are then absent. */
  component?: number;
  id?: string;
  dataset?: any;
  offsetLeft?: number;
  offsetTop?: number;
}

/** The event object a handler receives, before the logic realm completes its targets. */
export interface EventRecord {
  type: string;
  /** Milliseconds since the page began. */
  timeStamp: number;
  target: EventNode;
  currentTarget: EventNode;
  /** Values of `mark:` along the path; `components` lists instances whose own marks the logic realm merges in. */
  mark?: any;
  detail?: any;
  touches?: any;
  changedTouches?: any;
}

/** What the view must know of a component definition before its first instance. */
export interface ComponentShape {
  path: string;
  /** Short id its classes are suffixed with. */
  scope: string;
  /** The vendor's `styleIsolation`. */
  isolation?: string;
  virtualHost?: boolean;
  multipleSlots?: boolean;
  dynamicSlots?: boolean;
  externalClasses?: string[];
}

/** One field or path of an instance's data. */
export const OP_SET = 0;
/** A list rebuilt from runs of its old items: pairs of old start and count; start -1 takes the next `count` of `items`. */
export const OP_LIST = 1;
/** A new component instance for component node `k` of `file`; taken from the queue of (owner, file, k). */
export const OP_CREATE = 2;
/** An instance is gone. */
export const OP_DESTROY = 3;
/** The value of an external class changed. */
export const OP_EXTERNAL = 4;
/** One field of several items of the list at `list`: `field` of the item at `at[i]` is `values[i]`; an empty `field` is the item itself. */
export const OP_COLUMN = 6;
/** A component definition, before its first use. */
export const OP_DEFINE = 5;

/** One step of a patch; applied in order. */
export type Op =
  | [typeof OP_SET, instance: number, path: Key[], value: any]
  | [typeof OP_LIST, instance: number, path: Key[], runs: number[], items: any[]]
  | [typeof OP_CREATE, instance: number, owner: number, file: string, k: number, definition: number, data: any, external?: any]
  | [typeof OP_DESTROY, instance: number]
  | [typeof OP_EXTERNAL, instance: number, name: string, value: string]
  | [typeof OP_COLUMN, instance: number, list: Key[], field: Key[], at: number[], values: any[]]
  | [typeof OP_DEFINE, definition: number, shape: ComponentShape];

/** At most once, before everything, as the name of the Worker: what the document knows before there is a view. The realm closes, reads what is stored and loads scripts. */
export interface PrepareMessage {
  t: 'prepare';
  manifest: any;
  /** Absolute address of the package. */
  base: string;
  /** URLs to load, in order. */
  scripts: string[];
}

/** Once, first. */
export interface BootMessage {
  t: 'boot';
  /** URLs to load, in order. */
  scripts: string[];
  manifest: any;
  /** Window, screen, device, theme, language. */
  system: any;
  launch: Launch;
}

/** A native event reached a handler. */
export interface EventMessage {
  t: 'event';
  /** Owner of the handler. */
  instance: number;
  handler: string;
  event: EventRecord;
  /** Set when the element wants the handler's return value: answered by `return`. */
  call?: number;
}

/** Two-way binding wrote. */
export interface ModelMessage {
  t: 'model';
  instance: number;
  path: Key[];
  value: any;
}

/** The patch is in the DOM. */
export interface AppliedMessage {
  t: 'applied';
  seq: number;
}

/** Answer to `call`; when not ok, `value` is `{message, …}`. */
export interface ReturnMessage {
  t: 'return';
  call: number;
  ok: boolean;
  value?: any;
}

/** A stream: API listeners, element contexts, task progress. */
export interface EmitMessage {
  t: 'emit';
  topic: string;
  value?: any;
}

/** The person used a tab, the back button, a navigator or the browser's history. */
export interface NavigateMessage {
  t: 'navigate';
  kind: NavigationKind;
  delta?: number;
  url?: string;
  index?: number;
  /** For a navigator: its open-type. */
  route?: RouteKind;
}

/** Something happened to a page. */
export interface PageMessage {
  t: 'page';
  page: number;
  kind: PageEventKind;
  value?: any;
}

/** Something happened to the program. */
export interface AppMessage {
  t: 'app';
  kind: AppEventKind;
  value?: any;
}

/** A WXS handler called a method of a component descriptor. */
export interface WxsMessage {
  t: 'wxs';
  kind: WxsCallKind;
  instance: number;
  /** Method name, or event name. */
  method: string;
  args?: any;
}

/** View to logic. */
export type ViewMessage =
  | PrepareMessage
  | BootMessage
  | EventMessage
  | ModelMessage
  | AppliedMessage
  | ReturnMessage
  | EmitMessage
  | NavigateMessage
  | PageMessage
  | AppMessage
  | WxsMessage;

/** A route: pages to close, the page to show, and its first render in `ops` when it is new. */
export interface OpenMessage {
  t: 'open';
  page: number;
  path: string;
  query: any;
  kind: RouteKind;
  /** Page instances to remove. */
  close: number[];
  /** The page instance to show. */
  show: number;
  seq: number;
  ops: Op[];
}

/** Data changes of one turn. `seq` is 0 where nobody waits for `applied`, and then none is sent. */
export interface PatchMessage {
  t: 'patch';
  seq: number;
  ops: Op[];
}

/** An API done by the view. */
export interface CallMessage {
  t: 'call';
  call: number;
  name: string;
  args?: any;
}

/** Answer to an event that asked for one. */
export interface AnswerMessage {
  t: 'return';
  call: number;
  ok: boolean;
  value?: any;
}

/** A stream towards the view, without an answer. */
export interface SendMessage {
  t: 'emit';
  topic: string;
  value?: any;
}

/** The logic realm wants a page's view chunks. */
export interface LoadMessage {
  t: 'load';
  page: string;
}

/** For the console and the overlay. */
export interface LogMessage {
  t: 'log';
  level: LogLevel;
  text: string;
  stack?: string;
}

/** Logic to view. */
export type LogicMessage =
  | OpenMessage
  | PatchMessage
  | CallMessage
  | AnswerMessage
  | SendMessage
  | LoadMessage
  | LogMessage;
