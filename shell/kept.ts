// What this browser remembers for the person: programs opened lately, and favourites. Nothing of it leaves the device.
// In: programs. Out: lists, and news when they change. Must not: fail where a browser keeps nothing.

import { useEffect, useState } from 'preact/hooks';
import type { Schema } from '../web/client';

export type Program = Schema<'ProgramCard'>;
type List = 'recents' | 'favourites';

const LENGTH_MAX: Record<List, number> = { recents: 20, favourites: 100 };
const listeners = new Set<() => void>();

export function kept(list: List): Program[] {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(`minnow.${list}`) ?? '[]');
    return Array.isArray(read) ? read.filter((one) => typeof one?.id === 'string' && typeof one.name === 'string') : [];
  } catch {
    return [];
  }
}

function keep(list: List, programs: Program[]): void {
  try {
    localStorage.setItem(`minnow.${list}`, JSON.stringify(programs.slice(0, LENGTH_MAX[list])));
  } catch {
    // A browser that keeps nothing for this page: the list is as long as the visit.
  }
  for (const listener of listeners) listener();
}

/** The program was opened just now. */
export function noteOpened(program: Program): void {
  keep('recents', [program, ...kept('recents').filter(({ id }) => id !== program.id)]);
  // Name and icon may be new.
  const favourites = kept('favourites');
  if (favourites.some(({ id }) => id === program.id)) keep('favourites', favourites.map((one) => (one.id === program.id ? program : one)));
}

export function forget(list: List, id: string): void {
  keep(list, kept(list).filter((one) => one.id !== id));
}

/** Somebody was forgotten: this browser knows nothing of him either. */
export function forgetAll(): void {
  for (const list of ['recents', 'favourites'] as const) keep(list, []);
}

export const isFavourite = (id: string): boolean => kept('favourites').some((one) => one.id === id);

export function toggleFavourite(program: Program): boolean {
  const is = isFavourite(program.id);
  if (is) forget('favourites', program.id);
  else keep('favourites', [program, ...kept('favourites')]);
  return !is;
}

/** A list that follows its changes, those of other tabs too. */
export function useKept(list: List): Program[] {
  const [programs, setPrograms] = useState(() => kept(list));
  useEffect(() => {
    const changed = () => setPrograms(kept(list));
    listeners.add(changed);
    addEventListener('storage', changed);
    return () => {
      listeners.delete(changed);
      removeEventListener('storage', changed);
    };
  }, [list]);
  return programs;
}
