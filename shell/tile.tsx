// A program's picture, and the row and the cell it stands in.
// In: a program. Out: links that open it. Must not: show what a program says otherwise than as text.

import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';
import { Icon } from '../web/components/icon';
import type { Program } from './kept';
import { cameBy, hashOf } from './route';

/** The same colour for the same program: one of twelve around the wheel. */
const hue = (id: string) => ([...id].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) >>> 0, 7) % 12) * 30;

export function Tile({ program, size = 'medium' }: { program: Program; size?: 'small' | 'medium' | 'large' }) {
  const [isBroken, setBroken] = useState(false);
  if (program.icon && !isBroken) return <img class={`tile tile-${size}`} src={program.icon} alt="" loading="lazy" onError={() => setBroken(true)} />;
  const letter = [...program.name].find((one) => /[\p{L}\p{N}]/u.test(one)) ?? 'M';
  return (
    <span class={`tile tile-letter tile-${size} tile-hue-${hue(program.id)}`} aria-hidden="true">
      {letter.toUpperCase()}
    </span>
  );
}

export const linkTo = (program: Program, at = '', way?: 'search'): string => hashOf({ name: 'program', id: program.id, at: way ? cameBy(at, way) : at });

/** A picture above a name. */
export function Cell({ program }: { program: Program }) {
  return (
    <a class="cell" href={linkTo(program)}>
      <Tile program={program} size="large" />
      <span class="cell-name">{program.name}</span>
    </a>
  );
}

/** A picture beside name and description. */
export function Row({ program, name, note, way, children }: { program: Program; name?: ComponentChildren; note?: ComponentChildren; way?: 'search'; children?: ComponentChildren }) {
  return (
    <div class="row">
      <a class="row-link" href={linkTo(program, '', way)}>
        <Tile program={program} />
        <span class="row-words">
          <span class="row-name">{name ?? program.name}</span>
          <span class="row-note">{note ?? program.description}</span>
        </span>
        <Icon name="next" />
      </a>
      {children}
    </div>
  );
}
