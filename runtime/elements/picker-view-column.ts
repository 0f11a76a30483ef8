// `picker-view-column`: one wheel; its children are the rows, as high as the indicator. In: children. Out: moves, to its picker-view.
// Inner nodes carry the vendor's class names. Accessible: a spin button with arrow keys.

import type { ElementBehaviour, ElementDefinition } from '../view/element';
import type { PickerViewBehaviour } from './picker-view';
import { wheel } from './parts/wheel';

export interface ColumnBehaviour extends ElementBehaviour {
  index(): number;
  /** Where it will rest. */
  goal(): number;
  place(index: number, animated: boolean): void;
  look(indicatorStyle: string, indicatorClass: string, maskStyle: string, maskClass: string): void;
}

const definition: ElementDefinition = {
  tag: 'picker-view-column',
  shell: '<div class="wx-picker-group"><div class="wx-picker-mask"></div><div class="wx-picker-indicator"></div><div class="wx-picker-content"><slot></slot></div></div>',
  create(host) {
    const el = host.el;
    const group = el.querySelector<HTMLElement>('.wx-picker-group')!;
    const mask = el.querySelector<HTMLElement>('.wx-picker-mask')!;
    const indicator = el.querySelector<HTMLElement>('.wx-picker-indicator')!;
    const content = el.querySelector<HTMLElement>('.wx-picker-content')!;
    let rowPx = 34;
    let goal = 0;
    /** Asked for when there were fewer rows. */
    let wanted = 0;
    let observer: MutationObserver | null = null;
    let resize: ResizeObserver | null = null;
    const view = () => host.closest('picker-view')?.behaviour as PickerViewBehaviour | undefined;

    const unnamed = !el.hasAttribute('aria-label');
    el.tabIndex = 0;
    el.setAttribute('role', 'spinbutton');
    const turn = wheel({
      area: el,
      content,
      rowPx: () => rowPx,
      count: () => content.childElementCount,
      started: () => view()?.columnStarted(),
      aimed(index) {
        goal = wanted = index;
        view()?.columnAimed();
      },
      rested(index) {
        goal = index;
        say();
        view()?.columnRested();
      },
    });
    function say(): void {
      const around = host.closest('picker-view');
      if (unnamed && around) {
        const name = around.el.getAttribute('aria-label') ?? (host.page.frame.language === 'zh' ? '选项' : 'Choice');
        el.setAttribute('aria-label', `${name} ${[...around.el.querySelectorAll('wx-picker-view-column')].indexOf(el) + 1}`);
      }
      el.setAttribute('aria-valuenow', String(turn.index));
      el.setAttribute('aria-valuetext', content.children[turn.index]?.textContent?.trim() ?? '');
    }
    function measure(): void {
      rowPx = indicator.offsetHeight || 34;
      const middle = Math.max(0, (group.clientHeight - rowPx) / 2);
      content.style.setProperty('--wx-row', `${rowPx}px`);
      content.style.paddingTop = `${middle}px`;
      indicator.style.top = `${middle}px`;
      mask.style.backgroundSize = `100% ${middle}px`;
      turn.refresh();
    }
    const behaviour: ColumnBehaviour = {
      index: () => turn.index,
      goal: () => goal,
      place(index, animated) {
        wanted = index;
        measure();
        turn.set(index, animated);
        goal = turn.index;
        say();
      },
      look(indicatorStyle, indicatorClass, maskStyle, maskClass) {
        const rpx = (text: string) => text.replace(/(-?[\d.]+)rpx\b/g, (_, number) => `${host.page.rpxToPx(Number(number))}px`);
        indicator.style.cssText = rpx(indicatorStyle);
        indicator.className = `wx-picker-indicator ${indicatorClass}`;
        mask.style.cssText = rpx(maskStyle);
        mask.className = `wx-picker-mask ${maskClass}`;
        measure();
      },
      attached() {
        // Rows that come later than the value still get it.
        observer = new MutationObserver(() => {
          if (turn.index !== wanted) turn.set(wanted, false);
          else turn.refresh();
          goal = turn.index;
          say();
        });
        observer.observe(content, { childList: true });
        resize = new ResizeObserver(measure);
        resize.observe(group);
        view()?.columnsChanged();
      },
      detached() {
        observer?.disconnect();
        resize?.disconnect();
        turn.dispose();
        view()?.columnsChanged();
      },
    };
    return behaviour;
  },
};
export default definition;
