// Taking one of several things away: a button in each row, which asks first.
// In: what it means, how it is done. Out: a column of a table, a question. Must not: take anything away without asking.

import { useState } from 'preact/hooks';
import { Button } from '../../web/components/button';
import { Confirm } from '../../web/components/dialog';
import { showToast } from '../../web/components/toast';
import { useAct } from '../../web/use_answer';
import { words } from '../../web/words';

const t = words(
  { remove: 'Remove', removeTitle: (name: string) => `Remove ${name}?`, removed: 'Removed.' },
  { remove: '移除', removeTitle: (name) => `移除 ${name}？`, removed: '已移除。' },
);

export interface Kept {
  id: string;
  name: string;
}

/** The column of a table with the buttons for it, and the question; `text` says what happens. */
export function useRemoval(text: string, remove: (id: string) => Promise<unknown>, reload: () => Promise<void>) {
  const [going, setGoing] = useState<Kept>();
  const act = useAct();
  const confirm = going && (
    <Confirm
      isOpen
      isDanger
      title={t.removeTitle(going.name)}
      text={text}
      action={t.remove}
      isBusy={act.isBusy}
      fault={act.failure?.message}
      onClose={() => {
        act.clear();
        setGoing(undefined);
      }}
      onConfirm={() =>
        void act.run(async () => {
          await remove(going.id);
          setGoing(undefined);
          showToast(t.removed);
          await reload();
        })
      }
    />
  );
  const column = {
    id: 'remove',
    title: t.remove,
    value: () => '',
    isActions: true,
    show: (row: Kept) => (
      <div class="row">
        <Button kind="quiet" isSmall onClick={() => setGoing(row)}>
          {t.remove}
          <span class="sr-only"> {row.name}</span>
        </Button>
      </div>
    ),
  };
  return { confirm, column };
}
