// The host app: which of its pages the address names.
// In: the address. Out: the page. Must not: know what a page does.

import { useEffect, useState } from 'preact/hooks';
import { Toasts } from '../web/components/toast';
import { words } from '../web/words';
import { CardPage } from './card';
import { Home } from './home';
import { Inbox } from './inbox';
import { Me } from './me';
import { PrivacyCentre } from './privacy';
import { ProgramPage, paint } from './program';
import { routeOf, type Route } from './route';
import { Scan } from './scan';
import { Search } from './search';

const t = words({ title: 'Mini programs' }, { title: '小程序' });

export function Shell() {
  const [route, setRoute] = useState<Route>(() => routeOf(location.hash));
  useEffect(() => {
    const moved = () => setRoute(routeOf(location.hash));
    // A page that comes back from the browser's memory may have another address than when it left.
    const back = ({ persisted }: PageTransitionEvent) => persisted && moved();
    addEventListener('hashchange', moved);
    addEventListener('pageshow', back);
    return () => {
      removeEventListener('hashchange', moved);
      removeEventListener('pageshow', back);
    };
  }, []);
  useEffect(() => {
    if (route.name === 'program') return;
    document.title = t.title;
    paint('');
    scrollTo(0, 0);
  }, [route.name]);
  return (
    <>
      <Shown route={route} />
      <Toasts />
    </>
  );
}

function Shown({ route }: { route: Route }) {
  if (route.name === 'program') return <ProgramPage id={route.id} at={route.at} />;
  if (route.name === 'card') return <CardPage id={route.id} at={route.at} />;
  if (route.name === 'search') return <Search question={route.question} />;
  if (route.name === 'scan') return <Scan />;
  if (route.name === 'me') return <Me />;
  if (route.name === 'inbox') return <Inbox />;
  if (route.name === 'privacy') return <PrivacyCentre />;
  return <Home />;
}
