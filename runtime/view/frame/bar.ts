// The navigation bar of one page. In: configuration, later changes by APIs. Out: taps on back and home.
// Must not: know the page stack; the frame tells it whether there is a way back.

import { setText } from '../../elements/parts/text';
import { colour, h, icon } from './dom';
import type { Words } from './words';

export interface NavigationBar {
  readonly element: HTMLElement;
  setTitle(title: string): void;
  setColor(front: string | undefined, background: string | undefined, durationMs: number, timing: string): void;
  setLoading(loading: boolean): void;
  setLead(lead: 'back' | 'home' | 'none'): void;
  hideHome(): void;
  readonly front: 'black' | 'white';
  readonly title: string;
}

const TIMING: Record<string, string> = { linear: 'linear', easeIn: 'ease-in', easeOut: 'ease-out', easeInOut: 'ease-in-out' };

export function createBar(
  config: { title: string; background: string; front: string; custom: boolean },
  words: Words,
  on: { back(): void; home(): void; doubleTap(): void; changed(): void },
): NavigationBar {
  const back = h('button', 'mn-bar-back', { type: 'button', 'aria-label': words.back, lang: words.lang }, icon('M15 4 7 12l8 8'));
  const home = h('button', 'mn-bar-home', { type: 'button', 'aria-label': words.home, lang: words.lang }, icon('M4 11.2 12 4.5l8 6.7V19.5h-5.5v-5h-5v5H4Z'));
  const spinner = h('span', 'mn-spinner mn-bar-spinner', { role: 'status', 'aria-label': words.loading, hidden: '' });
  const title = h('h1', 'mn-bar-title');
  const center = h('div', 'mn-bar-center', null, spinner, title);
  const element = h('header', 'mn-bar', null, h('div', 'mn-bar-row', null, back, home, center));
  let front: 'black' | 'white' = 'white';
  let homeHidden = false;

  back.addEventListener('click', on.back);
  home.addEventListener('click', on.home);
  element.addEventListener('dblclick', on.doubleTap);
  back.hidden = home.hidden = true;
  if (config.custom) element.hidden = true;

  const bar: NavigationBar = {
    element,
    setTitle(text) {
      setText(title, text);
    },
    setColor(frontColor, background, durationMs, timing) {
      element.style.transition = durationMs > 0 ? `background-color ${durationMs}ms ${TIMING[timing] ?? 'linear'}, color ${durationMs}ms` : '';
      if (frontColor) {
        front = /^(#000|#000000|black)$/i.test(frontColor) ? 'black' : 'white';
        element.dataset.front = front;
      }
      const paint = colour(background);
      if (paint) element.style.backgroundColor = paint;
      on.changed();
    },
    setLoading(loading) {
      spinner.hidden = !loading;
    },
    setLead(lead) {
      back.hidden = lead !== 'back';
      home.hidden = lead !== 'home' || homeHidden;
    },
    hideHome() {
      homeHidden = true;
      home.hidden = true;
    },
    get front() {
      return front;
    },
    get title() {
      return title.textContent ?? '';
    },
  };
  bar.setTitle(config.title);
  bar.setColor(config.front, config.background, 0, 'linear');
  return bar;
}
