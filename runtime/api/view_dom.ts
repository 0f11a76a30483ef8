// Building the nodes of API overlays. In: tag, class, children. Out: elements in the look the vendor's users know.
// Must not: put markup through a parser; everything a program supplies goes in as text.

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className?: string,
  attributes?: Record<string, string | boolean | undefined> | null,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  if (className) el.className = className;
  for (const name in attributes ?? {}) {
    const value = attributes![name];
    if (value === true) el.setAttribute(name, '');
    else if (typeof value === 'string') el.setAttribute(name, value);
  }
  el.append(...children);
  return el;
}

export function svg(viewBox: string, ...paths: string[]): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const el = document.createElementNS(space, 'svg');
  el.setAttribute('viewBox', viewBox);
  el.setAttribute('aria-hidden', 'true');
  for (const d of paths) {
    const path = document.createElementNS(space, 'path');
    path.setAttribute('d', d);
    el.append(path);
  }
  return el;
}

const adopted = new Set<string>();

/** Adds rules once. A constructed sheet passes a policy without inline styles. */
export function style(css: string): void {
  if (adopted.has(css)) return;
  adopted.add(css);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
}

/** A colour a program gave, or the fallback when it is not one. */
export function colour(value: unknown, fallback: string): string {
  return typeof value === 'string' && CSS.supports('color', value.trim()) ? value.trim() : fallback;
}

export function button(className: string, text: string, run: () => void, attributes?: Record<string, string | boolean | undefined>): HTMLButtonElement {
  const el = h('button', className, { type: 'button', ...attributes }, text);
  el.addEventListener('click', run);
  return el;
}

/** Where the clipboard is closed to scripts (no https): the older way. */
export function copyBySelection(text: string): boolean {
  const field = document.createElement('textarea');
  field.value = text;
  field.style.cssText = 'position:fixed;opacity:0';
  document.body.append(field);
  field.select();
  const done = document.execCommand('copy');
  field.remove();
  return done;
}

/** Colours of sheets and dialogs, light and dark; every class of the API layer begins with `mn-a`. */
export const PALETTE = `
.mn-a{--a-bg:#fff;--a-bg0:#ededed;--a-bg1:#f7f7f7;--a-fg:rgba(0,0,0,.9);--a-fg1:rgba(0,0,0,.55);--a-fg2:rgba(0,0,0,.3);--a-line:rgba(0,0,0,.1);--a-press:#ececec;--a-link:#576b95;--a-brand:#07c160;--a-red:#fa5151;
color:var(--a-fg);font-size:17px;font-weight:400;line-height:1.4;text-align:left;-webkit-tap-highlight-color:transparent;box-sizing:border-box}
.mn-a *{box-sizing:border-box}
[data-theme=dark] .mn-a{--a-bg:#2c2c2c;--a-bg0:#111;--a-bg1:#1e1e1e;--a-fg:rgba(255,255,255,.8);--a-fg1:rgba(255,255,255,.5);--a-fg2:rgba(255,255,255,.3);--a-line:rgba(255,255,255,.08);--a-press:#373737;--a-link:#8295ae}
.mn-a button{appearance:none;border:0;margin:0;padding:0;background:none;color:inherit;font:inherit;cursor:pointer}
.mn-a button:focus-visible,.mn-a input:focus-visible,.mn-a textarea:focus-visible{outline:2px solid var(--a-link);outline-offset:-2px}
`;
