// What the hooks of a development server say to each other and to the panel: records of both realms, settings of the visit.
// In: nothing. Out: types. Must not: hold code: nothing here is sent to a visitor.

export type Level = 'debug' | 'log' | 'info' | 'warn' | 'error';

/** Milliseconds since 1970, with fractions: one clock for both realms. */
export type Moment = number;

export interface ConsoleLine {
  at: Moment;
  level: Level;
  text: string;
  page: string;
  /** `file:line:column` in the source, or empty. */
  place: string;
}

export type Pairs = [name: string, value: string][];

/** One exchange over the network; told again under the same id as it goes on. */
export interface Exchange {
  id: number;
  at: Moment;
  kind: 'request' | 'upload' | 'download' | 'socket';
  method: string;
  url: string;
  requestHeaders: Pairs;
  requestBody: string;
  state: 'open' | 'done' | 'failed';
  status: number;
  headers: Pairs;
  body: string;
  bytes: number;
  ms: number;
  /** Why there is no answer, in words. */
  error: string;
  /** A pinned answer was given in place of the back end's. */
  mocked: boolean;
  /** Of a socket: what went through. */
  frames?: { at: Moment; out: boolean; text: string }[];
}

/** One call of setData. */
export interface SetData {
  at: Moment;
  /** Path of the page or component. */
  where: string;
  instance: number;
  keys: string[];
  bytes: number;
  /** Time in the call: writes, observers, the tree of components. */
  ms: number;
}

/** What messages to the view carry beside what bridge.md says. */
export interface Told {
  /** Calls since the message before. */
  calls: SetData[];
  at: Moment;
}

/** One update on its way to pixels. */
export interface Update {
  at: Moment;
  /** `unseen`: nothing of what was set is drawn. */
  kind: 'open' | 'patch' | 'unseen';
  calls: SetData[];
  opCount: number;
  bytes: number;
  /** In the logic realm; from there to the page; drawing. */
  logicMs: number;
  wireMs: number;
  viewMs: number;
}

export interface EventRecord {
  at: Moment;
  type: string;
  handler: string;
  /** Path of the page or component whose handler it is. */
  where: string;
  target: string;
  detail: string;
}

/** Moments of the start in the logic realm. */
export interface LogicStart {
  begun: Moment;
  booted: Moment;
  scriptCount: number;
  scriptMs: number;
  opened: Moment;
}

/** A value for a tree view: without the insides of what is closed, cut where it is long. */
export type Shown =
  | { kind: 'plain'; value: string | number | boolean | null }
  | { kind: 'other'; text: string }
  | { kind: 'object' | 'array'; size: number; entries: [key: string, value: Shown][] };

export interface InstanceRow {
  instance: number;
  path: string;
  id: string;
  depth: number;
  isPage: boolean;
  query: Record<string, string>;
  onTop: boolean;
}

export interface StorageRow {
  key: string;
  json: string;
  bytes: number;
}

export interface Mock {
  on: boolean;
  /** A part of the address, `*` for anything. */
  pattern: string;
  status: number;
  body: string;
  delayMs: number;
}

export type NetworkProfile = 'online' | 'fast4g' | 'slow4g' | 'slow3g' | 'offline';

/** Latency of each request, and bytes a millisecond of its answer. */
export const NETWORK_PROFILES: Record<NetworkProfile, { latencyMs: number; bytesPerMs: number }> = {
  online: { latencyMs: 0, bytesPerMs: Infinity },
  fast4g: { latencyMs: 60, bytesPerMs: 1125 },
  slow4g: { latencyMs: 150, bytesPerMs: 200 },
  slow3g: { latencyMs: 400, bytesPerMs: 50 },
  offline: { latencyMs: 0, bytesPerMs: 0 },
};

/** What a visit pretends; kept for the session. */
export interface Settings {
  device: string;
  theme: '' | 'light' | 'dark';
  language: string;
  network: NetworkProfile;
  scene: number | null;
  /** JSON of `referrerInfo`, or empty. */
  referrerInfo: string;
  mocks: Mock[];
}

/** What the panel asks the logic realm. */
export interface Questions {
  instances(value: null): InstanceRow[];
  data(value: { instance: number; open: string[] }): Shown | null;
  write(value: { instance: number; path: (string | number)[]; json: string }): string;
  storage(value: null): StorageRow[];
  store(value: { key: string; json: string }): string;
  unstore(value: { key: string | null }): string;
  started(value: null): LogicStart;
  evaluate(value: { url: string }): { ok: boolean; text: string };
}
