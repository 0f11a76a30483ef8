// `progress`: how far something is. In: percent, looks, active. Out: activeend{curPercent}. Accessible: role progressbar.

import type { ElementDefinition } from '../view/element';
import { animateNumber, EASINGS } from './parts/motion';
import { setText } from './parts/text';

const definition: ElementDefinition = {
  tag: 'progress',
  shell: '<div class="wx-progress-bar"><div class="wx-progress-inner-bar"></div></div><p class="wx-progress-info" hidden></p>',
  attributes: {
    percent: { type: 'number', default: 0 },
    'show-info': { type: 'boolean', default: false },
    'border-radius': { type: 'length', default: 0 },
    'font-size': { type: 'length', default: 16 },
    'stroke-width': { type: 'length', default: 6 },
    color: { type: 'string', default: '' },
    'active-color': { type: 'string', default: '' },
    'background-color': { type: 'string', default: '' },
    active: { type: 'boolean', default: false },
    'active-mode': { type: 'string', default: 'backwards' },
    duration: { type: 'number', default: 30 },
  },
  create(host) {
    const el = host.el;
    const bar = el.querySelector<HTMLElement>('.wx-progress-bar')!;
    const inner = bar.firstElementChild as HTMLElement;
    const text = el.querySelector<HTMLElement>('.wx-progress-info')!;
    let shown = 0;
    let stop: (() => void) | null = null;
    el.setAttribute('role', 'progressbar');
    el.setAttribute('aria-valuemin', '0');
    el.setAttribute('aria-valuemax', '100');

    function draw(): void {
      inner.style.width = `${shown}%`;
      setText(text, `${Math.round(shown)}%`);
      el.setAttribute('aria-valuenow', String(Math.round(shown)));
    }
    function look(): void {
      bar.style.height = `${host.get<number>('stroke-width')}px`;
      bar.style.borderRadius = inner.style.borderRadius = `${host.get<number>('border-radius')}px`;
      bar.style.backgroundColor = host.get<string>('background-color');
      inner.style.backgroundColor = host.get<string>('active-color') || host.get<string>('color');
      text.hidden = !host.get<boolean>('show-info');
      text.style.fontSize = `${host.get<number>('font-size')}px`;
    }
    function run(): void {
      const goal = Math.max(0, Math.min(100, host.get<number>('percent') || 0));
      stop?.();
      stop = null;
      if (!host.get('active')) {
        shown = goal;
        draw();
        return;
      }
      const from = host.get('active-mode') === 'forwards' ? Math.min(shown, goal) : 0;
      const durationMs = Math.abs(goal - from) * Math.max(0, host.get<number>('duration'));
      const step = (value: number) => {
        shown = value;
        draw();
      };
      const done = () => {
        stop = null;
        step(goal);
        host.fire('activeend', { curPercent: goal });
      };
      if (durationMs) stop = animateNumber(from, goal, durationMs, EASINGS.linear, step, done);
      else done();
    }
    look();
    run();
    return {
      update(name) {
        look();
        if (name === 'percent' || name === 'active') run();
      },
      detached: () => stop?.(),
      property: (name) => host.get(name),
    };
  },
};
export default definition;
