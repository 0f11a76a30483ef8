// A person's own phone number: a form to enter it, used by the sheet over a program and by the privacy centre.
// In: what the person types. Out: the number at the platform, the masked form of it to whoever shows the form. Must not: keep the number, or say
// that anybody has checked it.

import { useLayoutEffect, useRef, useState } from 'preact/hooks';
import { callingCode } from './calling_code';
import { Fault, TextField } from './components/field';
import { answer, api } from './client';
import { useAct } from './use_answer';
import { words } from './words';

const t = words(
  {
    country: 'Country code',
    number: 'Phone number',
    hint: 'Nobody sends you a message to check it. Programs you allow get it as you write it.',
    wrong: 'This cannot be a phone number. Check the country code and the digits.',
    noCode: 'The country code is missing, such as +44.',
    save: 'Save',
    cancel: 'Cancel',
  },
  {
    country: '国家/地区代码',
    number: '手机号',
    hint: '平台不会发短信验证。你允许的小程序将得到你填写的号码。',
    wrong: '这不是有效的手机号，请检查国家/地区代码和号码。',
    noCode: '请填写国家/地区代码，例如 +86。',
    save: '保存',
    cancel: '取消',
  },
);

/** As long as the server reads. */
const NUMBER_LENGTH_MAX = 40;
const CODE_LENGTH_MAX = 4;

export function PhoneForm({ onSaved, onCancel, cancelWord = t.cancel }: { onSaved: (masked: string) => void; onCancel: () => void; cancelWord?: string }) {
  const [code, setCode] = useState(() => callingCode(navigator.languages));
  const [number, setNumber] = useState('');
  const act = useAct();
  const form = useRef<HTMLFormElement>(null);
  // Whatever was pressed to come here is gone.
  useLayoutEffect(() => form.current?.querySelector<HTMLInputElement>('input[autocomplete="tel-national"]')?.focus({ preventScroll: true }), []);
  const save = (event: Event) => {
    event.preventDefault();
    void act.run(async () => {
      const { masked } = await answer(api.PUT('/api/v1/person/phone', { body: { country_code: code, number } }));
      if (masked) onSaved(masked);
    });
  };
  const isWrong = act.failure?.code === 'invalid';
  return (
    <form ref={form} class="phone-form" onSubmit={save} noValidate>
      <div class="phone-fields">
        <TextField label={t.country} value={code} onInput={setCode} type="tel" autocomplete="tel-country-code" maxLength={CODE_LENGTH_MAX} isRequired />
        <TextField label={t.number} value={number} onInput={setNumber} type="tel" autocomplete="tel-national" maxLength={NUMBER_LENGTH_MAX} hint={t.hint} fault={isWrong ? (code ? t.wrong : t.noCode) : undefined} isRequired />
      </div>
      <Fault text={isWrong ? undefined : act.failure?.message} />
      <div class="phone-acts">
        <button type="button" class="button button-plain" onClick={onCancel}>
          {cancelWord}
        </button>
        <button type="submit" class="button button-primary" aria-disabled={act.isBusy}>
          {t.save}
        </button>
      </div>
    </form>
  );
}
