// Who is signed in, and which organisation is looked at.
// In: the answer to "who am I". Out: a context for every page. Must not: keep a secret; the cookie is out of reach of scripts.

import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import { ApiFailure, answer, api, type Schema } from '../../web/client';

export type Me = Schema<'MeAnswer'>;
export type Organisation = Me['organisations'][number];

export interface Session {
  me: Me;
  organisation: Organisation;
  choose: (organisation: string) => void;
  reload: () => Promise<void>;
}

export const SessionContext = createContext<Session | null>(null);

export function useSession(): Session {
  const session = useContext(SessionContext);
  if (!session) throw new Error('a page of the console is shown to nobody');
  return session;
}

/** Whether the person may do what administrators of the organisation do. */
export const isAdmin = ({ me, organisation }: Session): boolean => me.is_operator || organisation.role === 'admin';
export const mayPublish = (session: Session): boolean => isAdmin(session) || session.organisation.role === 'developer';

/** `null`: nobody is signed in. */
export async function whoever(): Promise<Me | null> {
  try {
    return await answer(api.GET('/api/v1/me'));
  } catch (error) {
    if (error instanceof ApiFailure && error.code === 'unsigned') return null;
    throw error;
  }
}

const KEPT = 'minnow.organisation';

/** The organisation looked at last, where the person still belongs to it; an operator who belongs to none sees none. */
export function chosenOrganisation(me: Me): Organisation | undefined {
  const kept = localStorage.getItem(KEPT);
  return me.organisations.find((one) => one.organisation === kept) ?? me.organisations[0];
}

export const keepOrganisation = (id: string): void => localStorage.setItem(KEPT, id);
