// What the two halves of a program under test say to each other beside the messages of every program.
// In: nothing. Out: types, the layout of the shared buffer. Must not: be part of a program that is not under test.
import type { ViewMessage } from '../shared/bridge';

/** The logic realm asks, and sleeps until the answer stands in the shared buffer. */
export interface Ask {
  name: string;
  args: any;
  /** Number of the last message that the logic realm has worked on. */
  seen: number;
}

/** Messages of the view are numbered, so that those an answer carries are not worked on twice. */
export interface Numbered {
  number: number;
  message: ViewMessage;
}

export interface Answer {
  value?: unknown;
  error?: string;
  /** What the view said until now. */
  messages: Numbered[];
}

/** Layout: a word that changes when there is an answer, bytes of it here, bytes still to come, then the bytes. */
export const STATE = 0;
export const HERE = 1;
export const LEFT = 2;
export const HEAD_BYTES = 16;
export const BUFFER_BYTES = 1024 * 1024;

/** Streams of the bridge that only tests use. */
export const TOPICS = { buffer: 'test.buffer', ask: 'test.ask', more: 'test.more', tell: 'test.tell' } as const;

/** Marks of values that stand for something of the view. */
export interface NodeMark {
  $node: number;
}

/** What a selector found: a node, and the component whose host it is. */
export interface Found {
  node: number;
  tag: string;
  /** Instance number of the component it is the host of. */
  component?: number;
  /** The component in whose template it stands. */
  owner: number;
}

/** A drawn tree as snapshots have it. */
export interface Tree {
  tag: string;
  attributes: [string, string][];
  handlers: [string, string][];
  children: (Tree | string)[];
}

/** Where the program under test starts: crates/compiler/src/test_build.rs has the same. */
export const START_PAGE = '_minnow/start';
