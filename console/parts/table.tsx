// Tables: sorted by pressing a heading, searched by a word. Where there is little room each row is a card, its cells named by their headings.
// In: rows and columns. Out: a real `table`. Must not: hide a column that is needed to tell rows apart.

import { constructTable, createColumnHelper, createFilteredRowModel, createSortedRowModel, filterFn_includesString, globalFilteringFeature, rowSortingFeature, sortFn_alphanumeric, sortFn_basic, tableFeatures, columnFilteringFeature } from '@tanstack/table-core';
import { storeReactivityBindings } from '@tanstack/table-core/store-reactivity-bindings';
import type { ComponentChildren } from 'preact';
import { useMemo, useState } from 'preact/hooks';
import { TextField } from '../../web/components/field';
import { Icon } from '../../web/components/icon';
import { words } from '../../web/words';

const t = words(
  { search: 'Search', none: 'Nothing matches.', sorted: 'sorted', actions: 'Actions' },
  { search: '搜索', none: '没有符合的内容。', sorted: '已排序', actions: '操作' },
);

const features = tableFeatures({
  coreReactivityFeature: storeReactivityBindings(),
  rowSortingFeature,
  columnFilteringFeature,
  globalFilteringFeature,
  sortedRowModel: createSortedRowModel(),
  filteredRowModel: createFilteredRowModel(),
  sortFns: { alphanumeric: sortFn_alphanumeric, basic: sortFn_basic },
  filterFns: { includesString: filterFn_includesString },
});

export interface Column<Row> {
  id: string;
  title: string;
  /** What rows are sorted and searched by. */
  value: (row: Row) => string | number;
  show?: (row: Row) => ComponentChildren;
  /** Buttons: not sorted, and its heading is only read out. */
  isActions?: boolean;
  isNumber?: boolean;
}

interface TableProps<Row> {
  rows: readonly Row[];
  columns: readonly Column<Row>[];
  rowId: (row: Row) => string;
  /** What the table shows, for screen readers. */
  caption: string;
  isSearched?: boolean;
}

export function Table<Row extends object>({ rows, columns, rowId, caption, isSearched = false }: TableProps<Row>) {
  const [sorting, setSorting] = useState<{ id: string; desc: boolean }[]>([]);
  const [search, setSearch] = useState('');
  const shown = useMemo(() => {
    const helper = createColumnHelper<typeof features, Row>();
    const defined = helper.columns(columns.map((column) => helper.accessor((row) => column.value(row), { id: column.id, sortFn: 'alphanumeric', filterFn: 'includesString' })));
    const table = constructTable({ features, columns: defined, data: [...rows], state: { sorting, globalFilter: search }, globalFilterFn: 'includesString', getRowId: rowId });
    return table.getRowModel().rows.map((row) => row.original);
  }, [rows, columns, sorting, search]);
  const press = (id: string) => setSorting(([old]) => (old?.id !== id ? [{ id, desc: false }] : old.desc ? [] : [{ id, desc: true }]));
  return (
    <div class="table-place">
      {isSearched && rows.length > 5 && <TextField type="search" label={t.search} placeholder={t.search} isLabelHidden value={search} onInput={setSearch} />}
      <table class="table">
        <caption class="sr-only">{caption}</caption>
        <thead>
          <tr>
            {columns.map((column) => (
              <Heading key={column.id} column={column} sorting={sorting[0]} onPress={press} />
            ))}
          </tr>
        </thead>
        <tbody>
          {shown.map((row) => (
            <tr key={rowId(row)}>
              {columns.map((column) => (
                <td key={column.id} data-title={column.isActions ? undefined : column.title} class={column.isActions ? 'table-actions' : column.isNumber ? 'table-number' : undefined}>
                  {column.show ? column.show(row) : column.value(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
      {rows.length > 0 && shown.length === 0 && <p class="quiet">{t.none}</p>}
    </div>
  );
}

function Heading<Row>({ column, sorting, onPress }: { column: Column<Row>; sorting: { id: string; desc: boolean } | undefined; onPress: (id: string) => void }) {
  if (column.isActions) {
    return (
      <th scope="col">
        <span class="sr-only">{column.title || t.actions}</span>
      </th>
    );
  }
  const isSorted = sorting?.id === column.id;
  return (
    <th scope="col" aria-sort={isSorted ? (sorting.desc ? 'descending' : 'ascending') : undefined} class={column.isNumber ? 'table-number' : undefined}>
      <button type="button" class={isSorted ? `table-sort table-sorted${sorting.desc ? ' table-descending' : ''}` : 'table-sort'} onClick={() => onPress(column.id)}>
        {column.title}
        <Icon name="down" />
      </button>
    </th>
  );
}
