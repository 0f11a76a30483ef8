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

/** Arguments of each transform where a program leaves them out; `scale(x)` scales both ways. */
const transforms: Record<string, number[]> = {
  matrix: [1, 0, 0, 1, 0, 0],
  matrix3d: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1],
  rotate: [0],
  rotate3d: [0, 0, 0, 0],
  rotateX: [0],
  rotateY: [0],
  rotateZ: [0],
  scale: [1],
  scale3d: [1, 1, 1],
  scaleX: [1],
  scaleY: [1],
  scaleZ: [1],
  skew: [0, 0],
  skewX: [0],
  skewY: [0],
  translate: [0, 0],
  translate3d: [0, 0, 0],
  translateX: [0],
  translateY: [0],
  translateZ: [0],
};
const lengths = 'width height left top right bottom'.split(' ');

/** A number is pixels, as documented for lengths. */
function length(value: unknown): unknown {
  return typeof value === 'number' ? `${value}px` : value;
}

/**
 * The fields are the vendor's and public: component libraries change `option.transition.duration`, and keep the whole
 * object in their data. A step repeats everything set so far, so what one step moved stays while the next one turns.
 */
class Animation {
  actions: Step[] = [];
  currentTransform: Record<string, Action> = {};
  currentStepAnimates: Action[] = [];
  option: Step['option'];

  constructor({ duration = 400, timingFunction = 'linear', delay = 0, transformOrigin = '50% 50% 0' }: any = {}) {
    this.option = { transition: { duration, timingFunction, delay }, transformOrigin };
  }

  step({ transformOrigin = this.option.transformOrigin, ...given }: any = {}): this {
    for (const animate of this.currentStepAnimates) this.currentTransform[animate.type === 'style' ? `style.${animate.args[0]}` : animate.type] = animate;
    const { duration, timingFunction, delay } = this.option.transition;
    this.actions.push({
      animates: Object.values(this.currentTransform),
      option: {
        transformOrigin,
        transition: { duration: given.duration ?? duration, timingFunction: given.timingFunction ?? timingFunction, delay: given.delay ?? delay },
      },
    });
    this.currentStepAnimates = [];
    return this;
  }

  export(): { actions: Step[] } {
    const { actions } = this;
    this.actions = [];
    return { actions };
  }
}

function method(name: string, animate: (args: unknown[]) => Action): void {
  const value = function (this: Animation, ...args: unknown[]) {
    this.currentStepAnimates.push(animate(args));
    return this;
  };
  Object.defineProperty(Animation.prototype, name, { value, writable: true, configurable: true });
}

for (const [type, defaults] of Object.entries(transforms)) {
  method(type, (given) => ({ type, args: type === 'scale' && given.length > 1 ? given.slice(0, 2) : defaults.map((value, i) => given[i] ?? value) }));
}
for (const name of lengths) method(name, ([value]) => ({ type: 'style', args: [name, length(value)] }));
for (const name of ['opacity', 'backgroundColor']) method(name, ([value]) => ({ type: 'style', args: [name, value] }));

export function createAnimation(options?: object): Animation {
  return new Animation(options ?? undefined);
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
