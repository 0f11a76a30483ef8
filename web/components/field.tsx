// Fields to fill in: a label above, a hint or a fault below, tied to the field for screen readers.
// In: a label, a value, what to do with another one. Out: real form controls. Must not: say what is wrong by colour alone.

import type { ComponentChildren } from 'preact';
import { useId } from 'preact/hooks';

interface FieldProps {
  label: string;
  hint?: ComponentChildren;
  /** What is wrong with the value. */
  fault?: string;
  /** For fields in a row of filters, where the label is read but not seen. */
  isLabelHidden?: boolean;
}

interface Ties {
  id: string;
  'aria-describedby': string | undefined;
  'aria-invalid': boolean | undefined;
}

/** What went wrong with all of a form, or with what was just done; nothing where there is no text. Read out as soon as it is there. */
export function Fault({ text }: { text: string | undefined }) {
  if (!text) return null;
  return (
    <p class="field-fault" role="alert">
      {text}
    </p>
  );
}

function Framed({ label, hint, fault, isLabelHidden, control }: FieldProps & { control: (ties: Ties) => ComponentChildren }) {
  const id = useId();
  const noteId = `${id}-note`;
  const hasNote = Boolean(fault || hint);
  return (
    <div class="field">
      <label class={isLabelHidden ? 'sr-only' : 'field-label'} for={id}>
        {label}
      </label>
      {control({ id, 'aria-describedby': hasNote ? noteId : undefined, 'aria-invalid': fault ? true : undefined })}
      {hasNote && (
        <p id={noteId} class={fault ? 'field-fault' : 'field-hint'} role={fault ? 'alert' : undefined}>
          {fault || hint}
        </p>
      )}
    </div>
  );
}

interface TextProps extends FieldProps {
  value: string;
  onInput: (value: string) => void;
  type?: 'text' | 'email' | 'search' | 'url' | 'number' | 'tel';
  autocomplete?: string;
  /** The keys a phone shows. */
  inputMode?: 'numeric';
  placeholder?: string;
  maxLength?: number;
  pattern?: string;
  isRequired?: boolean;
  isFocused?: boolean;
  /** Codes, ids, numbers of versions. */
  isCode?: boolean;
  /** What stands before or after the value, such as the rest of an address. */
  suffix?: string;
}

export function TextField(props: TextProps) {
  const { value, onInput, type = 'text', suffix } = props;
  const control = (ties: Ties) => (
    <input
      {...ties}
      class={props.isCode ? 'input input-code' : 'input'}
      // The types of inputs know one form for each kind; what is given here is the same in all of them.
      type={type as 'text'}
      value={value}
      autocomplete={props.autocomplete ?? 'off'}
      inputMode={props.inputMode}
      autocapitalize={type === 'email' || props.isCode ? 'none' : undefined}
      spellcheck={props.isCode ? false : undefined}
      placeholder={props.placeholder}
      maxLength={props.maxLength}
      pattern={props.pattern}
      required={props.isRequired}
      autofocus={props.isFocused}
      onInput={(event) => onInput(event.currentTarget.value)}
    />
  );
  return <Framed {...props} control={(ties) => (suffix ? <span class="input-row">{control(ties)}<span class="input-suffix">{suffix}</span></span> : control(ties))} />;
}

export function TextArea(props: FieldProps & { value: string; onInput: (value: string) => void; maxLength?: number; rows?: number; placeholder?: string }) {
  return (
    <Framed
      {...props}
      control={(ties) => (
        <textarea {...ties} class="input" rows={props.rows ?? 3} maxLength={props.maxLength} placeholder={props.placeholder} value={props.value} onInput={(event) => props.onInput(event.currentTarget.value)} />
      )}
    />
  );
}

export interface Option<Value extends string> {
  value: Value;
  label: string;
}

export function SelectField<Value extends string>(props: FieldProps & { value: Value; options: readonly Option<Value>[]; onChange: (value: Value) => void; isDisabled?: boolean }) {
  return (
    <Framed
      {...props}
      control={(ties) => (
        <select {...ties} class="input" value={props.value} disabled={props.isDisabled} onChange={(event) => props.onChange(event.currentTarget.value as Value)}>
          {props.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

export function CheckField({ label, hint, isChecked, onChange }: { label: string; hint?: string; isChecked: boolean; onChange: (isChecked: boolean) => void }) {
  const id = useId();
  return (
    <div class="check">
      <input id={id} type="checkbox" checked={isChecked} aria-describedby={hint ? `${id}-note` : undefined} onChange={(event) => onChange(event.currentTarget.checked)} />
      <label for={id}>{label}</label>
      {hint && (
        <p id={`${id}-note`} class="field-hint">
          {hint}
        </p>
      )}
    </div>
  );
}
