// The platform's API as its own pages call it: typed by the server's description (api.d.ts, made by `cargo xtask api`).
// In: a route and what it takes. Out: what it answers, or an ApiFailure. Must not: hold state, or know a page.

import createClient from 'openapi-fetch';
import type { components, paths } from './api';
import { failureWords } from './failures';

/** A type of the API by its name. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

/** What went wrong: `code` is a word that stays, `message` a sentence for a person. */
export class ApiFailure extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly status: number,
  ) {
    super(message);
    this.name = 'ApiFailure';
  }
}

// Asked for at each call, so that whoever stands in for it is asked too.
export const api = createClient<paths>({ baseUrl: location.origin, fetch: (request) => fetch(request) });

/** What a route answered with success; everything else is thrown. */
export async function answer<Data>(call: Promise<{ data?: Data; error?: unknown; response: Response }>): Promise<Data> {
  let result;
  try {
    result = await call;
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error;
    throw failure('offline', '', 0);
  }
  if (result.response.ok) return result.data as Data;
  const told = (result.error as { error?: { code?: string; message?: string } } | undefined)?.error;
  if (told?.code === 'unsigned') onUnsigned?.();
  throw failure(told?.code ?? 'internal', told?.message ?? '', result.response.status);
}

/** What a page does when the session has ended under it. */
let onUnsigned: (() => void) | undefined;

export function whenUnsigned(act: () => void): void {
  onUnsigned = act;
}

function failure(code: string, message: string, status: number): ApiFailure {
  return new ApiFailure(code, failureWords(code, message), status);
}
