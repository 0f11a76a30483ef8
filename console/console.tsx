// The console: who is signed in, and which page stands at the address.
// In: the session, the address. Out: a page. Must not: ask for anything a page asks for itself.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import lazy from 'preact-iso/lazy';
import { LocationProvider, Route, Router, useLocation } from 'preact-iso/router';
import { whenUnsigned } from '../web/client';
import { Shown } from '../web/components/states';
import { Toasts } from '../web/components/toast';
import { useAnswer } from '../web/use_answer';
import { words } from '../web/words';
import { Entry, EntryPage } from './entry/entry';
import { Layout, PageHead } from './parts/layout';
import { chosenOrganisation, keepOrganisation, SessionContext, whoever, type Me } from './parts/session';

const t = words(
  {
    homeless: 'You belong to no organisation',
    homelessText: 'Ask an administrator to invite you.',
    lost: 'There is no such page',
    lostText: 'The address may be mistyped, or the page has another one now.',
  },
  {
    homeless: '你还不属于任何组织',
    homelessText: '请让管理员邀请你。',
    lost: '没有这个页面',
    lostText: '网址可能写错了，或者页面已经换了地方。',
  },
);

const Start = lazy(() => import('./pages/start'));
const Apps = lazy(() => import('./pages/apps'));
const App = lazy(() => import('./pages/app/app'));
const Version = lazy(() => import('./pages/app/version'));
const Reviews = lazy(() => import('./pages/reviews'));
const Members = lazy(() => import('./pages/members'));
const Audit = lazy(() => import('./pages/audit'));
const Account = lazy(() => import('./pages/account'));
const Platform = lazy(() => import('./pages/platform'));

export function Console() {
  const me = useAnswer('me', whoever);
  const isIn = useRef(false);
  isIn.current = Boolean(me.data);
  useEffect(() => {
    // Whoever is out already is not asked for again and again.
    whenUnsigned(() => isIn.current && me.put(null));
  }, [me.put]);
  return (
    <LocationProvider scope="/console">
      <Shown of={me}>{(person) => <Place me={person} reload={me.reload} />}</Shown>
      <Toasts />
    </LocationProvider>
  );
}

/** Invitations are for both, whoever is signed in and whoever is not. */
function Place({ me, reload }: { me: Me | null; reload: () => Promise<void> }) {
  const { path } = useLocation();
  const [, setTurn] = useState(0);
  const choose = useCallback((id: string) => {
    keepOrganisation(id);
    setTurn((turn) => turn + 1);
  }, []);
  if (!me || path === '/console/invitation' || path === '/console/passkey' || path === '/console/sign-in') return <Entry me={me} reload={reload} />;
  const organisation = chosenOrganisation(me);
  if (!organisation) return (
      <EntryPage title={t.homeless} text={t.homelessText}>
        {null}
      </EntryPage>
    );
  return (
    <SessionContext.Provider value={{ me, organisation, choose, reload }}>
      <Layout>
        <Router>
          <Route path="/console" component={Apps} />
          <Route path="/console/start" component={Start} />
          <Route path="/console/apps" component={Apps} />
          <Route path="/console/apps/:app/versions/:number" component={Version} />
          <Route path="/console/apps/:app/:part?" component={App} />
          <Route path="/console/reviews" component={Reviews} />
          <Route path="/console/members" component={Members} />
          <Route path="/console/audit" component={Audit} />
          <Route path="/console/account" component={Account} />
          <Route path="/console/platform" component={Platform} />
          <Route default component={Lost} />
        </Router>
      </Layout>
    </SessionContext.Provider>
  );
}

function Lost() {
  return <PageHead title={t.lost} text={t.lostText} />;
}
