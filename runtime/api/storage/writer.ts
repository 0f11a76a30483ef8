// Write-behind: changed rows of a turn go together to the other tabs and to the database.
// One tab leads (holds a Web Lock) and is the only one that writes, so that a key's rows stay in order and disks are not hit n times;
// the others hand it their rows and wait for its word. A leader that does not answer (frozen in the background, just killed) is passed over:
// rows are versioned, so writing twice is harmless.
// In: rows. Out: promises that settle when rows are on disk. Must not: read values.

import type { NativeFunctions } from '../host';
import type { Database, Row } from './database';

const LEADER_ANSWER_MS_MAX = 1500;

interface Letter {
  rows?: Row[];
  /** Number the sender gave the rows; only rows it wants written by the leader have one. */
  batch?: number;
  from: string;
  durable?: boolean;
  /** Answer: rows of `to` numbered `done` are on disk. */
  done?: number;
  to?: string;
}

export interface Writer {
  push(row: Row): void;
  /** Settles when everything pushed so far is written; `durable`: also forced to the disk. */
  flush(durable: boolean): Promise<void>;
}

export function createWriter(native: NativeFunctions, name: string, self: string, database: Promise<Database | undefined>, receive: (row: Row) => void): Writer {
  const channel = native.BroadcastChannel ? new native.BroadcastChannel(name) : undefined;
  let leads = !(channel && native.locks);
  let pending: Row[] = [];
  let durableWanted = false;
  let scheduled: Promise<void> | undefined;
  let batch = 0;
  const answers = new Map<number, () => void>();

  if (!leads) {
    // Held until the tab goes away; the browser then hands it to the next one waiting.
    void native.locks!.request(name, () => {
      leads = true;
      void database.then((db) => db?.sweep()).catch(() => undefined);
      return new Promise<never>(() => {});
    }).catch(() => undefined);
  }

  const write = async (rows: Row[], durable: boolean): Promise<void> => {
    const db = await database;
    if (!db) return;
    await db.write(rows, durable);
  };
  if (channel) channel.onmessage = ({ data }: MessageEvent<Letter>) => {
    if (data.rows) {
      for (const row of data.rows) receive(row);
      const { batch: number, from } = data;
      if (leads && number !== undefined) {
        // A failed write is not acknowledged: the sender then tries itself and hears the reason.
        write(data.rows, data.durable ?? false).then(() => channel.postMessage({ from: self, to: from, done: number } satisfies Letter), () => undefined);
      }
    } else if (data.to === self && data.done !== undefined) answers.get(data.done)?.();
  };

  const delegate = (rows: Row[], durable: boolean): Promise<void> =>
    new Promise((resolve, reject) => {
      const number = ++batch;
      const timer = setTimeout(() => {
        answers.delete(number);
        write(rows, durable).then(resolve, reject);
      }, LEADER_ANSWER_MS_MAX);
      answers.set(number, () => {
        clearTimeout(timer);
        answers.delete(number);
        resolve();
      });
      channel!.postMessage({ rows, batch: number, from: self, durable } satisfies Letter);
    });

  const send = async (): Promise<void> => {
    const rows = pending;
    const durable = durableWanted;
    pending = [];
    durableWanted = false;
    if (rows.length === 0) return;
    if (!leads) return delegate(rows, durable);
    channel?.postMessage({ rows, from: self } satisfies Letter);
    await write(rows, durable);
  };
  /** The rows of one turn go together, as soon as the turn ends: a killed tab loses at most the turn it was in. */
  const schedule = (): Promise<void> =>
    (scheduled ??= Promise.resolve().then(() => {
      scheduled = undefined;
      return send();
    }));

  return {
    push(row) {
      pending.push(row);
      schedule().catch((error) => console.warn(`storage: could not be written: ${(error as Error)?.message ?? error}`));
    },
    flush(durable) {
      durableWanted ||= durable;
      return pending.length || scheduled ? schedule() : Promise.resolve();
    },
  };
}
