// `map`: a map on the operator's tile source, or an empty grid without one. In: longitude, latitude, scale, markers, polyline, circles, polygons,
// include-points… Out: tap, markertap, callouttap, labeltap, polylinetap, regionchange, updated. Commands are the methods of MapContext.
// The tile source is `map` of the launch document's host data: {"tiles": "https://…/{z}/{x}/{y}.png", "attribution": "…"}, in GCJ-02 or not at all shifted.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';
import { drag } from './parts/drag';
import { at, drawLines, drawTiles, makeMarkers, placeMarkers, type MapView, type TileSource } from './parts/map_layers';
import { fit, project, unproject, type Place } from './parts/mercator';
import { animateNumber, EASINGS } from './parts/motion';

const lists = ['markers', 'polyline', 'circles', 'polygons', 'controls', 'include-points'];
const switches: Record<string, boolean> = {
  'show-location': false, 'enable-3d': false, 'show-compass': false, 'show-scale': false, 'enable-overlooking': false, 'enable-auto-max-overlooking': false, 'enable-zoom': true,
  'enable-scroll': true, 'enable-rotate': false, 'enable-satellite': false, 'enable-traffic': false, 'enable-poi': true, 'enable-building': true,
};

const definition: ElementDefinition = {
  tag: 'map',
  shell:
    '<div class="wx-map" tabindex="0" role="application"><div class="wx-map-tiles"></div><svg class="wx-map-lines"></svg><div class="wx-map-marks"></div><div class="wx-map-note"></div></div><div class="wx-map-slot"><slot></slot></div>',
  attributes: {
    longitude: { type: 'number', default: 0 },
    latitude: { type: 'number', default: 0 },
    scale: { type: 'number', default: 16 },
    'min-scale': { type: 'number', default: 3 },
    'max-scale': { type: 'number', default: 20 },
    ...Object.fromEntries(lists.map((name) => [name, { type: 'array' as const, default: [] }])),
    ...Object.fromEntries(Object.keys(switches).map((name) => [name, { type: 'boolean' as const, default: switches[name] }])),
    subkey: { type: 'string', default: '' },
    'layer-style': { type: 'any' },
    rotate: { type: 'number', default: 0 },
    skew: { type: 'number', default: 0 },
    setting: { type: 'object' },
  },
  create(host) {
    const box = host.el.querySelector<HTMLElement>('.wx-map')!;
    const [tiles, , marks, note] = box.children as unknown as HTMLElement[];
    const svg = box.querySelector('svg')!;
    const source = tileSource();
    const view: MapView = { center: { latitude: 0, longitude: 0 }, scale: 16, width: 0, height: 0 };
    /** Markers of the attribute and of addMarkers, as shown. */
    let markers: any[] = [];
    let openCallout: number | null = null;
    let resize: ResizeObserver | null = null;
    let here: HTMLElement | null = null;
    let watch = 0;
    let place: Place | null = null;
    let stopMotion: (() => void) | null = null;
    let frame = 0;
    note.textContent = source?.attribution ?? '';
    if (!source) note.textContent = host.page.frame.language === 'zh' ? '未配置地图底图' : 'No map tiles configured';

    const bounds = (): [number, number] => [Math.max(0, host.get<number>('min-scale')), Math.min(20, host.get<number>('max-scale'))];
    const bounded = (scale: number) => Math.max(bounds()[0], Math.min(bounds()[1], scale));
    function draw(): void {
      cancelAnimationFrame(frame);
      frame = requestAnimationFrame(() => {
        if (!view.width) return;
        drawTiles(tiles, view, source);
        drawLines(svg, view, { polyline: host.get('polyline'), polygons: host.get('polygons'), circles: host.get('circles') }, (index) => host.fire('polylinetap', { polylineId: index }));
        placeMarkers(marks, markers, view);
        if (here && place) {
          const { x, y } = at(view, place);
          here.style.transform = `translate(${x}px,${y}px)`;
        }
      });
    }
    function setMarkers(list: any[]): void {
      markers = list.filter((one) => one && typeof one === 'object');
      makeMarkers(marks, markers, {
        marker(id) {
          openCallout = openCallout === id ? null : id;
          setMarkers(markers);
          host.fire('markertap', { markerId: id });
        },
        label: (id) => host.fire('labeltap', { markerId: id }),
        callout: (id) => host.fire('callouttap', { markerId: id }),
        url: (path) => host.url(path),
        open: openCallout,
      });
      if (here) marks.append(here);
      draw();
    }
    const region = () => ({ southwest: inverse(0, view.height), northeast: inverse(view.width, 0) });
    function inverse(x: number, y: number): Place {
      const middle = project(view.center, view.scale);
      return unproject(middle.x + x - view.width / 2, middle.y + y - view.height / 2, view.scale);
    }
    function tellRegion(type: 'begin' | 'end', causedBy: string): void {
      host.fire('regionchange', { type, causedBy, ...(type === 'end' ? { centerLocation: view.center, region: region(), rotate: 0, skew: 0, scale: view.scale } : {}) });
    }
    /** Moves so that a point of the box stays where it is while the scale changes. */
    function zoomAt(scale: number, x: number, y: number): void {
      const fixed = inverse(x, y);
      view.scale = bounded(scale);
      const there = at(view, fixed);
      const middle = project(view.center, view.scale);
      view.center = unproject(middle.x + there.x - x, middle.y + there.y - y, view.scale);
      draw();
    }
    function glide(center: Place, scale: number, causedBy: string): void {
      stopMotion?.();
      const from = { ...view.center, scale: view.scale };
      tellRegion('begin', 'update');
      stopMotion = animateNumber(0, 1, 250, EASINGS.easeOutCubic, (part) => {
        view.center = { latitude: from.latitude + (center.latitude - from.latitude) * part, longitude: from.longitude + (center.longitude - from.longitude) * part };
        view.scale = from.scale + (scale - from.scale) * part;
        draw();
      }, () => {
        stopMotion = null;
        view.center = center;
        view.scale = scale;
        draw();
        tellRegion('end', causedBy);
      });
    }

    // Gestures.
    let grabbed = { x: 0, y: 0 };
    const stopDrag = drag(box, {
      axis: () => (host.get('enable-scroll') && !pinch ? 'both' : 'none'),
      claim() {
        stopMotion?.();
        grabbed = project(view.center, view.scale);
        tellRegion('begin', 'gesture');
        return true;
      },
      move(state) {
        if (pinch) return;
        view.center = unproject(grabbed.x - state.dx, grabbed.y - state.dy, view.scale);
        draw();
      },
      end: () => tellRegion('end', 'drag'),
    });
    let pinch: { distance: number; scale: number } | null = null;
    const spread = (touches: TouchList) => Math.hypot(touches[0].clientX - touches[1].clientX, touches[0].clientY - touches[1].clientY) || 1;
    box.addEventListener('touchstart', (event) => {
      if (event.touches.length === 2 && host.get('enable-zoom')) {
        pinch = { distance: spread(event.touches), scale: view.scale };
        tellRegion('begin', 'gesture');
      }
    }, { passive: true });
    box.addEventListener('touchmove', (event) => {
      if (!pinch || event.touches.length < 2) return;
      event.preventDefault();
      const frameBox = box.getBoundingClientRect();
      const [a, b] = event.touches;
      zoomAt(pinch.scale + Math.log2(spread(event.touches) / pinch.distance), (a.clientX + b.clientX) / 2 - frameBox.left, (a.clientY + b.clientY) / 2 - frameBox.top);
    }, { passive: false });
    box.addEventListener('touchend', (event) => {
      if (!pinch || event.touches.length > 1) return;
      pinch = null;
      tellRegion('end', 'scale');
    });
    let wheelTimer = 0;
    box.addEventListener('wheel', (event) => {
      if (!host.get('enable-zoom')) return;
      event.preventDefault();
      const frameBox = box.getBoundingClientRect();
      if (!wheelTimer) tellRegion('begin', 'gesture');
      zoomAt(view.scale - Math.sign(event.deltaY) * Math.min(0.5, Math.abs(event.deltaY) / 200), event.clientX - frameBox.left, event.clientY - frameBox.top);
      clearTimeout(wheelTimer);
      wheelTimer = setTimeout(() => {
        wheelTimer = 0;
        tellRegion('end', 'scale');
      }, 150) as unknown as number;
    }, { passive: false });
    box.addEventListener('keydown', (event) => {
      const steps: Record<string, [number, number]> = { ArrowLeft: [-40, 0], ArrowRight: [40, 0], ArrowUp: [0, -40], ArrowDown: [0, 40] };
      if (event.target !== box) return;
      if (steps[event.key]) {
        event.preventDefault();
        glide(inverse(view.width / 2 + steps[event.key][0], view.height / 2 + steps[event.key][1]), view.scale, 'drag');
      } else if (event.key === '+' || event.key === '=' || event.key === '-') glide(view.center, bounded(view.scale + (event.key === '-' ? -1 : 1)), 'scale');
    });
    box.addEventListener('dblclick', (event) => {
      if (!host.get('enable-zoom')) return;
      const frameBox = box.getBoundingClientRect();
      zoomAt(view.scale + 1, event.clientX - frameBox.left, event.clientY - frameBox.top);
      tellRegion('end', 'scale');
    });
    box.addEventListener('click', (event) => {
      const frameBox = box.getBoundingClientRect();
      if (openCallout !== null) {
        openCallout = null;
        setMarkers(markers);
      }
      host.fire('tap', inverse(event.clientX - frameBox.left, event.clientY - frameBox.top));
    });

    function locate(): void {
      const on = host.get<boolean>('show-location');
      if (on === !!here) return;
      if (!on) {
        navigator.geolocation?.clearWatch(watch);
        here!.remove();
        here = null;
        return;
      }
      here = Object.assign(document.createElement('div'), { className: 'wx-map-here' });
      here.hidden = true;
      marks.append(here);
      watch = navigator.geolocation?.watchPosition(({ coords }) => {
        place = { latitude: coords.latitude, longitude: coords.longitude };
        if (here) here.hidden = false;
        draw();
      }, () => undefined) ?? 0;
    }

    const points = (args: any): Place[] => (Array.isArray(args?.points) ? args.points : []);
    function include(list: Place[], padding: number[]): void {
      const fitted = fit(list, view.width, view.height, padding, bounds());
      if (fitted) glide(fitted.center, fitted.scale, 'update');
    }
    const find = (id: unknown) => {
      const marker = markers.find((one) => Number(one.id) === Number(id));
      if (!marker) throw new ApiFailure(`marker ${String(id)} not found`);
      return marker;
    };
    function moveMarker(marker: any, path: Place[], durationMs: number, turn: boolean): Promise<void> {
      return new Promise((resolve) => {
        const stops = [{ latitude: marker.latitude, longitude: marker.longitude }, ...path];
        const step = (part: number) => {
          const leg = Math.min(stops.length - 2, Math.floor(part * (stops.length - 1)));
          const within = part * (stops.length - 1) - leg;
          const [a, b] = [stops[leg], stops[leg + 1]];
          marker.latitude = a.latitude + (b.latitude - a.latitude) * within;
          marker.longitude = a.longitude + (b.longitude - a.longitude) * within;
          if (turn) marker.rotate = (Math.atan2(b.longitude - a.longitude, b.latitude - a.latitude) * 180) / Math.PI;
          draw();
        };
        animateNumber(0, 1, Math.max(1, durationMs), EASINGS.linear, step, () => {
          step(1);
          resolve();
        });
      });
    }
    const commands: Record<string, (args: any) => unknown> = {
      getCenterLocation: () => ({ ...view.center }),
      getScale: () => ({ scale: view.scale }),
      getRotate: () => ({ rotate: 0 }),
      getSkew: () => ({ skew: 0 }),
      getRegion: region,
      moveToLocation(args) {
        const goal = Number.isFinite(args?.latitude) && Number.isFinite(args?.longitude) ? { latitude: args.latitude, longitude: args.longitude } : place;
        if (!goal) throw new ApiFailure('location is not shown');
        glide(goal, view.scale, 'update');
      },
      includePoints: (args) => include(points(args), args?.padding ?? []),
      setCenterOffset(args) {
        const [x, y] = Array.isArray(args?.offset) ? args.offset : [0.5, 0.5];
        glide(inverse(view.width * (1 - x), view.height * (1 - y)), view.scale, 'update');
      },
      async translateMarker(args) {
        const marker = find(args?.markerId);
        if (args?.rotate) marker.rotate = Number(args.rotate);
        await moveMarker(marker, [args?.destination ?? marker], args?.duration ?? 1000, !!args?.autoRotate);
      },
      async moveAlong(args) {
        await moveMarker(find(args?.markerId), Array.isArray(args?.path) ? args.path : [], args?.duration ?? 1000, args?.autoRotate !== false);
      },
      addMarkers(args) {
        const added = Array.isArray(args?.markers) ? args.markers : [];
        const ids = new Set(added.map((one: any) => Number(one?.id)));
        setMarkers([...(args?.clear ? [] : markers.filter((one) => !ids.has(Number(one.id)))), ...added]);
      },
      removeMarkers(args) {
        const ids = new Set((Array.isArray(args?.markerIds) ? args.markerIds : []).map(Number));
        setMarkers(markers.filter((one) => !ids.has(Number(one.id))));
      },
      toScreenLocation: (args) => at(view, { latitude: Number(args?.latitude), longitude: Number(args?.longitude) }),
      fromScreenLocation: (args) => inverse(Number(args?.x) || 0, Number(args?.y) || 0),
      openMapApp(args) {
        open(`geo:${Number(args?.latitude)},${Number(args?.longitude)}?q=${encodeURIComponent(String(args?.destination ?? ''))}`);
      },
    };

    function readCenter(): void {
      view.center = { latitude: host.get<number>('latitude'), longitude: host.get<number>('longitude') };
      view.scale = bounded(host.get<number>('scale'));
    }
    readCenter();
    return {
      attached() {
        let told = false;
        resize = new ResizeObserver(() => {
          view.width = box.clientWidth;
          view.height = box.clientHeight;
          const included = host.get<Place[]>('include-points');
          if (!told && included.length) {
            const fitted = fit(included, view.width, view.height, [40, 40, 40, 40], bounds());
            if (fitted) Object.assign(view, fitted);
          }
          draw();
          if (!told && view.width) {
            told = true;
            host.fire('updated', {});
          }
        });
        resize.observe(box);
        setMarkers(host.get('markers'));
        locate();
      },
      update(name) {
        if (name === 'latitude' || name === 'longitude' || name === 'scale') {
          const center = { latitude: host.get<number>('latitude'), longitude: host.get<number>('longitude') };
          const scale = name === 'scale' ? bounded(host.get<number>('scale')) : view.scale;
          glide(name === 'scale' ? view.center : center, scale, 'update');
        } else if (name === 'markers') setMarkers(host.get('markers'));
        else if (name === 'include-points') include(host.get('include-points'), [40, 40, 40, 40]);
        else if (name === 'show-location') locate();
        else draw();
      },
      detached() {
        stopMotion?.();
        stopDrag();
        resize?.disconnect();
        cancelAnimationFrame(frame);
        clearTimeout(wheelTimer);
        if (here) navigator.geolocation?.clearWatch(watch);
      },
      context: () => ({}),
      command(name, args) {
        const command = commands[name];
        if (!command) throw new ApiFailure('not supported');
        return command(args);
      },
    };
  },
};
export default definition;

function tileSource(): TileSource | null {
  try {
    const { map } = JSON.parse(document.getElementById('minnow-host')?.textContent ?? 'null') ?? {};
    return typeof map?.tiles === 'string' ? map : null;
  } catch {
    return null;
  }
}
