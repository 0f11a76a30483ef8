// Selectors as the view and the elements write them: names, classes, ids, attributes, `:not()`, `:scope`, `>` and descendants.
// In: a root and a selector. Out: elements in document order. Must not: guess; what it does not know it refuses.
import { RememberedElement, type RememberedNode } from './document';

interface Compound {
  test(el: RememberedElement, scope: RememberedNode): boolean;
  /** How it stands to the one before: `>` child, ` ` descendant. */
  combinator: string;
}

const remembered = new Map<string, Compound[][]>();
const token = /\s*([>,])\s*|\s+|([\w-]+|\*)|\.((?:[\w-]|\\.|[^\x00-\x7f])+)|#((?:[\w-]|\\.|[^\x00-\x7f])+)|\[([\w:-]+)(?:=("[^"]*"|'[^']*'|[^\]]*))?\]|:(scope|not\()/gy;

function compile(selector: string): Compound[][] {
  let known = remembered.get(selector);
  if (!known) remembered.set(selector, (known = read(selector.trim())));
  return known;
}

function read(selector: string): Compound[][] {
  const list: Compound[][] = [];
  let chain: Compound[] = [];
  let tests: Compound['test'][] = [];
  let combinator = ' ';
  const end = () => {
    const all = tests;
    if (all.length) chain.push({ combinator, test: (el, scope) => all.every((test) => test(el, scope)) });
    tests = [];
  };
  token.lastIndex = 0;
  while (token.lastIndex < selector.length) {
    const start = token.lastIndex;
    const found = token.exec(selector);
    if (!found) throw new SyntaxError(`selector not understood: ${selector} at ${start}`);
    const [whole, sign, name, className, id, attribute, wanted, pseudo] = found;
    if (sign === ',') {
      end();
      list.push(chain);
      chain = [];
      combinator = ' ';
    } else if (sign === '>' || !whole.trim()) {
      end();
      combinator = sign ?? ' ';
    } else if (name) tests.push(name === '*' ? () => true : (el) => el.localName === name.toLowerCase());
    else if (className) tests.push((el) => el.classList.contains(className.replace(/\\/g, '')));
    else if (id) tests.push((el) => el.getAttribute('id') === id.replace(/\\/g, ''));
    else if (attribute) {
      const value = wanted?.replace(/^["']|["']$/g, '');
      tests.push((el) => (value === undefined ? el.hasAttribute(attribute) : el.getAttribute(attribute) === value));
    } else if (pseudo === 'scope') tests.push((el, scope) => el === scope);
    else {
      const close = selector.indexOf(')', token.lastIndex);
      const inner = read(selector.slice(token.lastIndex, close));
      token.lastIndex = close + 1;
      tests.push((el, scope) => !inner.some((one) => fits(el, one, one.length - 1, scope)));
    }
  }
  end();
  list.push(chain);
  return list;
}

function fits(el: RememberedElement, chain: readonly Compound[], at: number, scope: RememberedNode): boolean {
  const compound = chain[at]!;
  if (!compound.test(el, scope)) return false;
  if (at === 0) return true;
  for (let up = el.parentNode; up; up = up.parentNode) {
    if (up instanceof RememberedElement && fits(up, chain, at - 1, scope)) return true;
    if (compound.combinator === '>') return false;
  }
  return false;
}

export function matches(el: RememberedElement, selector: string): boolean {
  return compile(selector).some((chain) => chain.length > 0 && fits(el, chain, chain.length - 1, el));
}

export function selectAll(root: RememberedNode, selector: string, first = false): RememberedElement[] {
  const chains = compile(selector).filter((chain) => chain.length);
  const found: RememberedElement[] = [];
  const visit = (node: RememberedNode): boolean => {
    for (let at = node.firstChild; at; at = at.nextSibling) {
      if (!(at instanceof RememberedElement)) continue;
      if (chains.some((chain) => fits(at as RememberedElement, chain, chain.length - 1, root))) {
        found.push(at);
        if (first) return true;
      }
      if (visit(at)) return true;
    }
    return false;
  };
  visit(root);
  return found;
}
