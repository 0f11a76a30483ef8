// The older canvas context: calls are recorded and sent with `draw(reserve, callback)`; only text is measured at once, in this realm.
// In: calls of the program. Out: recordings. Must not: draw.

import type { LogicApiHost, NodeReference } from '../host';

/** `[method, arguments]`, or `['=', [property, value]]`. Gradients and patterns are plain descriptions. */
export type Action = [method: string, args: unknown[]];

export interface Recording {
  target: { canvasId: string; instance?: number } | { reference: NodeReference };
  actions: Action[];
  reserve: boolean;
}

const METHODS =
  'arc arcTo beginPath bezierCurveTo clearRect clip closePath ellipse fill fillRect fillText lineTo moveTo quadraticCurveTo rect restore rotate save scale setTransform stroke strokeRect strokeText transform translate drawImage'.split(' ');
const PROPERTIES =
  'fillStyle strokeStyle globalAlpha globalCompositeOperation lineCap lineDashOffset lineJoin lineWidth miterLimit shadowBlur shadowColor shadowOffsetX shadowOffsetY textAlign textBaseline font filter'.split(' ');
/** Setters of the first version, by the property they set. */
const SETTERS: Record<string, string> = {
  setFillStyle: 'fillStyle', setStrokeStyle: 'strokeStyle', setGlobalAlpha: 'globalAlpha', setLineCap: 'lineCap', setLineJoin: 'lineJoin', setLineWidth: 'lineWidth',
  setMiterLimit: 'miterLimit', setTextAlign: 'textAlign', setTextBaseline: 'textBaseline', setGlobalCompositeOperation: 'globalCompositeOperation',
};
const DEFAULT_FONT = '10px sans-serif';

export function createRecorder(host: LogicApiHost, target: Recording['target'], send: (recording: Recording) => Promise<unknown>) {
  let actions: Action[] = [];
  let font = DEFAULT_FONT;
  const state: Record<string, unknown> = { fillStyle: '#000000', strokeStyle: '#000000', globalAlpha: 1, lineWidth: 1, font: DEFAULT_FONT };
  const record = (method: string, args: unknown[]) => void actions.push([method, args.map(plain)]);
  const set = (property: string, value: unknown) => {
    if (property === 'font') font = String(value);
    if (property === 'textBaseline' && value === 'normal') value = 'alphabetic';
    state[property] = value;
    record('=', [property, value]);
  };
  const context: Record<string, any> = {};
  for (const method of METHODS) context[method] = (...args: unknown[]) => record(method, args);
  for (const property of PROPERTIES) {
    Object.defineProperty(context, property, { get: () => state[property], set: (value) => set(property, value), enumerable: true, configurable: true });
  }
  for (const setter in SETTERS) context[setter] = (value: unknown) => set(SETTERS[setter]!, value);
  Object.assign(context, {
    setFontSize: (size: number) => set('font', /\d+(\.\d+)?px/.test(font) ? font.replace(/\d+(\.\d+)?px/, `${size}px`) : `${size}px sans-serif`),
    setLineDash(pattern: number[], offset = 0) {
      record('setLineDash', [pattern]);
      set('lineDashOffset', offset);
    },
    setShadow(offsetX: number, offsetY: number, blur: number, color: string) {
      set('shadowOffsetX', offsetX);
      set('shadowOffsetY', offsetY);
      set('shadowBlur', blur);
      set('shadowColor', color);
    },
    createLinearGradient: (...place: number[]) => createGradient('linear', place),
    createCircularGradient: (x: number, y: number, r: number) => createGradient('radial', [x, y, 0, x, y, r]),
    createRadialGradient: (...place: number[]) => createGradient('radial', place),
    createPattern: (image: string, repetition: string) => ({ pattern: { image, repetition } }),
    measureText: (text: string) => measure(host, font, String(text)),
    clearActions: () => void (actions = []),
    getActions() {
      const recorded = actions;
      actions = [];
      return recorded;
    },
    draw(reserve?: boolean | (() => void), callback?: (result: object) => void) {
      const done = typeof reserve === 'function' ? reserve : callback;
      const recording: Recording = { target, actions, reserve: reserve === true };
      actions = [];
      const answer = (errMsg: string) => {
        try {
          if (typeof done === 'function') done({ errMsg });
        } catch (error) {
          host.runtime.reportError(error);
        }
      };
      // Setters of the same turn (a size bound in the template) reach the canvas first.
      host.runtime.afterUpdate(() => send(recording).then(() => answer('drawCanvas:ok'), (error) => answer(`drawCanvas:fail ${error?.reason ?? error?.message ?? error}`)));
    },
  });
  return context;
}

interface Gradient {
  gradient: { kind: 'linear' | 'radial'; place: number[]; stops: [number, string][] };
}

function createGradient(kind: 'linear' | 'radial', place: number[]): Gradient & { addColorStop(stop: number, color: string): void } {
  const gradient = { kind, place, stops: [] as [number, string][] };
  return { gradient, addColorStop: (stop, color) => void gradient.stops.push([stop, color]) };
}

/** What may cross to the view: a gradient loses its methods, an image object gives its address. */
function plain(value: any): unknown {
  if (value === null || typeof value !== 'object') return typeof value === 'function' ? undefined : value;
  if (value.gradient) return { gradient: { ...value.gradient, stops: value.gradient.stops.slice() } };
  if (value.pattern) return { pattern: value.pattern };
  if (Array.isArray(value)) return value.slice();
  return typeof value.src === 'string' ? value.src : undefined;
}

let measuring: OffscreenCanvasRenderingContext2D | null | undefined;

function measure(host: LogicApiHost, font: string, text: string): { width: number } {
  measuring ??= host.native.OffscreenCanvas ? new host.native.OffscreenCanvas(1, 1).getContext('2d') : null;
  if (measuring) {
    measuring.font = font;
    return { width: measuring.measureText(text).width };
  }
  // Without a canvas in the Worker: full width for wide characters, half for narrow ones.
  const size = Number(/(\d+(?:\.\d+)?)px/.exec(font)?.[1] ?? 10);
  return { width: [...text].reduce((sum, character) => sum + (character.codePointAt(0)! > 0xff ? size : size / 2), 0) };
}
