// What is drawn on a map: tiles (or a grid), lines and areas, markers with labels and callouts.
// In: the view (centre, scale, size) and a program's objects. Out: nodes, taps. Must not: move the map.

import { metresToPx, project, type Place } from './mercator';

export interface MapView {
  center: Place;
  scale: number;
  width: number;
  height: number;
}

export interface TileSource {
  /** `https://tiles.example/{z}/{x}/{y}.png` */
  tiles: string;
  attribution?: string;
}

const SVG = 'http://www.w3.org/2000/svg';
const TILE_PX = 256;
const PIN = 'M16 1C8.300 1 2 7.200 2 15c0 9.600 14 24 14 24s14-14.400 14-24C30 7.200 23.700 1 16 1Z';

/** Position on the map's box. */
export function at(view: MapView, place: Place): { x: number; y: number } {
  const middle = project(view.center, view.scale);
  const point = project(place, view.scale);
  return { x: point.x - middle.x + view.width / 2, y: point.y - middle.y + view.height / 2 };
}

/** Draws the tiles in sight; those kept are moved. Without a source a grid moves with the map. */
export function drawTiles(layer: HTMLElement, view: MapView, source: TileSource | null): void {
  const middle = project(view.center, view.scale);
  const z = Math.max(0, Math.min(20, Math.round(view.scale)));
  const zoom = 2 ** (view.scale - z);
  const size = TILE_PX * zoom;
  const left = middle.x - view.width / 2;
  const top = middle.y - view.height / 2;
  if (!source) {
    const step = 64 * zoom;
    layer.style.backgroundSize = `${step}px ${step}px`;
    layer.style.backgroundPosition = `${-left % step}px ${-top % step}px`;
    return;
  }
  const keep = new Set<string>();
  const count = 2 ** z;
  for (let row = Math.floor(top / size); row * size < top + view.height; row++) {
    if (row < 0 || row >= count) continue;
    for (let column = Math.floor(left / size); column * size < left + view.width; column++) {
      const key = `${z}/${((column % count) + count) % count}/${row}/${column}`;
      keep.add(key);
      let img = layer.querySelector<HTMLImageElement>(`[data-key="${key}"]`);
      if (!img) {
        img = document.createElement('img');
        img.dataset.key = key;
        img.alt = '';
        img.draggable = false;
        img.decoding = 'async';
        const [, x] = key.split('/');
        img.src = source.tiles.replace('{z}', String(z)).replace('{x}', x).replace('{y}', String(row));
        layer.append(img);
      }
      img.style.transform = `translate(${column * size - left}px,${row * size - top}px) scale(${zoom})`;
      img.style.transformOrigin = '0 0';
    }
  }
  for (const img of [...layer.children] as HTMLElement[]) if (!keep.has(img.dataset.key ?? '')) img.remove();
}

/** The vendor writes colours as #RRGGBBAA too, which browsers know. */
const paint = (value: unknown, otherwise: string) => (typeof value === 'string' && value ? value : otherwise);

export function drawLines(svg: SVGSVGElement, view: MapView, data: { polyline: any[]; polygons: any[]; circles: any[] }, tapped: (index: number) => void): void {
  svg.setAttribute('viewBox', `0 0 ${view.width} ${view.height}`);
  const nodes: SVGElement[] = [];
  const make = (name: string, attributes: Record<string, string | number>) => {
    const node = document.createElementNS(SVG, name);
    for (const key in attributes) node.setAttribute(key, String(attributes[key]));
    nodes.push(node);
    return node;
  };
  const path = (points: unknown) => (Array.isArray(points) ? points.map((point) => at(view, point)).map(({ x, y }) => `${x.toFixed(1)},${y.toFixed(1)}`).join(' ') : '');
  for (const one of data.polygons) {
    make('polygon', { points: path(one?.points), fill: paint(one?.fillColor, 'transparent'), stroke: paint(one?.strokeColor, '#000'), 'stroke-width': Number(one?.strokeWidth) || 1, ...(Array.isArray(one?.dashArray) ? { 'stroke-dasharray': one.dashArray.join(' ') } : {}) });
  }
  for (const one of data.circles) {
    const { x, y } = at(view, one);
    make('circle', { cx: x, cy: y, r: Math.max(0, metresToPx(Number(one?.radius) || 0, Number(one?.latitude) || 0, view.scale)), fill: paint(one?.fillColor, 'transparent'), stroke: paint(one?.color, '#000'), 'stroke-width': Number(one?.strokeWidth) || 1 });
  }
  data.polyline.forEach((one, index) => {
    const points = path(one?.points);
    const width = Number(one?.width) || 1;
    const common = { points, fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };
    if (Number(one?.borderWidth) > 0) make('polyline', { ...common, stroke: paint(one.borderColor, '#000'), 'stroke-width': width + 2 * one.borderWidth });
    if (Array.isArray(one?.colorList) && one.colorList.length && Array.isArray(one.points)) {
      for (let part = 0; part + 1 < one.points.length; part++) {
        make('polyline', { ...common, points: path(one.points.slice(part, part + 2)), stroke: paint(one.colorList[Math.min(part, one.colorList.length - 1)], '#000'), 'stroke-width': width });
      }
    } else make('polyline', { ...common, stroke: paint(one?.color, '#000'), 'stroke-width': width, ...(one?.dottedLine ? { 'stroke-dasharray': `${width * 2} ${width * 2}` } : {}) });
    const hit = make('polyline', { ...common, class: 'wx-map-hit', stroke: 'transparent', 'stroke-width': Math.max(16, width) });
    hit.addEventListener('click', (event) => {
      event.stopPropagation();
      tapped(index);
    });
  });
  svg.replaceChildren(...nodes);
}

