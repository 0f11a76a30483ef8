// `picker`: a sheet of wheels: selector, multiSelector, time, date, region. In: mode and its attributes; the children are what is tapped.
// Out: change{value…}, columnchange{column, value} (multiSelector), cancel. The sheet is an overlay of the frame.
// Accessible: role button with a dialog; each wheel is a spin button.

import type { ElementDefinition, ElementHost } from '../view/element';
import { dateParts, dateText, timeParts, timeText, type DateFields, type Parts } from './parts/dates';
import { parseRegions, type Region } from './parts/regions';
import { openSheet, type Sheet } from './parts/sheet';

/** A mode: columns of texts for the chosen indexes, and the value to submit. */
interface Mode {
  columns(chosen: number[] | null): { texts: string[][]; chosen: number[] };
  detail(chosen: number[]): Record<string, unknown>;
  /** The value of an untouched picker, for forms. */
  value(): unknown;
}

const REGION_LEVELS: Record<string, number> = { province: 1, city: 2, region: 3, 'sub-district': 3 };

const definition: ElementDefinition = {
  tag: 'picker',
  attributes: {
    name: { type: 'string', default: '' },
    mode: { type: 'string', default: 'selector' },
    'header-text': { type: 'string', default: '' },
    disabled: { type: 'boolean', default: false },
    range: { type: 'any' },
    'range-key': { type: 'string', default: '' },
    value: { type: 'any' },
    start: { type: 'string', default: '' },
    end: { type: 'string', default: '' },
    fields: { type: 'string', default: 'day' },
    'custom-item': { type: 'string', default: '' },
    level: { type: 'string', default: 'region' },
  },
  create(host) {
    const el = host.el;
    let sheet: Sheet | null = null;
    let mode: Mode | null = null;
    const initial = host.get('value');
    /** What was confirmed last; the attribute's value until then. */
    let value: unknown = initial;
    el.setAttribute('role', 'button');
    el.setAttribute('aria-haspopup', 'dialog');
    const focusable = () => (el.tabIndex = host.get('disabled') ? -1 : 0);
    focusable();

    async function open(): Promise<void> {
      if (host.get('disabled') || sheet) return;
      const kind = host.get<string>('mode');
      const regions = kind === 'region' ? await loadRegions(host) : null;
      if (!el.isConnected || sheet) return;
      mode = modeOf(host, kind, () => value, regions);
      const first = mode.columns(null);
      const own = (sheet = openSheet(host.page.frame, {
        title: host.get<string>('header-text'),
        columns: first.texts,
        chosen: first.chosen,
        moved(column, index, chosen) {
          if (kind === 'multiSelector') host.fire('columnchange', { column, value: index });
          else if (kind !== 'selector') {
            const next = mode!.columns(chosen);
            own.update(next.texts, next.chosen);
          }
        },
        done(chosen) {
          sheet = null;
          if (!chosen) {
            host.fire('cancel', {});
            return;
          }
          const detail = mode!.detail(chosen);
          value = detail.value;
          host.writeModel('value', value);
          host.fire('change', detail);
        },
      }));
    }

    return {
      tap(tap) {
        if (tap.handled) return;
        tap.handled = true;
        void open();
      },
      activate: () => void open(),
      update(name) {
        if (name === 'value') value = host.get('value');
        if (name === 'disabled') focusable();
        // A multiSelector's columns change while it is open, in answer to columnchange.
        if (sheet && mode && (name === 'range' || name === 'value')) {
          const next = mode.columns(name === 'range' ? sheet.chosen() : null);
          sheet.update(next.texts, next.chosen);
        }
      },
      detached() {
        sheet?.close();
        sheet = null;
      },
      formValue: () => modeOf(host, host.get<string>('mode'), () => value, null).value(),
      formReset: () => (value = initial),
      property: (name) => (name === 'value' ? value : host.get(name)),
    };
  },
};
export default definition;

async function loadRegions(host: ElementHost): Promise<Region[]> {
  const chunk = await host.page.load('region-data');
  return typeof chunk?.data === 'string' ? parseRegions(chunk.data) : [];
}

