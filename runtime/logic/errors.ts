// Errors of the program: reported to `App.onError`, to the view (console; what stops a script also as `stopped`), and to the component's `error` lifetime.
// In: whatever was thrown. Out: nothing; never throws. Must not: let one failing callback stop another.
import { isObject } from './copy';
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
    const text = show(error, stack, where);
    if (stopped) post({ t: 'emit', topic: 'stopped', value: { text, stack, where } });
    tellListeners(error, `${where ? `${where}\n` : ''}${text}${stack ? `\n${stack}` : ''}`);
  });
}

/** Shows an error without telling `App.onError`. */
export function logError(error: unknown, where: string): void {
  withStack(error, (stack) => void show(error, stack, where));
}

function withStack(error: unknown, run: (stack: string) => void): void {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  // Also without a stack: what was logged before it comes first.
  if (mapStack) void mapStack(stack).then(run, () => run(stack));
  else run(stack);
}

/** The view writes it to the console. */
function show(error: unknown, stack: string, where: string): string {
  const text = describe(error);
  post({ t: 'log', level: 'error', text: where ? `${where}: ${text}` : text, stack });
  return text;
}

function tellListeners(error: unknown, message: string): void {
  if (inside > 3) return;
  inside++;
  for (const listener of listeners) {
    try {
      listener(message, error);
    } catch (second) {
      // An error of an error listener is shown, not reported again.
      show(second, second instanceof Error ? second.stack! : '', '');
    }
  }
  inside--;
}

export function describe(error: unknown): string {
  if (error instanceof Error) return `${error.name}: ${error.message}`;
  try {
    return isObject(error) ? JSON.stringify(error) : String(error);
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
