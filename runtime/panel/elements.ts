// The elements of the page on top as they stand in WXML, each with its line; what it looks like. In: rows of the view. Out: a tab, a frame round an
// element of the page. Must not: change an element.
import type { ElementRow } from '../view/development/types';
import { button, empty, h } from './dom';
import { keepFresh } from './refresh';
import type { MakeTab } from './tab';
import { fillTree, type TreeRow } from './tree';

const REFRESH_MS = 700;
const STYLES = ['display', 'position', 'color', 'background-color', 'font-size', 'font-weight', 'line-height', 'border', 'border-radius', 'flex', 'z-index', 'opacity', 'overflow'];
/** What elements have when nobody says otherwise. */
const ORDINARY = /^(static|auto|visible|1|0px|0px none .*|rgba\(0, 0, 0, 0\)|0 1 auto)$/;

export const elementsTab: MakeTab = ({ development, words }) => {
  const closed = new Set<Element>();
  let chosen: Element | null = null;
  let rows: ElementRow[] = [];
  let seenAbout = '';
  let stopPicking: (() => void) | null = null;
  const list = h('div.list', { role: 'region', 'aria-label': words.elements });
  const about = h('div.split', { 'aria-live': 'polite', role: 'region', 'aria-label': words.style, tabindex: 0 });

  function refresh(): void {
    rows = development.elements();
    if (chosen && !chosen.isConnected) chosen = null;
    draw();
  }

  function draw(): void {
    let hiddenBelow = Infinity;
    const shown: TreeRow[] = [];
    // A page without elements is no tree of one.
    if (rows.length > 1) rows.forEach((row, index) => {
      if (row.depth > hiddenBelow) return;
      hiddenBelow = row.element && closed.has(row.element) ? row.depth : Infinity;
      shown.push(rowOf(row, index, (rows[index + 1]?.depth ?? 0) > row.depth));
    });
    fillTree(list, shown, words.elements, words.emptyElements);
    about.hidden = !shown.length;
    drawAbout();
  }

  function rowOf({ element, depth, tag, attributes, text, place }: ElementRow, index: number, hasChildren: boolean): TreeRow {
    if (!element) return { key: index, depth, open: null, selected: null, shows: text, content: () => [h('span.quiet', null, text)], toggle: () => undefined };
    const toggle = () => {
      if (!closed.delete(element)) closed.add(element);
      draw();
    };
    const written = () => attributes.filter(([name]) => !name.startsWith('aria-')).slice(0, 6).map(([name, value]) =>
      h('span', null, ' ', h('span.attribute', null, name), value && h('span.quiet', null, `="${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`)));
    return {
      key: element, depth, open: hasChildren ? !closed.has(element) : null, selected: element === chosen, shows: JSON.stringify([tag, attributes, place]), toggle,
      content: () => [h('span', null, h('span.tag', null, `<${tag}`), ...written(), h('span.tag', null, '>')), ...(place ? [h('span.place', { title: place }, place.replace(/^.*\//, ''))] : [])],
      prepare(node) {
        node.onpointerenter = node.onfocus = () => development.highlight(element);
        node.onpointerleave = node.onblur = () => development.highlight(null);
        node.onclick = () => choose(element);
      },
    };
  }

  function choose(element: Element | null): void {
    chosen = element;
    draw();
    list.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  function drawAbout(): void {
    const row = rows.find(({ element }) => element && element === chosen);
    if (!row) return showAbout([]);
    const element = row.element!;
    const computed = getComputedStyle(element);
    const { x, y, width, height } = element.getBoundingClientRect();
    const four = (name: string) => ['top', 'right', 'bottom', 'left'].map((side) => computed.getPropertyValue(`${name}-${side}`)).join(' ');
    const styles = STYLES.map((name): [string, string] => [name, computed.getPropertyValue(name)]).filter(([, value]) => value && !ORDINARY.test(value));
    const pairs: [string, string][] = [
      [words.source, row.place || words.none], [words.box, `${width.toFixed(1)} × ${height.toFixed(1)} @ ${x.toFixed(0)}, ${y.toFixed(0)}`],
      ['margin', four('margin')], ['padding', four('padding')], ...styles, ...row.attributes,
    ];
    showAbout(pairs);
  }

  /** What stays the same is not read out again. */
  function showAbout(pairs: readonly (readonly [string, string])[]): void {
    const text = JSON.stringify(pairs);
    if (text === seenAbout) return;
    seenAbout = text;
    about.replaceChildren(pairs.length ? h('dl', null, ...pairs.flatMap(([name, value]) => [h('dt', null, name), h('dd', null, value)])) : h('p.note', null, words.emptyStyle));
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
    for (let at: Element | null = element; at; at = at.parentElement) closed.delete(at);
    refresh();
    choose(element);
  }

  const element = h('div.body', null, h('div.bar', null, pick), list, about);
  return {
    element,
    show() {
      const stop = keepFresh(refresh, REFRESH_MS, (reason) => list.replaceChildren(empty(reason)));
      return () => {
        stop();
        development.highlight(null);
        endPick(null);
      };
    },
  };
};
