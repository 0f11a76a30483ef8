// Building the frame's own nodes. In: tag, class, attributes, children. Out: an element. Must not: be used for a program's nodes.

export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className?: string,
  attributes?: Record<string, string> | null,
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const el = document.createElement(tag);
  if (className) el.className = className;
  if (attributes) for (const name in attributes) el.setAttribute(name, attributes[name]);
  el.append(...children);
  return el;
}

const SVG = 'http://www.w3.org/2000/svg';

/** A line icon on a square grid of `size` units, drawn with the current colour. */
export function icon(paths: string, size = 24, className = 'mn-icon'): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', `0 0 ${size} ${size}`);
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('class', className);
  for (const d of paths.split('|')) {
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', d);
    svg.append(path);
  }
  return svg;
}

export function reducedMotion(): boolean {
  return matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** A colour of a configuration, or nothing when it is not one: it goes into a style. */
export function colour(value: unknown): string {
  return typeof value === 'string' && /^(#[0-9a-f]{3,8}|[a-z]+|rgba?\([\d.,\s%/]+\))$/i.test(value.trim()) ? value.trim() : '';
}
