// A new program: its name, and the id that is its label in the address.
// In: an organisation. Out: the program that was made. Must not: let an id pass that the server would refuse for its form.

import { useState } from 'preact/hooks';
import { answer, api, type Schema } from '../../web/client';
import { Button } from '../../web/components/button';
import { TextField } from '../../web/components/field';
import { useAct } from '../../web/use_answer';
import { words } from '../../web/words';

const t = words(
  {
    name: 'Name',
    nameHint: 'What people see.',
    id: 'Address',
    idHint: '3 to 40 of a–z, 0–9 and -, beginning with a letter. It cannot be changed later.',
    idFault: 'Only a–z, 0–9 and -, 3 to 40 of them, beginning with a letter.',
    taken: 'This address is taken. Choose another one.',
    make: 'Make the program',
  },
  {
    name: '名称',
    nameHint: '大家看到的名字。',
    id: '网址',
    idHint: '3 到 40 个 a–z、0–9 和 -，以字母开头。之后不能更改。',
    idFault: '只能用 a–z、0–9 和 -，3 到 40 个，以字母开头。',
    taken: '这个网址已被占用，请换一个。',
    make: '创建小程序',
  },
);

const FORM = /^[a-z][a-z0-9-]{1,38}[a-z0-9]$/;

/** An id that a name suggests; a Chinese name suggests none. */
export const suggested = (name: string): string =>
  name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 40);

export function AppForm({ organisation, onMade }: { organisation: string; onMade: (app: Schema<'AppAnswer'>) => void }) {
  const [name, setName] = useState('');
  const [typed, setTyped] = useState<string>();
  const [isChecked, setChecked] = useState(false);
  const act = useAct();
  const id = typed ?? suggested(name);
  const isFit = FORM.test(id) && id.slice(2, 4) !== '--';
  const send = (event: Event) => {
    event.preventDefault();
    setChecked(true);
    if (!isFit) return;
    void act.run(async () => onMade(await answer(api.POST('/api/v1/organisations/{organisation}/apps', { params: { path: { organisation } }, body: { id, name } }))));
  };
  const fault = isChecked && !isFit ? t.idFault : act.failure?.code === 'taken' ? t.taken : act.failure?.message;
  return (
    <form class="stack" noValidate onSubmit={send}>
      <TextField label={t.name} hint={t.nameHint} isRequired isFocused maxLength={60} value={name} onInput={setName} />
      <TextField
        label={t.id}
        hint={t.idHint}
        fault={fault}
        suffix={`.${location.host}`}
        isCode
        isRequired
        maxLength={40}
        value={id}
        onInput={(value) => {
          act.clear();
          setTyped(value.toLowerCase());
        }}
      />
      <div class="row">
        <Button type="submit" kind="primary" isBusy={act.isBusy}>
          {t.make}
        </Button>
      </div>
    </form>
  );
}
