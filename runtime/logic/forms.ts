// Templates as the logic realm knows them: of a page without components only what the view reads, as the compiler tells it
// (`mn.f`); of all others the skeleton, made from the markup by the part `skeleton`.
// In: registrations of chunks. Out: forms by path. Must not: read markup.
import { reportError } from './errors';
import { parsePatterns, type ListPattern } from './list_pattern';
import { part } from './parts';
import type { ExpressionFunction } from '../shared/expression';
import type { WxsFunction } from '../shared/wxs';
import type { CompiledBlock } from './skeleton/form';

/** What an instance needs of its template. */
export interface Form {
  readonly file: string;
  readonly main: CompiledBlock;
  /** Fields the view reads; null when unknown (all cross). */
  readonly fields: ReadonlySet<string> | null;
  readonly lists: ListPattern | null;
  readonly w: Record<string, unknown>;
}

/** Of a component whose template is not here. */
export const emptyForm = plainForm('', [], []);
const plain = new Map<string, Form>();

function plainForm(file: string, fields: readonly string[], lists: readonly string[]): Form {
  return { file, main: { nodes: [], reads: new Set(), hasComponent: false }, fields: new Set(fields), lists: parsePatterns(lists), w: {} };
}

/** `mn.f(path, fields, lists)` */
export function registerPlain(path: string, fields: readonly string[], lists: readonly string[]): void {
  plain.set(path, plainForm(path, fields, lists));
}

/** What the compiler told of a page that had no components, and has some now. */
export function forgetPlain(path: string): void {
  plain.delete(path);
}

/** `dynamicSlots`: the option of the component whose file it is. */
export function formOf(path: string, dynamicSlots: boolean): Form | null {
  const known = plain.get(path);
  if (known) return known;
  try {
    return part('skeleton').formOf(path, dynamicSlots);
  } catch (error) {
    // Without a network: the page's own scripts did not come either, and the view says so.
    reportError(error, path);
    return null;
  }
}

type Template = (strings: readonly string[], ...functions: ExpressionFunction[]) => void;

/** Who reads templates and modules of WXS. */
export interface Reader {
  template(path: string): Template;
  wxs(path: string, run: WxsFunction): void;
}

let reader: Reader | null = null;
let waiting: ((reader: Reader) => void)[] = [];

/** From now on, and for what came before. */
export function readWith(given: Reader): void {
  reader = given;
  for (const register of waiting) register(given);
  waiting = [];
}

function register(run: (reader: Reader) => void): void {
  if (reader) run(reader);
  else waiting.push(run);
}

/** ``mn.t(path)`…` `` */
export function registerTemplate(path: string): Template {
  return (strings, ...functions) => register((reader) => reader.template(path)(strings, ...functions));
}

/** `mn.w(path, run)` */
export function registerWxs(path: string, run: WxsFunction): void {
  register((reader) => reader.wxs(path, run));
}
