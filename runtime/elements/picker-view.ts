// `picker-view`: wheels within the page. In: value, indicator and mask looks, immediate-change; picker-view-column children.
// Out: change{value}, pickstart, pickend.

import type { ElementBehaviour, ElementDefinition } from '../view/element';
import type { ColumnBehaviour } from './picker-view-column';

export interface PickerViewBehaviour extends ElementBehaviour {
  columnsChanged(): void;
  columnStarted(): void;
  /** The finger was lifted: the column will rest on another row. */
  columnAimed(): void;
  columnRested(): void;
}

const definition: ElementDefinition = {
  tag: 'picker-view',
  shell: '<div class="wx-picker-view-wrapper"><slot></slot></div>',
  attributes: {
    value: { type: 'array', default: [] },
    'indicator-style': { type: 'string', default: '' },
    'indicator-class': { type: 'string', default: '' },
    'mask-style': { type: 'string', default: '' },
    'mask-class': { type: 'string', default: '' },
    'immediate-change': { type: 'boolean', default: false },
  },
  create(host) {
    const el = host.el;
    const columns = () =>
      [...el.querySelectorAll('wx-picker-view-column')]
        .filter((one) => one.closest('wx-picker-view') === el)
        .map((one) => host.page.hostOf(one)?.behaviour as ColumnBehaviour | undefined)
        .filter((one): one is ColumnBehaviour => !!one);
    let told: number[] = [];
    let moving = 0;

    function values(goals = false): number[] {
      return columns().map((column) => (goals ? column.goal() : column.index()));
    }
    function tell(goals: boolean): void {
      const value = values(goals);
      if (value.length === told.length && value.every((one, index) => one === told[index])) return;
      told = value;
      host.writeModel('value', value);
      host.fire('change', { value });
    }
    function place(animated: boolean): void {
      const wanted = host.get<unknown[]>('value');
      const list = Array.isArray(wanted) ? wanted : [];
      columns().forEach((column, index) => column.place(Math.max(0, Math.trunc(Number(list[index])) || 0), animated));
      told = values();
    }
    function looks(): void {
      for (const column of columns()) {
        column.look(host.get<string>('indicator-style'), host.scoped(host.get<string>('indicator-class')), host.get<string>('mask-style'), host.scoped(host.get<string>('mask-class')));
      }
    }
    let pending = false;
    let isGone = false;
    const behaviour: PickerViewBehaviour = {
      update(name) {
        if (name === 'value') place(true);
        else looks();
      },
      attached() {
        isGone = false;
        behaviour.columnsChanged();
      },
      detached: () => void (isGone = true),
      childrenChanged: () => behaviour.columnsChanged(),
      columnsChanged() {
        if (pending) return;
        pending = true;
        queueMicrotask(() => {
          pending = false;
          // Columns that go with the page say so too.
          if (isGone) return;
          looks();
          place(false);
        });
      },
      columnStarted() {
        if (moving++ === 0) host.fire('pickstart', {});
      },
      columnAimed() {
        if (host.get('immediate-change')) tell(true);
      },
      columnRested() {
        tell(false);
        moving = 0;
        host.fire('pickend', {});
      },
      property: (name) => (name === 'value' ? values() : host.get(name)),
    };
    return behaviour;
  },
};
export default definition;
