// What a tab of the panel is. In: nothing. Out: types. Must not: hold code.
import type { Development } from '../view/development/types';
import type { Words } from './words';

export interface Context {
  readonly development: Development;
  readonly words: Words;
  /** Number at the tab's name; none for 0. `plain`: it counts no faults. */
  mark(tab: string, count: number, plain?: boolean): void;
  /** Opens another tab. */
  go(tab: string): void;
}

export interface Tab {
  readonly element: HTMLElement;
  /** Called when the tab comes to sight; what it gives back is called when it goes. */
  show(): (() => void) | void;
}

export type MakeTab = (context: Context) => Tab;
