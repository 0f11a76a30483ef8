// Consent on a platform: what is declared, what this person agreed to, and the vendor's ways to ask. docs/internals/platform.md, "Consent".
// In: what a call needs. Out: leave, or the documented failure. Must not: take the program's word for what a person said; the platform keeps
// the answers, and asks in a frame of its own origin.

import { ApiFailure, type LogicApiHost } from '../host';
import type { Permissions } from './permissions';
import { QUIET_MS, type User } from './user';

/** What a scope is a part of (crates/protocol/src/privacy.rs; a test compares). */
export const ITEM_OF_SCOPE: Record<string, string> = {
  'scope.userLocation': 'location', 'scope.userFuzzyLocation': 'location', 'scope.userLocationBackground': 'location', 'scope.record': 'microphone', 'scope.camera': 'camera',
  'scope.bluetooth': 'bluetooth', 'scope.writePhotosAlbum': 'album', 'scope.addPhoneContact': 'contacts', 'scope.addPhoneCalendar': 'calendar', 'scope.werun': 'steps',
};
const CONTRACT = '《用户隐私保护指引》';

interface State {
  is_signed_in: boolean;
  declared: string[];
  agreed: string[];
  scopes: Record<string, boolean>;
  /** The document that asks. */
  sheet: string;
  visit: string;
}
type Mode = 'ask' | 'settings' | 'contract' | 'phone';
interface Wanted {
  items?: string[];
  scope?: string;
}
type Resolve = (answer?: { event?: string; buttonId?: string }) => void;

export interface Consent extends Permissions {
  /** Asks for everything that is declared; whether the person agreed. */
  agreeToAll(): Promise<boolean>;
  /** Shows the person his number, and asks whether the program may know it this time; whether it may. */
  sharePhone(): Promise<boolean>;
}

const undeclared = () => new ApiFailure('api scope is not declared in the privacy agreement', { errno: 112 });
const refused = () => new ApiFailure('privacy permission is not authorized', { errno: 104 });
const denied = () => new ApiFailure('auth deny', { errno: 103 });

/** What the platform keeps, and how it is asked. */
function createAsker(host: LogicApiHost, user: User, path: string) {
  const { performance } = host.native;
  let refusedAt = -Infinity;
  const asker = {
    /** What is declared; of the person, only when he is signed in here. */
    known: () => user.ask<State>(path),
    async state(): Promise<State> {
      const known = await asker.known();
      return known.is_signed_in ? known : asker.byTicket(known.visit);
    },
    /** Of whoever the platform knows. It signs nobody in: that is the program's to ask for. */
    byTicket: async (visit: string): Promise<State> => user.ask(path, { ticket: await user.ticket(visit) }),
    show: (url: string, mode: Mode, { items = [], scope = '' }: Wanted = {}): Promise<string> => host.view('open.consent', { url, mode, items, scope }),
    isQuiet: () => performance.now() - refusedAt < QUIET_MS,
    refuse: () => void (refusedAt = performance.now()),
    /** Shows the sheet, then looks at what the platform says now: the frame's message alone gives nothing. */
    async ask(now: State, wanted: Wanted): Promise<State> {
      if ((await asker.show(now.sheet, 'ask', wanted)) !== 'given') {
        asker.refuse();
        return asker.state();
      }
      const after = await asker.state();
      if (isGiven(after, wanted)) return after;
      // The browser is known as somebody else at the platform than here.
      return asker.byTicket(after.visit);
    },
  };
  return asker;
}

function isGiven({ declared, agreed, scopes }: State, { items, scope }: Wanted): boolean {
  const wanted = items?.length ? items : scope ? [] : declared;
  return wanted.every((item) => agreed.includes(item)) && (!scope || scopes[scope] === true);
}

/** The program's own window: it says when the person agreed or not. What counts is the platform's sheet, which its button opens. */
function createListeners(host: LogicApiHost) {
  const listeners: ((resolve: Resolve, info: { referrer: string }) => void)[] = [];
  host.set('onNeedPrivacyAuthorization', (listener: unknown) => {
    if (typeof listener === 'function') listeners.push(listener as (typeof listeners)[number]);
  });
  return {
    isThere: () => listeners.length > 0,
    ask: (api: string): Promise<boolean> =>
      new Promise((resolve) => {
        const answer: Resolve = (said) => {
          if (said?.event === 'agree') resolve(true);
          else if (said?.event === 'disagree') resolve(false);
        };
        for (const listener of [...listeners]) {
          try {
            listener(answer, { referrer: api });
          } catch (error) {
            host.runtime.reportError(error);
          }
        }
      }),
  };
}

export function createConsent(host: LogicApiHost, user: User, path: string): Consent {
  const asker = createAsker(host, user, path);
  const program = createListeners(host);
  /** One question at a time: whoever comes later may find it answered. */
  let last: Promise<unknown> = Promise.resolve();
  const inTurn = <Answer>(run: () => Promise<Answer>): Promise<Answer> => {
    const turn = last.catch(() => undefined).then(run);
    last = turn;
    return turn;
  };

  const agree = async (items: string[], scope: string | undefined, api: string): Promise<void> => {
    let now = await asker.known();
    const wanted = items.length ? items : now.declared;
    if (!wanted.every((item) => now.declared.includes(item))) throw undeclared();
    if (!wanted.length) return;
    if (!now.is_signed_in) now = await asker.byTicket(now.visit);
    if (scope && now.scopes[scope] === false) throw denied();
    const lacks = () => !wanted.every((item) => now.agreed.includes(item));
    if (lacks() && asker.isQuiet()) throw refused();
    if (lacks() && program.isThere()) {
      if (!(await program.ask(api))) asker.refuse();
      now = await asker.state();
      if (lacks() && asker.isQuiet()) throw refused();
    }
    if (lacks() || (scope && now.scopes[scope] === undefined)) now = await asker.ask(now, { items, scope });
    if (scope && now.scopes[scope] === false) throw denied();
    if (lacks() || (scope && !now.scopes[scope])) throw refused();
  };

  host.asynchronous('getPrivacySetting', {}, async () => ({ needAuthorization: (await asker.known()).declared.length > 0 && !isGiven(await asker.state(), {}), privacyContractName: CONTRACT }));
  host.asynchronous('requirePrivacyAuthorize', {}, () => inTurn(() => agree([], undefined, 'requirePrivacyAuthorize')));
  host.asynchronous('openPrivacyContract', {}, async () => {
    await asker.show((await asker.known()).sheet, 'contract');
  });
  return {
    item: (item, api) => inTurn(() => agree([item], undefined, api)),
    ensure: (scope) => inTurn(() => agree([ITEM_OF_SCOPE[scope]!], scope, scope)),
    settings: async () => ({ ...(await asker.state()).scopes }),
    async openSettings() {
      await asker.show((await asker.state()).sheet, 'settings');
      return { ...(await asker.state()).scopes };
    },
    sharePhone: () => inTurn(async () => (await asker.show((await asker.known()).sheet, 'phone')) === 'given'),
    async agreeToAll() {
      // Beside the queue: a call that waits for the program's own window waits for this.
      const now = await asker.state();
      return isGiven(now, {}) || isGiven(await asker.ask(now, {}), {});
    },
  };
}
