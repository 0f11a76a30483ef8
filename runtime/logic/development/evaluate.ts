// An expression a person typed, run where the program runs. In: the address of scripts that the development server made of it
// (crates/cli/src/dev/evaluate.rs). Out: what it gave, as text. Must not: compile text: the realm cannot, and the page policy forbids it.
import { inspectAll } from '../../api/development/inspect';
import { describe } from '../errors';
import { natives } from '../realm';
import { flush } from '../update_queue';

export function evaluate(url: string): { ok: boolean; text: string } {
  const realm = globalThis as any;
  let run: (() => unknown) | undefined;
  realm.mnEvaluate = (given: () => unknown) => void (run = given);
  try {
    try {
      natives.importScripts(`${url}expression.js`);
    } catch (error) {
      if ((error as Error).name !== 'SyntaxError') throw error;
      natives.importScripts(`${url}statements.js`);
    }
    return { ok: true, text: inspectAll([run!.call(undefined)]) };
  } catch (error) {
    return { ok: false, text: describe(error) };
  } finally {
    delete realm.mnEvaluate;
    flush();
  }
}
