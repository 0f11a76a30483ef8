// A wheel: a column of equally high rows of which the middle one is chosen, by finger, mouse, mouse wheel or keys.
// In: nodes, row height and count. Out: the chosen index, while moving and at rest. Must not: make rows.

import { drag } from './drag';
import { animateNumber, EASINGS } from './motion';

export interface WheelOptions {
  /** What is touched. */
  area: HTMLElement;
  /** What moves; its rows start at its top, which stands at the top of the middle row when the first is chosen. */
  content: HTMLElement;
  rowPx(): number;
  count(): number;
  started?(): void;
  /** The row in the middle will be this one (finger lifted); not yet there. */
  aimed?(index: number): void;
  /** At rest on this row. */
  rested(index: number): void;
}

export interface Wheel {
  readonly index: number;
  set(index: number, animated: boolean): void;
  /** Rows came, went or changed height. */
  refresh(): void;
  dispose(): void;
}

const THROW_MS = 220;
const SETTLE_MS = 260;

export function wheel(options: WheelOptions): Wheel {
  let position = 0;
  let index = 0;
  let stopMotion: (() => void) | null = null;
  let scrolled = 0;
  let scrollTimer = 0;
  const last = () => Math.max(0, options.count() - 1);
  const clamp = (value: number) => Math.max(0, Math.min(last(), Math.round(value)));

  function render(): void {
    options.content.style.transform = `translateY(${-position * options.rowPx()}px)`;
  }
  function settle(goal: number, byPerson: boolean, animated = true): void {
    stopMotion?.();
    stopMotion = null;
    const next = clamp(goal);
    const finish = () => {
      stopMotion = null;
      position = next;
      index = next;
      render();
      if (byPerson) options.rested(next);
    };
    if (byPerson) options.aimed?.(next);
    else index = next;
    const distance = Math.abs(next - position);
    if (!animated || distance < 0.01 || matchMedia('(prefers-reduced-motion: reduce)').matches) {
      finish();
      return;
    }
    stopMotion = animateNumber(position, next, Math.min(600, SETTLE_MS + distance * 20), EASINGS.easeOutCubic, (value) => {
      position = value;
      render();
    }, finish);
  }

  let from = 0;
  const stopDrag = drag(options.area, {
    axis: () => 'y',
    claim: () => {
      stopMotion?.();
      stopMotion = null;
      from = position;
      options.started?.();
      return true;
    },
    move(state) {
      let next = from - state.dy / options.rowPx();
      if (next < 0) next /= 3;
      else if (next > last()) next = last() + (next - last()) / 3;
      position = next;
      render();
    },
    end: (state) => settle(position - (state.vy * THROW_MS) / options.rowPx(), true),
  });
  const onWheel = (event: WheelEvent) => {
    event.preventDefault();
    if (!scrollTimer) options.started?.();
    scrolled += event.deltaMode ? event.deltaY * options.rowPx() : event.deltaY;
    const rows = Math.trunc(scrolled / options.rowPx());
    if (rows) {
      scrolled -= rows * options.rowPx();
      position = clamp(position + rows);
      render();
    }
    clearTimeout(scrollTimer);
    scrollTimer = setTimeout(() => {
      scrollTimer = 0;
      scrolled = 0;
      settle(position, true);
    }, 120);
  };
  const onKey = (event: KeyboardEvent) => {
    const goals: Record<string, number> = { ArrowUp: index - 1, ArrowDown: index + 1, PageUp: index - 5, PageDown: index + 5, Home: 0, End: last() };
    if (!(event.key in goals)) return;
    event.preventDefault();
    options.started?.();
    settle(goals[event.key], true);
  };
  const onClick = (event: MouseEvent) => {
    const box = options.area.getBoundingClientRect();
    const rows = Math.round((event.clientY - (box.top + box.height / 2)) / options.rowPx());
    if (!rows) return;
    options.started?.();
    settle(position + rows, true);
  };
  options.area.addEventListener('wheel', onWheel, { passive: false });
  options.area.addEventListener('keydown', onKey);
  options.area.addEventListener('click', onClick);

  return {
    get index() {
      return index;
    },
    set: (next, animated) => settle(next, false, animated),
    refresh() {
      if (stopMotion) return;
      position = index = clamp(index);
      render();
    },
    dispose() {
      stopMotion?.();
      clearTimeout(scrollTimer);
      stopDrag();
      options.area.removeEventListener('wheel', onWheel);
      options.area.removeEventListener('keydown', onKey);
      options.area.removeEventListener('click', onClick);
    },
  };
}