export interface MarkerEvents {
  marker(id: number): void;
  label(id: number): void;
  callout(id: number): void;
  url(path: string): string;
  /** Marker whose BYCLICK callout is open. */
  open: number | null;
}

/** The nodes of markers, made anew when the markers change; `placeMarkers` only moves them. */
export function makeMarkers(layer: HTMLElement, markers: any[], on: MarkerEvents): void {
  layer.replaceChildren(
    ...markers.map((marker) => {
      const id = Number(marker?.id);
      const node = document.createElement('div');
      node.className = 'wx-map-mark';
      node.setAttribute('role', 'button');
      node.tabIndex = 0;
      node.setAttribute('aria-label', String(marker?.title ?? marker?.callout?.content ?? marker?.label?.content ?? id));
      const icon = String(marker?.iconPath ?? '');
      const width = Number(marker?.width) || (icon ? 32 : 26);
      const height = Number(marker?.height) || (icon ? 32 : 34);
      node.style.cssText = `width:${width}px;height:${height}px;opacity:${Number(marker?.alpha ?? 1)};z-index:${Math.trunc(Number(marker?.zIndex)) || 0}`;
      const face = icon ? Object.assign(document.createElement('img'), { src: on.url(icon), alt: '' }) : pin();
      if (marker?.rotate) face.style.transform = `rotate(${Number(marker.rotate) || 0}deg)`;
      node.append(face);
      if (marker?.label?.content) node.append(bubble('wx-map-label', marker.label, width, height, () => on.label(id)));
      const callout = marker?.callout?.content ? marker.callout : marker?.title ? { content: marker.title, display: 'BYCLICK' } : null;
      if (callout && (callout.display === 'ALWAYS' || on.open === id)) node.append(bubble('wx-map-callout', callout, width, height, () => on.callout(id)));
      node.addEventListener('click', (event) => {
        event.stopPropagation();
        on.marker(id);
      });
      return node;
    }),
  );
}

function pin(): SVGSVGElement {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('viewBox', '0 0 32 40');
  svg.innerHTML = `<path d="${PIN}" fill="#f0453a" stroke="#fff" stroke-width="1.5"/><circle cx="16" cy="15" r="5.500" fill="#fff"/>`;
  return svg;
}

function bubble(className: string, options: any, width: number, height: number, tapped: () => void): HTMLElement {
  const node = document.createElement('div');
  node.className = className;
  node.textContent = String(options.content);
  const { style } = node;
  style.color = String(options.color ?? '');
  style.backgroundColor = String(options.bgColor ?? '');
  if (options.fontSize) style.fontSize = `${Number(options.fontSize)}px`;
  if (options.padding) style.padding = `${Number(options.padding)}px`;
  if (options.borderRadius) style.borderRadius = `${Number(options.borderRadius)}px`;
  if (options.borderWidth) style.border = `${Number(options.borderWidth)}px solid ${String(options.borderColor ?? '#000')}`;
  if (options.textAlign) style.textAlign = String(options.textAlign);
  if (className === 'wx-map-label') {
    style.left = `${width / 2 + (Number(options.anchorX ?? options.x) || 0)}px`;
    style.top = `${height + (Number(options.anchorY ?? options.y) || 0)}px`;
  } else style.translate = `${Number(options.anchorX) || 0}px ${Number(options.anchorY) || 0}px`;
  node.addEventListener('click', (event) => {
    event.stopPropagation();
    tapped();
  });
  return node;
}

export function placeMarkers(layer: HTMLElement, markers: any[], view: MapView): void {
  markers.forEach((marker, index) => {
    const node = layer.children[index] as HTMLElement | undefined;
    if (!node) return;
    const { x, y } = at(view, marker);
    const anchor = marker?.anchor ?? {};
    node.style.transform = `translate(${x - node.offsetWidth * (anchor.x ?? 0.5)}px,${y - node.offsetHeight * (anchor.y ?? 1)}px)`;
  });
}
