// Errors as `minnow test` is told them. In: whatever was thrown. Out: message, stack in terms of sources, what differs.
// Must not: print.
import { processError } from '@vitest/utils/error';
import { describe } from '../../logic/errors';
import { service } from '../../logic/wx';

export interface ToldError {
  name: string;
  message: string;
  stack: string;
  diff?: string;
}

export async function told(error: any): Promise<ToldError> {
  const { name, message, stack, diff } = processError(error, { expand: false }) as Record<string, unknown>;
  const text = typeof error === 'object' && error !== null ? (message ?? error.errMsg ?? describe(error)) : (error ?? 'a promise was rejected without a reason');
  return { name: String(name ?? 'Error'), message: plain(text ?? ''), stack: await mapped(String(stack ?? '')), ...(diff ? { diff: plain(diff) } : {}) };
}

/** Without colours: whoever prints it has its own. */
function plain(text: unknown): string {
  const advice = /If this is a long-running (test|hook), pass a timeout value as the last argument.*$/;
  return String(text).replace(/\x1b\[[\d;]*m/g, '').replace(advice, (_, kind: string) => `a ${kind} that needs longer says so: \`${kind === 'test' ? 'test(name, run' : 'beforeEach(run'}, milliseconds)\`, or \`--timeout\` for all`);
}

/** A stack in terms of sources; stacks are mapped one after the other. */
export async function mapped(stack: string): Promise<string> {
  try {
    return await service<{ mapStack(stack: string): Promise<string> }>('development').mapStack(stack);
  } catch {
    return stack;
  }
}
