// `draggable-sheet`: a sheet at the bottom of its parent, which a finger makes higher and lower; at its highest, what is in it scrolls.
// In: sizes (parts of the parent's height), snap. Out: the worklet `onsizeupdate`{pixels, size}; the context's scrollTo({size | pixels, …}).

import type { ElementDefinition } from '../view/element';
import { drag } from './parts/drag';

/** Pixels a millisecond: a throw goes to the next size whatever is nearer. */
const THROW = 0.5;
const SETTLE_MS = 300;

const definition: ElementDefinition = {
  tag: 'draggable-sheet',
  attributes: {
    'initial-child-size': { type: 'number', default: 0.5 },
    'min-child-size': { type: 'number', default: 0.25 },
    'max-child-size': { type: 'number', default: 1 },
    snap: { type: 'boolean', default: false },
    'snap-sizes': { type: 'array', default: [] },
  },
  create(host) {
    const { el } = host;
    const bounds = (): [number, number] => [host.get<number>('min-child-size'), host.get<number>('max-child-size')];
    const room = () => el.parentElement?.clientHeight || 1;
    let size = 0;
    let from = 0;

    /** `durationMs` 0: at once, under the finger. */
    function show(wanted: number, durationMs = 0, easing = 'ease'): void {
      const [least, most] = bounds();
      size = Math.min(Math.max(wanted, least), most);
      el.style.transition = durationMs ? `height ${durationMs}ms ${easing}` : '';
      el.style.height = `${size * 100}%`;
      tell();
    }
    const tell = () => host.listens('workletonsizeupdate') && host.fire('workletonsizeupdate', { pixels: size * room(), size });
    function settle(speed: number): void {
      if (!host.get('snap')) return;
      const stops = [...bounds(), ...host.get<unknown[]>('snap-sizes').map(Number).filter(Number.isFinite)].sort((one, other) => one - other);
      const beyond = speed < 0 ? stops.find((stop) => stop > size) : stops.findLast((stop) => stop < size);
      const nearest = stops.reduce((best, stop) => (Math.abs(stop - size) < Math.abs(best - size) ? stop : best));
      show(Math.abs(speed) > THROW ? (beyond ?? nearest) : nearest, SETTLE_MS);
    }
    const scrolled = (target: Element): boolean => {
      for (let node: Element | null = target; node && node !== el; node = node.parentElement) if (node.scrollTop > 0) return true;
      return false;
    };
    const stop = drag(el, {
      axis: () => 'y',
      through: true,
      claim(state, target) {
        // What is in it scrolls once the sheet is at its highest, and has to be at its top before the sheet goes down.
        if (state.dy < 0 ? size >= bounds()[1] : scrolled(target)) return false;
        from = el.clientHeight / room();
        return true;
      },
      move: (state) => show(from - state.dy / room()),
      end: (state) => settle(state.vy),
    });
    size = host.get<number>('initial-child-size');
    el.style.height = `${size * 100}%`;
    return {
      styled: () => void (el.style.height = `${size * 100}%`),
      attached: () => show(size),
      context: () => ({}),
      command(name, args) {
        if (name !== 'scrollTo') return;
        const given = (Array.isArray(args) ? args[0] : args) as { size?: number; pixels?: number; animated?: boolean; duration?: number; easingFunction?: string };
        const { animated = true, duration = SETTLE_MS, easingFunction = 'ease' } = given;
        show(given.pixels !== undefined ? Number(given.pixels) / room() : Number(given.size) || 0, animated ? duration : 0, easingFunction);
      },
      detached: stop,
    };
  },
};
export default definition;
