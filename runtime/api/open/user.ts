// Who uses the program: by the platform it runs on, or by the stand-in of development. docs/internals/platform.md, "People".
// In: the paths the launch document names. Out: login codes, whether the session holds, the profile with what a server can check; the platform's sheet where guests are to sign in.
// Must not: see a session key or what the browser is known by; both stay between the browser, the platform and the program's server.

import { ApiFailure, type LogicApiHost } from '../host';
import type { StandIn } from './stand_in';

export interface User {
  /** A code for the program's server. `byTap`: the person has just asked for it himself. */
  login(timeoutMs: number, byTap: boolean): Promise<string>;
  /** Fails unless the session holds. */
  check(): Promise<void>;
  /** `withCredentials`: with signature and encrypted data. `call`: what the program called. */
  profile(call: string, withCredentials: boolean): Promise<object>;
  /** Where the platform gives codes for phone numbers: what the person allowed in its sheet, for the program's server. Fails with what the vendor says. */
  phone?(): Promise<object>;
  /** What the page's own origin answers, for this user. */
  ask<Answer>(path: string, body?: object): Promise<Answer>;
  /** A ticket of whoever the platform knows, by a frame of its origin. */
  ticket(visit: string): Promise<string>;
}

interface Answer {
  status: number;
  said: any;
}

export function createUser(host: LogicApiHost, standIn: StandIn): User {
  const paths = host.system.server?.user;
  return paths ? platformUser(host, paths) : standInUser(standIn);
}

function standInUser(standIn: StandIn): User {
  return {
    async login() {
      standIn.require('wx.login');
      return standIn.login();
    },
    async check() {
      standIn.require('wx.checkSession');
      if (!standIn.signedIn()) throw expired();
    },
    async profile(call, withCredentials) {
      standIn.require(call);
      return standIn.profile(withCredentials);
    },
    async ask() {
      throw systemError();
    },
    async ticket() {
      throw systemError();
    },
  };
}

/** What the page's own origin answers to a question, whatever its status. */
function createAsk(host: LogicApiHost) {
  const { native } = host;
  return async (path: string, body: object, timeoutMs: number): Promise<Answer> => {
    const controller = new native.AbortController();
    const timer = setTimeout(() => controller.abort(), timeoutMs);
    try {
      const answer = await native.fetch(new native.URL(path, host.system.base).href, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal: controller.signal,
        credentials: 'same-origin', cache: 'no-store', redirect: 'error',
      });
      return { status: answer.status, said: await answer.json() };
    } catch {
      throw controller.signal.aborted ? new ApiFailure('timeout', { errno: 5 }) : systemError();
    } finally {
      clearTimeout(timer);
    }
  };
}

function platformUser(host: LogicApiHost, paths: { login: string; session: string; profile: string; phone?: string }): User {
  const ask = createAsk(host);
  /** With a ticket of whoever the platform knows, where nobody is known here or somebody else has come. */
  const knock = async (timeoutMs: number, visit?: string): Promise<Answer> => {
    const endMs = Date.now() + timeoutMs;
    const ticket = visit && (await host.view('open.visit', { url: visit, timeoutMs }));
    const answer = await ask(paths.login, ticket ? { ticket } : {}, endMs - Date.now());
    return answer.status === 401 && answer.said.visit && !visit ? knock(endMs - Date.now(), answer.said.visit) : answer;
  };
  const { performance } = host.native;
  let refusedAt = -Infinity;
  /** Asks the person to sign in at the platform, unless he has just said no and did not ask again. */
  const signIn = async (sheet: string, byTap: boolean): Promise<void> => {
    const isQuiet = !byTap && performance.now() - refusedAt < QUIET_MS;
    if (!isQuiet && (await host.view('open.consent', { url: sheet, mode: 'sign-in', items: [], scope: '' })) === 'given') return;
    if (!isQuiet) refusedAt = performance.now();
    throw new ApiFailure('auth deny', { errno: 103 });
  };
  const begin = async (timeoutMs: number, byTap: boolean): Promise<string> => {
    let answer = await knock(timeoutMs);
    if (answer.status === 403 && answer.said.sheet) {
      await signIn(answer.said.sheet, byTap);
      // What counts is what the platform says now, however long the person took.
      answer = await knock(timeoutMs, answer.said.visit);
    }
    if (answer.status !== 200) throw systemError();
    return answer.said.code;
  };
  // One after the other: two first calls at once would make two guests.
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Value>(run: () => Promise<Value>): Promise<Value> => {
    const turn = last.catch(() => undefined).then(run);
    last = turn;
    return turn;
  };
  const ticket = (visit: string): Promise<string> => inTurn(() => host.view('open.visit', { url: visit, timeoutMs: TIMEOUT_MS }));
  return {
    login: (timeoutMs, byTap) => inTurn(() => begin(timeoutMs, byTap)),
    async ask<Said>(path: string, body: object = {}): Promise<Said> {
      const { status, said } = await ask(path, body, TIMEOUT_MS);
      if (status !== 200) throw systemError();
      return said;
    },
    ticket,
    async check() {
      const { status, said } = await ask(paths.session, {}, TIMEOUT_MS);
      if (status !== 200) throw systemError();
      if (!said.is_signed_in) throw expired();
    },
    phone: paths.phone === undefined ? undefined : async () => {
      let answer = await ask(paths.phone!, {}, TIMEOUT_MS);
      // Nobody is signed in here, or somebody else than the one the platform has just asked.
      if ((answer.status === 401 || answer.status === 409) && answer.said.visit) answer = await ask(paths.phone!, { ticket: await ticket(answer.said.visit) }, TIMEOUT_MS);
      if (answer.status === 403) throw new ApiFailure('privacy permission is not authorized', { errno: 104 });
      if (answer.status !== 200) throw systemError();
      return answer.said;
    },
    async profile(_call, withCredentials) {
      const { status, said } = await ask(paths.profile, {}, TIMEOUT_MS);
      // Documented so: what a server could check needs a login before.
      if (status === 401) throw expired();
      // Taken back just now.
      if (status === 403) throw new ApiFailure('privacy permission is not authorized', { errno: 104 });
      if (status !== 200) throw systemError();
      const { rawData, ...checked } = said;
      return { userInfo: JSON.parse(rawData), rawData, ...(withCredentials ? checked : {}) };
    },
  };
}

/** What a login takes at most unless the program says otherwise. */
export const TIMEOUT_MS = 30_000;
/** As the vendor has it: so long after a refusal the next call fails without a question. */
export const QUIET_MS = 10_000;

const expired = () => new ApiFailure('session time out, need relogin');
const systemError = () => new ApiFailure('system error');