function modeOf(host: ElementHost, kind: string, value: () => unknown, regions: Region[] | null): Mode {
  if (kind === 'multiSelector') return multiSelector(host, value);
  if (kind === 'time') {
    return numeric(() => timeParts(text(value()), host.get<string>('start'), host.get<string>('end')), (chosen) => timeParts(chosen, host.get<string>('start'), host.get<string>('end')), timeText, () => text(value()), (one) => String(one).padStart(2, '0'));
  }
  if (kind === 'date') {
    const parts = (from: string) => dateParts(from, host.get<string>('start'), host.get<string>('end'), host.get<string>('fields') as DateFields);
    const chinese = host.page.frame.language === 'zh';
    const units = chinese ? ['年', '月', '日'] : ['', '', ''];
    return numeric(() => parts(text(value())), parts, dateText, () => text(value()), (one, column) => (column ? String(one).padStart(2, '0') : String(one)) + units[column]);
  }
  if (kind === 'region') return regional(host, value, regions ?? []);
  return selector(host, value);
}

const text = (value: unknown) => (value === undefined || value === null ? '' : String(value));
const labelOf = (item: unknown, key: string) => text(key && item && typeof item === 'object' ? (item as Record<string, unknown>)[key] : item);
const indexOf = (value: unknown, length: number) => Math.max(0, Math.min(Math.max(0, length - 1), Math.trunc(Number(value)) || 0));

function selector(host: ElementHost, value: () => unknown): Mode {
  const range = () => (Array.isArray(host.get('range')) ? host.get<unknown[]>('range') : []);
  return {
    columns: (chosen) => ({ texts: [range().map((item) => labelOf(item, host.get<string>('range-key')))], chosen: [indexOf(chosen ? chosen[0] : value(), range().length)] }),
    detail: ([index]) => ({ value: index }),
    value: () => (value() === undefined || value() === '' ? 0 : Number(value())),
  };
}

function multiSelector(host: ElementHost, value: () => unknown): Mode {
  const range = () => (Array.isArray(host.get('range')) ? host.get<unknown[]>('range') : []).map((column) => (Array.isArray(column) ? column : []));
  const current = () => (Array.isArray(value()) ? (value() as unknown[]) : []);
  return {
    columns: (chosen) => ({
      texts: range().map((column) => column.map((item) => labelOf(item, host.get<string>('range-key')))),
      chosen: range().map((column, index) => indexOf((chosen ?? current())[index], column.length)),
    }),
    detail: (chosen) => ({ value: chosen }),
    value: current,
  };
}

function numeric(now: () => Parts, from: (value: string) => Parts, write: (values: number[]) => string, raw: () => string, label: (value: number, column: number) => string): Mode {
  let parts = now();
  const values = (chosen: number[]) => parts.columns.map((column, index) => column[chosen[index]] ?? column[column.length - 1]);
  return {
    columns(chosen) {
      parts = chosen ? from(write(values(chosen))) : now();
      return { texts: parts.columns.map((column, index) => column.map((one) => label(one, index))), chosen: parts.chosen };
    },
    detail: (chosen) => ({ value: write(values(chosen)) }),
    value: raw,
  };
}

function regional(host: ElementHost, value: () => unknown, provinces: Region[]): Mode {
  const depth = REGION_LEVELS[host.get<string>('level')] ?? 3;
  const custom = host.get<string>('custom-item');
  const extra: Region[] = custom ? [{ code: '', name: custom, below: [] }] : [];
  const lists = (chosen: (lists: Region[], column: number) => number) => {
    const columns: Region[][] = [];
    const picked: number[] = [];
    let below = provinces;
    for (let column = 0; column < depth; column++) {
      const list = [...extra, ...below];
      columns.push(list);
      const index = indexOf(chosen(list, column), list.length);
      picked.push(index);
      below = list[index]?.below ?? [];
    }
    return { columns, picked };
  };
  const current = () => (Array.isArray(value()) ? (value() as unknown[]).map(text) : []);
  let state = lists((list, column) => list.findIndex((one) => one.name === current()[column] || (one.code && one.code === current()[column])));
  const spread = () => ({ texts: state.columns.map((column) => column.map((one) => one.name)), chosen: state.picked });
  return {
    columns(chosen) {
      if (chosen) {
        // A column after the one that moved starts anew.
        const moved = chosen.findIndex((index, column) => index !== state.picked[column]);
        state = lists((_, column) => (moved >= 0 && column > moved ? 0 : chosen[column]));
      }
      return spread();
    },
    detail(chosen) {
      const picked = state.columns.map((column, index) => column[chosen[index]]).filter(Boolean);
      return { value: picked.map((one) => one.name), code: picked.map((one) => one.code).filter(Boolean), postcode: '' };
    },
    value: current,
  };
}
