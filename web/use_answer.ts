// What a component shows of an answer: that it is on its way, the answer, or why there is none.
// In: a function that asks. Out: the state, and a way to ask again. Must not: show an answer to a question that was asked before the last one.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiFailure } from './client';

export interface Answered<Data> {
  /** The last answer; stays while it is asked for again. */
  data: Data | undefined;
  failure: ApiFailure | undefined;
  isLoading: boolean;
  reload: () => Promise<void>;
  /** Puts what an act answered in the answer's place. */
  put: (data: Data) => void;
}

/** `key`: what the question depends on; another key is another question, whose answer begins empty. */
export function useAnswer<Data>(key: string, ask: () => Promise<Data>): Answered<Data> {
  const [state, setState] = useState<{ key: string; data?: Data; failure?: ApiFailure; isLoading: boolean }>({ key, isLoading: true });
  const turn = useRef(0);
  const latest = useRef(ask);
  latest.current = ask;
  const reload = useCallback(async () => {
    const mine = ++turn.current;
    setState((old) => (old.key === key ? { ...old, isLoading: true } : { key, isLoading: true }));
    try {
      const data = await latest.current();
      if (mine === turn.current) setState({ key, data, isLoading: false });
    } catch (error) {
      if (!(error instanceof ApiFailure)) throw error;
      if (mine === turn.current) setState((old) => ({ key, data: old.key === key ? old.data : undefined, failure: error, isLoading: false }));
    }
  }, [key]);
  useEffect(() => {
    void reload();
    // Whatever is under way belongs to a page that is gone.
    return () => void turn.current++;
  }, [reload]);
  const put = useCallback((data: Data) => {
    turn.current++;
    setState({ key, data, isLoading: false });
  }, [key]);
  const current = state.key === key ? state : { isLoading: true };
  return { data: undefined, failure: undefined, ...current, reload, put };
}

/** Runs an act once at a time; tells why it failed. */
export function useAct(): { isBusy: boolean; failure: ApiFailure | undefined; run: (act: () => Promise<void>) => Promise<boolean>; clear: () => void } {
  const [state, setState] = useState<{ isBusy: boolean; failure?: ApiFailure }>({ isBusy: false });
  const busy = useRef(false);
  const run = useCallback(async (act: () => Promise<void>) => {
    if (busy.current) return false;
    busy.current = true;
    setState({ isBusy: true });
    try {
      await act();
      setState({ isBusy: false });
      return true;
    } catch (error) {
      setState({ isBusy: false, failure: error instanceof ApiFailure ? error : undefined });
      if (!(error instanceof ApiFailure)) throw error;
      return false;
    } finally {
      busy.current = false;
    }
  }, []);
  const clear = useCallback(() => setState({ isBusy: false }), []);
  return { isBusy: state.isBusy, failure: state.failure, run, clear };
}
