// The map's projection: degrees to pixels of a square world and back. In: coordinates, scale. Out: numbers. Must not: convert datums.

export interface Place {
  latitude: number;
  longitude: number;
}

const TILE_PX = 256;
const LATITUDE_MAX = 85.05112878;
const EARTH_M = 6378137;

export const worldPx = (scale: number) => TILE_PX * 2 ** scale;

/** Programs hand over all sorts of things as places; what is not one lies at 0, 0. */
export function project(place: Place | null | undefined, scale: number): { x: number; y: number } {
  const { latitude, longitude } = place ?? { latitude: 0, longitude: 0 };
  const bounded = Math.max(-LATITUDE_MAX, Math.min(LATITUDE_MAX, Number(latitude) || 0));
  const sine = Math.sin((bounded * Math.PI) / 180);
  const world = worldPx(scale);
  return { x: (((Number(longitude) || 0) + 180) / 360) * world, y: (0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI)) * world };
}

export function unproject(x: number, y: number, scale: number): Place {
  const world = worldPx(scale);
  const angle = Math.PI * (1 - (2 * y) / world);
  return { latitude: (Math.atan(Math.sinh(angle)) * 180) / Math.PI, longitude: (x / world) * 360 - 180 };
}

/** CSS pixels of a length in metres at a latitude. */
export function metresToPx(metres: number, latitude: number, scale: number): number {
  return (metres * worldPx(scale)) / (2 * Math.PI * EARTH_M * Math.cos((latitude * Math.PI) / 180));
}

/** The centre and scale that show all of these within a box, less its padding (top, right, bottom, left). */
export function fit(points: Place[], width: number, height: number, padding: number[], limits: [number, number]): { center: Place; scale: number } | null {
  if (!points.length) return null;
  const unit = points.map((point) => project(point, 0));
  const xs = unit.map((one) => one.x);
  const ys = unit.map((one) => one.y);
  const [left, right, top, bottom] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const [above, after, below, before] = [0, 1, 2, 3].map((index) => Number(padding[index]) || 0);
  const room = Math.min((width - before - after) / Math.max(right - left, 1e-9), (height - above - below) / Math.max(bottom - top, 1e-9));
  const scale = Math.max(limits[0], Math.min(limits[1], Math.log2(Math.max(room, 1e-9))));
  const grown = 2 ** scale;
  const x = ((left + right) / 2) * grown + (after - before) / 2;
  const y = ((top + bottom) / 2) * grown + (below - above) / 2;
  return { center: unproject(x, y, scale), scale };
}
