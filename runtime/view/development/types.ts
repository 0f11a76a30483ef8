// What the view offers to the panel of a development server, which is a script of its own (runtime/panel). In: nothing. Out: types. Must not: hold code.
import type { ConsoleLine, EventRecord, Exchange, Questions, Settings, Update } from '../../shared/development';

/** The last records of one kind. */
export interface Feed<T> {
  readonly items: readonly T[];
  clear(): void;
  /** Called when there is something new; returns the function that stops. */
  follow(listener: () => void): () => void;
}

export interface Phase {
  name: 'document' | 'paint' | 'view' | 'boot' | 'scripts' | 'page' | 'drawn' | 'ready';
  /** Milliseconds since the navigation began. */
  startMs: number;
  endMs: number;
}

export interface ElementRow {
  element: Element | null;
  depth: number;
  /** As written in WXML. */
  tag: string;
  attributes: [name: string, value: string][];
  text: string;
  /** `file.wxml:line`, or empty. */
  place: string;
  childCount: number;
}

export interface PageEntry {
  instance: number;
  path: string;
  query: Record<string, string>;
}

export interface Development {
  /** The programs' own words are in this language. */
  readonly language: 'zh' | 'en';
  readonly console: Feed<ConsoleLine>;
  readonly events: Feed<EventRecord>;
  readonly network: Feed<Exchange>;
  readonly updates: Feed<Update>;
  readonly pages: readonly PageEntry[];
  readonly settings: Settings;
  /** Paths of all pages the program has. */
  readonly paths: readonly string[];
  readonly devices: readonly { name: string; width: number; height: number }[];
  /** The root of the program on screen. */
  readonly frame: HTMLElement | null;
  ask<Q extends keyof Questions>(question: Q, value: Parameters<Questions[Q]>[0]): Promise<ReturnType<Questions[Q]>>;
  launch(): Promise<Phase[]>;
  /** Elements of the page on top. */
  elements(): ElementRow[];
  /** Draws a frame round an element; around none without one. */
  highlight(element: Element | null): void;
  /** The next tap chooses an element in place of what it would do; returns the function that gives up. */
  pick(chosen: (element: Element | null) => void): () => void;
  /** Takes settings; `again`: the page is loaded again for those that count from the start. */
  apply(changes: Partial<Settings>, again?: boolean): void;
  /** Answers kept for the program's questions for permission. */
  permissions(): Record<string, boolean>;
  permit(scope: string, answer: boolean | null): void;
  /** Starts the program at a page, with its query. */
  relaunch(path: string, query: string): void;
}
