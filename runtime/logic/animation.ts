// Animations: the recorder of `wx.createAnimation`, and `this.animate` on nodes of a component.
// In: calls of the program. Out: plain action lists for the `animation` attribute, and calls of the view.
// Must not: know how the view plays them.
import { guarded, reportError } from './errors';
import type { Instance } from './instance';
import { call } from './port';
import { whenApplied } from './update_queue';

interface Action {
  type: string;
  args: unknown[];
}

interface Step {
  animates: Action[];
  option: { transformOrigin: string; transition: { duration: number; timingFunction: string; delay: number } };
}

const transforms =
  'matrix matrix3d rotate rotate3d rotateX rotateY rotateZ scale scale3d scaleX scaleY scaleZ skew skewX skewY translate translate3d translateX translateY translateZ'.split(' ');
const lengths = 'width height left top right bottom'.split(' ');

/** A number is pixels, as documented for lengths. */
function length(value: unknown): unknown {
  return typeof value === 'number' ? `${value}px` : value;
}

class Animation {
  #steps: Step[] = [];
  #actions = new Map<string, Action>();
  readonly #defaults: { duration: number; timingFunction: string; delay: number; transformOrigin: string };

  constructor(options: any) {
    this.#defaults = {
      duration: options?.duration ?? 400,
      timingFunction: options?.timingFunction ?? 'linear',
      delay: options?.delay ?? 0,
      transformOrigin: options?.transformOrigin ?? '50% 50% 0',
    };
  }

  record(key: string, action: Action): this {
    this.#actions.delete(key);
    this.#actions.set(key, action);
    return this;
  }

  step(options: any = {}): this {
    const { duration, timingFunction, delay, transformOrigin } = this.#defaults;
    this.#steps.push({
      animates: [...this.#actions.values()],
      option: {
        transformOrigin: options?.transformOrigin ?? transformOrigin,
        transition: { duration: options?.duration ?? duration, timingFunction: options?.timingFunction ?? timingFunction, delay: options?.delay ?? delay },
      },
    });
    this.#actions = new Map();
    return this;
  }

  export(): { actions: Step[] } {
    const actions = this.#steps;
    this.#steps = [];
    return { actions };
  }
}

for (const name of transforms) {
  (Animation.prototype as any)[name] = function (this: Animation, ...args: unknown[]) {
    return this.record(name, { type: name, args: /^translate/.test(name) ? args.map((value) => value ?? 0) : args });
  };
}
for (const name of lengths) {
  (Animation.prototype as any)[name] = function (this: Animation, value: unknown) {
    return this.record(name, { type: 'style', args: [name, length(value)] });
  };
}
(Animation.prototype as any).opacity = function (this: Animation, value: unknown) {
  return this.record('opacity', { type: 'style', args: ['opacity', value] });
};
(Animation.prototype as any).backgroundColor = function (this: Animation, value: unknown) {
  return this.record('backgroundColor', { type: 'style', args: ['background-color', value] });
};

export function createAnimation(options?: object): Animation {
  return new Animation(options);
}

/** `this.animate(selector, keyframes, duration, callback | timeline)`: after pending data is drawn. */
export function animateElement(instance: Instance, selector: unknown, keyframes: unknown, duration: unknown, last: unknown): void {
  const timeline = typeof last === 'object' && last !== null ? last : undefined;
  whenApplied(() => {
    call('animate', { instance: instance.number, selector, keyframes: Array.isArray(keyframes) ? keyframes : [], duration, timeline }).then(
      () => guarded(last, instance.object, [], `${instance.where} animate`),
      reportError,
    );
  });
}

export function clearElementAnimation(instance: Instance, selector: unknown, options: unknown, done: unknown): void {
  const callback = typeof options === 'function' ? options : done;
  whenApplied(() => {
    const properties = typeof options === 'object' && options !== null ? options : undefined;
    call('clearAnimation', { instance: instance.number, selector, properties }).then(
      () => guarded(callback, instance.object, [], `${instance.where} clearAnimation`),
      reportError,
    );
  });
}
