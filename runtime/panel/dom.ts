// Small makers of elements. In: names, attributes, children. Out: nodes. Must not: parse HTML: what programs say is text.

type Attributes = Record<string, string | number | boolean | null | undefined | ((event: any) => void)>;
export type Child = Node | string | null | undefined | false;

/** `on…` are listeners, true an empty attribute; null, undefined and false leave one out, but for `aria-…`, which say both. `name.class.class` names classes. */
export function h<K extends keyof HTMLElementTagNameMap>(name: K | `${K}.${string}`, attributes: Attributes | null = null, ...children: Child[]): HTMLElementTagNameMap[K] {
  const [tag, ...classes] = name.split('.') as [K, ...string[]];
  const node = document.createElement(tag);
  if (classes.length) node.className = classes.join(' ');
  for (const key in attributes) {
    const value = attributes[key];
    if (typeof value === 'function') node.addEventListener(key.slice(2), value);
    else if (typeof value === 'boolean' && key.startsWith('aria-')) node.setAttribute(key, String(value));
    else if (value !== null && value !== undefined && value !== false) node.setAttribute(key, value === true ? '' : String(value));
  }
  node.append(...children.filter((child): child is Node | string => child !== null && child !== undefined && child !== false));
  return node;
}

export function button(label: string, run: (event: MouseEvent) => void, attributes: Attributes = {}): HTMLButtonElement {
  return h('button', { type: 'button', onclick: run, ...attributes }, label);
}

/** A field with its label above it or, where it says what it is for by itself, read out alone. */
export function field(label: string, control: HTMLElement): HTMLLabelElement {
  return h('label.field', null, h('span', null, label), control);
}

export function select(label: string, options: readonly (readonly [value: string, text: string])[], value: string, change: (value: string) => void): HTMLSelectElement {
  const node = h('select', { 'aria-label': label, onchange: () => change(node.value) }, ...options.map(([option, text]) => h('option', { value: option }, text)));
  node.value = value;
  return node;
}

export const empty = (text: string): HTMLElement => h('p.empty', null, text);

/** Runs at most once a frame. */
export function perFrame(run: () => void): () => void {
  let due = false;
  return () => {
    if (due) return;
    due = true;
    requestAnimationFrame(() => {
      due = false;
      run();
    });
  };
}

export function bytesText(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  return bytes < 1024 * 1024 ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`;
}

export const msText = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : ms < 10_000 ? `${Math.round(ms)} ms` : `${(ms / 1000).toFixed(1)} s`);

export function timeText(at: number): string {
  const date = new Date(at);
  return `${date.toTimeString().slice(0, 8)}.${String(date.getMilliseconds()).padStart(3, '0')}`;
}

/** A list that grows at its end: rows of new items are added, and it follows the end while the end is in sight. */
export function followEnd(scroller: HTMLElement, fill: () => void): void {
  const atEnd = scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < 24;
  fill();
  if (atEnd) scroller.scrollTop = scroller.scrollHeight;
}
