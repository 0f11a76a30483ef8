// The sheet of wheels a picker shows. In: columns of texts. Out: moves and the choice. Must not: know modes.

import type { PageFrame } from '../../api/host';
import { wheel, type Wheel } from './wheel';

const ROW_PX = 44;

export interface SheetOptions {
  title: string;
  columns: string[][];
  chosen: number[];
  /** A wheel came to rest elsewhere. */
  moved(column: number, index: number, chosen: number[]): void;
  /** Closed: with the choice, or with nothing when cancelled. */
  done(chosen: number[] | null): void;
}

export interface Sheet {
  chosen(): number[];
  update(columns: string[][], chosen: number[]): void;
  close(): void;
}

interface Column {
  box: HTMLElement;
  rows: HTMLElement;
  texts: string[];
  wheel: Wheel;
}

export function openSheet(frame: PageFrame, options: SheetOptions): Sheet {
  const chinese = frame.language === 'zh';
  const el = document.createElement('div');
  el.className = 'mn-sheet wx-picker-sheet';
  el.innerHTML = '<div class="wx-picker-head"><button type="button" class="wx-picker-cancel"></button><strong></strong><button type="button" class="wx-picker-done"></button></div><div class="wx-picker-body"></div>';
  const [cancel, done] = el.querySelectorAll('button');
  const body = el.querySelector<HTMLElement>('.wx-picker-body')!;
  cancel.textContent = chinese ? '取消' : 'Cancel';
  done.textContent = chinese ? '确定' : 'Done';
  el.querySelector('strong')!.textContent = options.title;
  const name = options.title || (chinese ? '选择' : 'Choose');
  const columns: Column[] = [];
  let open = true;

  const chosen = () => columns.map((column) => column.wheel.index);
  function finish(result: number[] | null): void {
    if (!open) return;
    open = false;
    close();
    for (const column of columns) column.wheel.dispose();
    options.done(result);
  }

  function addColumn(): Column {
    const box = document.createElement('div');
    const rows = document.createElement('div');
    box.className = 'wx-picker-wheel';
    rows.className = 'wx-picker-rows';
    box.tabIndex = 0;
    box.setAttribute('role', 'spinbutton');
    box.setAttribute('aria-label', `${name} ${columns.length + 1}`);
    box.append(rows);
    body.append(box);
    const index = columns.length;
    const column: Column = {
      box,
      rows,
      texts: [],
      wheel: wheel({
        area: box,
        content: rows,
        rowPx: () => ROW_PX,
        count: () => column.texts.length,
        rested(at) {
          say(column);
          options.moved(index, at, chosen());
        },
      }),
    };
    columns.push(column);
    return column;
  }
  function say(column: Column): void {
    column.box.setAttribute('aria-valuenow', String(column.wheel.index));
    column.box.setAttribute('aria-valuetext', column.texts[column.wheel.index] ?? '');
  }
  function update(texts: string[][], at: number[]): void {
    while (columns.length > texts.length) {
      const gone = columns.pop()!;
      gone.wheel.dispose();
      gone.box.remove();
    }
    texts.forEach((list, index) => {
      const column = columns[index] ?? addColumn();
      if (column.texts.length !== list.length || column.texts.some((one, row) => one !== list[row])) {
        column.texts = list;
        column.rows.replaceChildren(
          ...list.map((one) => {
            const row = document.createElement('div');
            row.textContent = one;
            return row;
          }),
        );
      }
      column.wheel.set(at[index] ?? 0, false);
      say(column);
    });
  }

  update(options.columns, options.chosen);
  const close = frame.overlay(el, { modal: true, kind: 'sheet', label: name, onDismiss: () => finish(null) });
  cancel.addEventListener('click', () => finish(null));
  done.addEventListener('click', () => finish(chosen()));
  return {
    chosen,
    update,
    close() {
      open = false;
      close();
      for (const column of columns) column.wheel.dispose();
    },
  };
}
