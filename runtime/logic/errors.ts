// Errors of the program: reported to `App.onError`, to the view (console; what stops a script also as `stopped`), and to the component's `error` lifetime.
// In: whatever was thrown. Out: nothing; never throws. Must not: let one failing callback stop another.
import { post } from './port';

type ErrorListener = (message: string, error: unknown) => void;

const listeners: ErrorListener[] = [];
let inside = 0;

/** Listeners get the text the vendor gives: message and stack in one string. */
export function onProgramError(listener: ErrorListener): void {
  listeners.push(listener);
}

/** Rewrites a stack by source maps; set in development. */
let mapStack: ((stack: string) => Promise<string>) | null = null;
export function mapStacksWith(map: typeof mapStack): void {
  mapStack = map;
}

/** `stopped`: a script of the program ended by it while it was loaded. */
export function reportError(error: unknown, where = '', stopped = false): void {
  withStack(error, (stack) => {
    show(error, stack, where);
    if (stopped) post({ t: 'emit', topic: 'stopped', value: { text: describe(error), stack, where } });
    tellListeners(error, stack, where);
  });
}

/** Shows an error without telling `App.onError`. */
export function logError(error: unknown, where: string): void {
  withStack(error, (stack) => show(error, stack, where));
}

function withStack(error: unknown, run: (stack: string) => void): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // Also without a stack: what was logged before it comes first.
  if (mapStack) void mapStack(stack).then(run, () => run(stack));
  else run(stack);
}

/** The view writes it to the console. */
function show(error: unknown, stack: string, where: string): void {
  const text = describe(error);
  post({ t: 'log', level: 'error', text: where ? `${where}: ${text}` : text, stack });
}

function tellListeners(error: unknown, stack: string, where: string): void {
  const text = describe(error);
  if (inside > 3) return;
  inside++;
  try {
    const message = `${where ? `${where}\n` : ''}${text}${stack ? `\n${stack}` : ''}`;
    for (const listener of listeners) {
      try {
        listener(message, error);
      } catch (second) {
        // An error of an error listener is shown, not reported again.
        post({ t: 'log', level: 'error', text: describe(second), stack: second instanceof Error ? second.stack : undefined });
      }
    }
  } finally {
    inside--;
  }
}

export function describe(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  try {
    return typeof error === 'object' && error !== null ? JSON.stringify(error) : String(error);
  } catch {
    return Object.prototype.toString.call(error);
  }
}

/** Calls a function of the program; an exception is reported and reads as undefined. */
export function guarded(run: unknown, self: unknown, args: readonly unknown[], where = ''): unknown {
  if (typeof run !== 'function') return undefined;
  try {
    return run.apply(self, args);
  } catch (error) {
    reportError(error, where);
    return undefined;
  }
}
