// Buttons, and links that look like them.
// In: a kind, words, what to do. Out: a real `button` or `a`. Must not: take the focus away while busy; a busy button stays where the keyboard is.

import type { ComponentChildren } from 'preact';
import { Icon, type IconName } from './icon';

/** `primary`: the one thing to do here. `plain`: others. `quiet`: beside content. `danger`: takes something away. */
export type ButtonKind = 'primary' | 'plain' | 'quiet' | 'danger';

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  isSmall?: boolean;
  children?: ComponentChildren;
}

interface ButtonProps extends Look {
  type?: 'button' | 'submit';
  onClick?: () => void;
  isBusy?: boolean;
  isDisabled?: boolean;
  /** For a button whose picture is all one sees. */
  label?: string;
  controls?: string;
  isExpanded?: boolean;
}

const classes = ({ kind = 'plain', isSmall, children }: Look) => `button button-${kind}${isSmall ? ' button-small' : ''}${children ? '' : ' button-bare'}`;

export function Button(props: ButtonProps) {
  const { type = 'button', onClick, isBusy = false, isDisabled = false, label, icon, children } = props;
  return (
    <button
      type={type}
      class={classes(props)}
      disabled={isDisabled}
      aria-disabled={isBusy || undefined}
      aria-busy={isBusy || undefined}
      aria-label={label}
      aria-controls={props.controls}
      aria-expanded={props.isExpanded}
      onClick={(event) => {
        if (isBusy) event.preventDefault();
        else onClick?.();
      }}
    >
      {isBusy ? <span class="spinner" /> : icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}

/** Leads somewhere: can be opened in another tab. `isAway`: to another origin. `saveAs`: a file of that name is kept instead. */
export function LinkButton(props: Look & { href: string; isAway?: boolean; saveAs?: string }) {
  const { href, icon, isAway, saveAs, children } = props;
  return (
    <a class={classes(props)} href={href} target={isAway ? '_blank' : undefined} rel={isAway ? 'noopener' : undefined} download={saveAs}>
      {icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </a>
  );
}
