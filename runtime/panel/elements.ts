// The elements of the page on top as they stand in WXML, each with its line; what it looks like. In: rows of the view. Out: a tab, a frame round an
// element of the page. Must not: change an element.
import type { ElementRow } from '../view/development/types';
import { button, empty, h } from './dom';
import type { MakeTab } from './tab';

const REFRESH_MS = 700;
const STYLES = ['display', 'position', 'color', 'background-color', 'font-size', 'font-weight', 'line-height', 'border', 'border-radius', 'flex', 'z-index', 'opacity', 'overflow'];
/** What elements have when nobody says otherwise. */
const ORDINARY = /^(static|auto|visible|1|0px|0px none .*|rgba\(0, 0, 0, 0\)|0 1 auto)$/;

export const elementsTab: MakeTab = ({ development, words }) => {
  const closed = new Set<Element>();
  let chosen: Element | null = null;
  let rows: ElementRow[] = [];
  let seen = '';
  let stopPicking: (() => void) | null = null;
  const list = h('div.list', { role: 'region', 'aria-label': words.elements, tabindex: 0 });
  const about = h('div.split', { 'aria-live': 'polite', role: 'region', 'aria-label': words.style, tabindex: 0 });

  function refresh(isForced = false): void {
    rows = development.elements();
    if (chosen && !chosen.isConnected) chosen = null;
    const text = rows.map(({ depth, tag, attributes, text, place }) => `${depth}${tag}${attributes.join()}${text}${place}`).join('\n');
    if (!isForced && text === seen) return;
    seen = text;
    draw();
  }

  function draw(): void {
    if (rows.length < 2) {
      about.hidden = true;
      return list.replaceChildren(empty(words.emptyElements));
    }
    const tree = h('div.tree', { role: 'tree', 'aria-label': words.elements });
    let hiddenBelow = Infinity;
    rows.forEach((row, index) => {
      if (row.depth > hiddenBelow) return;
      hiddenBelow = row.element && closed.has(row.element) ? row.depth : Infinity;
      tree.append(nodeOf(row, (rows[index + 1]?.depth ?? 0) > row.depth));
    });
    const { scrollTop, scrollLeft } = list;
    list.replaceChildren(tree);
    Object.assign(list, { scrollTop, scrollLeft });
    drawAbout();
  }

  function nodeOf(row: ElementRow, hasChildren: boolean): HTMLElement {
    const { element, depth, tag, attributes, text, place } = row;
    const style = `--depth:${depth}`;
    if (!element) return h('div.node', { role: 'treeitem', style }, h('span.fold.leaf'), h('span.quiet', null, text));
    const isOpen = !closed.has(element);
    const fold = h(`button.fold${hasChildren ? '' : '.leaf'}` as 'button', { type: 'button', 'aria-expanded': isOpen, 'aria-label': tag, tabindex: -1 });
    fold.onclick = (event) => {
      event.stopPropagation();
      if (!closed.delete(element)) closed.add(element);
      draw();
    };
    const shown = attributes.filter(([name]) => !name.startsWith('aria-')).slice(0, 6).map(([name, value]) =>
      h('span', null, ' ', h('span.attribute', null, name), value && h('span.quiet', null, `="${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`)));
    const node = h('div.node', { role: 'treeitem', style, tabindex: 0, 'aria-level': depth + 1, 'aria-expanded': hasChildren ? isOpen : null, 'aria-selected': element === chosen }, fold,
      h('span', null, h('span.tag', null, `<${tag}`), ...shown, h('span.tag', null, '>')), place && h('span.place', { title: place }, place.replace(/^.*\//, '')));
    node.onpointerenter = () => development.highlight(element);
    node.onpointerleave = () => development.highlight(null);
    node.onclick = () => choose(element);
    node.onkeydown = (event) => move(event, element);
    return node;
  }

  function move(event: KeyboardEvent, element: Element): void {
    const node = event.currentTarget as HTMLElement;
    const to = { ArrowDown: node.nextElementSibling, ArrowUp: node.previousElementSibling }[event.key];
    if (to instanceof HTMLElement) to.focus();
    else if (event.key === 'Enter' || event.key === ' ') choose(element);
    else if (event.key === 'ArrowLeft' || event.key === 'ArrowRight') {
      if (event.key === 'ArrowLeft') closed.add(element);
      else closed.delete(element);
      draw();
      list.querySelector<HTMLElement>('[aria-selected=true]')?.focus();
    } else return;
    event.preventDefault();
  }

  function choose(element: Element | null): void {
    chosen = element;
    draw();
    list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  function drawAbout(): void {
    about.hidden = false;
    const row = rows.find(({ element }) => element && element === chosen);
    if (!row) return about.replaceChildren(h('p.note', null, words.emptyStyle));
    const element = row.element!;
    const computed = getComputedStyle(element);
    const { x, y, width, height } = element.getBoundingClientRect();
    const four = (name: string) => ['top', 'right', 'bottom', 'left'].map((side) => computed.getPropertyValue(`${name}-${side}`)).join(' ');
    const styles = STYLES.map((name): [string, string] => [name, computed.getPropertyValue(name)]).filter(([, value]) => value && !ORDINARY.test(value));
    const pairs: [string, string][] = [
      [words.source, row.place || words.none], [words.box, `${width.toFixed(1)} × ${height.toFixed(1)} @ ${x.toFixed(0)}, ${y.toFixed(0)}`],
      ['margin', four('margin')], ['padding', four('padding')], ...styles, ...row.attributes,
    ];
    about.replaceChildren(h('dl', null, ...pairs.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)])));
  }

  const pick = button(words.pick, () => {
    if (stopPicking) return endPick(null);
    pick.textContent = words.picking;
    pick.setAttribute('aria-pressed', 'true');
    stopPicking = development.pick(endPick);
  }, { class: 'action', 'aria-pressed': 'false' });

  function endPick(element: Element | null): void {
    stopPicking?.();
    stopPicking = null;
    pick.textContent = words.pick;
    pick.setAttribute('aria-pressed', 'false');
    if (!element) return;
    refresh(true);
    for (let at: Element | null = element; at; at = at.parentElement) closed.delete(at);
    choose(element);
  }

  const element = h('div.body', null, h('div.bar', null, pick), list, about);
  return {
    element,
    show() {
      refresh(true);
      const timer = setInterval(() => refresh(), REFRESH_MS);
      return () => {
        clearInterval(timer);
        development.highlight(null);
        endPick(null);
      };
    },
  };
};
