// `selectComponent` and `selectAllComponents`: selectors over the component tree.
// In: `#id`, `.a.b`, `tag`, descendants, `>`, `>>>`, commas. Out: instances in document order.
// Must not: see native nodes without components below (the skeleton has none; the view answers SelectorQuery).
import { callMember, type Instance } from './instance';
import { parentElement } from './skeleton/lookup';
import { ElementNode, walk } from './skeleton/tree';

interface Compound {
  id: string | null;
  classes: string[];
  tag: string | null;
  /** How it relates to the compound before it. */
  combinator: ' ' | '>' | '>>>';
}

const parsed = new Map<string, Compound[][]>();

/** Malformed parts select nothing. */
export function parseSelector(text: string): Compound[][] {
  let selectors = parsed.get(text);
  if (!selectors) {
    selectors = [];
    for (const part of text.split(',')) {
      const compounds = parseComplex(part);
      if (compounds) selectors.push(compounds);
    }
    if (parsed.size > 200) parsed.clear();
    parsed.set(text, selectors);
  }
  return selectors;
}

function parseComplex(text: string): Compound[] | null {
  const compounds: Compound[] = [];
  let combinator: Compound['combinator'] = ' ';
  for (const token of text.match(/>>>|>|[^\s>]+/g) ?? []) {
    if (token === '>' || token === '>>>') {
      combinator = token;
      continue;
    }
    const compound: Compound = { id: null, classes: [], tag: null, combinator };
    for (const piece of token.match(/[#.]?[^#.]+/g) ?? []) {
      if (piece[0] === '#') compound.id = piece.slice(1);
      else if (piece[0] === '.') compound.classes.push(piece.slice(1));
      else compound.tag = piece;
    }
    if (compound.id === null && !compound.classes.length && compound.tag === null) return null;
    compounds.push(compound);
    combinator = ' ';
  }
  return compounds.length ? compounds : null;
}

function matches(element: ElementNode, compound: Compound): boolean {
  if (compound.id !== null && element.id !== compound.id) return false;
  if (compound.tag !== null && compound.tag !== '*' && element.compiled.tag !== compound.tag) return false;
  if (!compound.classes.length) return true;
  const names = element.className.split(/[\s,]+/);
  return compound.classes.every((name) => names.includes(name));
}

function matchesComplex(element: ElementNode, compounds: readonly Compound[], last: number, root: Instance): boolean {
  const compound = compounds[last];
  if (!matches(element, compound)) return false;
  if (last === 0) return compound.combinator === '>>>' || element.context.owner === root;
  const direct = compound.combinator === '>';
  for (let at = ancestor(element, compound.combinator === '>>>', root); at; at = ancestor(at, compound.combinator === '>>>', root)) {
    if (matchesComplex(at, compounds, last - 1, root)) return true;
    if (direct) return false;
  }
  return false;
}

/** The element above; `pierce` goes on from the top of a component's tree to its host. */
function ancestor(element: ElementNode, pierce: boolean, root: Instance): ElementNode | null {
  const parent = parentElement(element);
  if (parent || !pierce || element.context.owner === root) return parent;
  return element.context.owner.host;
}

export function selectInstances(root: Instance, selector: unknown, all: boolean): Instance[] {
  if (typeof selector !== 'string' || !root.root) return [];
  const selectors = parseSelector(selector);
  const deep = selectors.some((compounds) => compounds.some(({ combinator }) => combinator === '>>>'));
  const found: Instance[] = [];
  const visit = (element: ElementNode): boolean | void => {
    if (!all && found.length) return false;
    const { instance } = element;
    if (!instance) return;
    if (selectors.some((compounds) => matchesComplex(element, compounds, compounds.length - 1, root))) found.push(instance);
    if (deep && instance.root && (all || !found.length)) walk(instance.root, visit);
  };
  walk(root.root, visit);
  return all ? found : found.slice(0, 1);
}

/** What a program gets for a component: the component itself, or what it exports. */
export function exported(instance: Instance): unknown {
  const { definition } = instance;
  if (definition.exportValue && definition.behaviors.has('wx://component-export')) {
    return callMember(instance, definition.exportValue, [], 'export');
  }
  return instance.object;
}
