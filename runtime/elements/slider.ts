// `slider`: a number on a line. In: min, max, step, value, looks. Out: changing{value} while dragging, change{value} at its end.
// Inner nodes carry the vendor's class names. Accessible: role slider, arrow keys, Home and End.

import type { ElementDefinition } from '../view/element';
import { drag } from './parts/drag';
import { setText } from './parts/text';

const definition: ElementDefinition = {
  tag: 'slider',
  shell:
    '<div class="wx-slider-wrapper"><div class="wx-slider-tap-area"><div class="wx-slider-handle-wrapper"><div class="wx-slider-track"></div><div class="wx-slider-handle"></div></div></div><span class="wx-slider-value" hidden></span></div>',
  attributes: {
    name: { type: 'string', default: '' },
    min: { type: 'number', default: 0 },
    max: { type: 'number', default: 100 },
    step: { type: 'number', default: 1 },
    value: { type: 'number', default: 0 },
    disabled: { type: 'boolean', default: false },
    color: { type: 'string', default: '' },
    'selected-color': { type: 'string', default: '' },
    'active-color': { type: 'string', default: '' },
    'background-color': { type: 'string', default: '' },
    'block-size': { type: 'number', default: 28 },
    'block-color': { type: 'string', default: '' },
    'show-value': { type: 'boolean', default: false },
  },
  create(host) {
    const el = host.el;
    const area = el.querySelector<HTMLElement>('.wx-slider-tap-area')!;
    const line = el.querySelector<HTMLElement>('.wx-slider-handle-wrapper')!;
    const track = el.querySelector<HTMLElement>('.wx-slider-track')!;
    const handle = el.querySelector<HTMLElement>('.wx-slider-handle')!;
    const shown = el.querySelector<HTMLElement>('.wx-slider-value')!;
    let value = 0;
    el.setAttribute('role', 'slider');

    const min = () => host.get<number>('min');
    const max = () => Math.max(min(), host.get<number>('max'));
    const step = () => (host.get<number>('step') > 0 ? host.get<number>('step') : 1);
    /** To the nearest step, without binary noise such as 0.30000000000000004. */
    function snap(raw: number): number {
      const digits = (String(step()).split('.')[1] ?? '').length;
      const stepped = min() + Math.round((raw - min()) / step()) * step();
      return Math.max(min(), Math.min(max(), Number(stepped.toFixed(Math.max(digits, 0)))));
    }
    function draw(): void {
      const share = max() > min() ? ((value - min()) / (max() - min())) * 100 : 0;
      const size = Math.max(12, Math.min(28, host.get<number>('block-size') || 28));
      track.style.width = `${share}%`;
      track.style.backgroundColor = host.get<string>('selected-color') || host.get<string>('active-color');
      line.style.backgroundColor = host.get<string>('color') || host.get<string>('background-color');
      handle.style.left = `${share}%`;
      handle.style.width = handle.style.height = `${size}px`;
      handle.style.margin = `${-size / 2}px 0 0 ${-size / 2}px`;
      handle.style.backgroundColor = host.get<string>('block-color');
      shown.hidden = !host.get<boolean>('show-value');
      setText(shown, String(value));
      const disabled = host.get<boolean>('disabled');
      el.classList.toggle('wx-slider-disabled', disabled);
      el.tabIndex = disabled ? -1 : 0;
      el.setAttribute('aria-disabled', String(disabled));
      el.setAttribute('aria-valuenow', String(value));
      el.setAttribute('aria-valuemin', String(min()));
      el.setAttribute('aria-valuemax', String(max()));
    }
    function at(x: number): number {
      const box = line.getBoundingClientRect();
      return snap(min() + ((x - box.left) / (box.width || 1)) * (max() - min()));
    }
    function move(next: number, done: boolean): void {
      const changed = next !== value;
      value = next;
      if (changed) draw();
      if (!done && changed) host.fire('changing', { value });
      if (done) {
        host.writeModel('value', value);
        host.fire('change', { value });
      }
    }

    const stop = drag(area, {
      axis: () => (host.get('disabled') ? 'none' : 'x'),
      move: (state) => move(at(state.x), false),
      end: (state) => move(at(state.x), true),
    });
    el.addEventListener('keydown', (event) => {
      if (host.get('disabled')) return;
      const span = max() - min();
      const goals: Record<string, number> = {
        ArrowRight: value + step(), ArrowUp: value + step(), ArrowLeft: value - step(), ArrowDown: value - step(),
        PageUp: value + span / 10, PageDown: value - span / 10, Home: min(), End: max(),
      };
      if (!(event.key in goals)) return;
      event.preventDefault();
      move(snap(goals[event.key]), true);
    });

    const initial = snap(host.get<number>('value'));
    value = initial;
    draw();
    return {
      update(name) {
        if (name === 'value' || name === 'min' || name === 'max') value = snap(name === 'value' ? host.get<number>('value') : value);
        draw();
      },
      tap(tap) {
        if (!host.get('disabled') && area.contains(tap.target)) move(at(tap.x), true);
      },
      detached: stop,
      formValue: () => value,
      formReset() {
        value = initial;
        draw();
      },
      property: (name) => (name === 'value' ? value : host.get(name)),
    };
  },
};
export default definition;
