// Who uses the program: by the platform it runs on, or by the stand-in of development. docs/internals/platform.md, "People".
// In: the paths the launch document names. Out: login codes, whether the session holds, the profile with what a server can check.
// Must not: see a session key or what the browser is known by; both stay between the browser, the platform and the program's server.

import { ApiFailure, type LogicApiHost } from '../host';
import type { StandIn } from './stand_in';

export interface User {
  /** A code for the program's server. */
  login(timeoutMs: number): Promise<string>;
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

function platformUser(host: LogicApiHost, paths: { login: string; session: string; profile: string; phone?: string }): User {
  const { native } = host;
  const ask = async (path: string, body: object, timeoutMs: number): Promise<Answer> => {
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
  const begin = async (timeoutMs: number): Promise<string> => {
    const endMs = Date.now() + timeoutMs;
    let answer = await ask(paths.login, {}, timeoutMs);
    if (answer.status === 401 && answer.said.visit) {
      const ticket = await host.view('open.visit', { url: answer.said.visit, timeoutMs: endMs - Date.now() });
      answer = await ask(paths.login, { ticket }, endMs - Date.now());
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
    login: (timeoutMs) => inTurn(() => begin(timeoutMs)),
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

const expired = () => new ApiFailure('session time out, need relogin');
const systemError = () => new ApiFailure('system error');
