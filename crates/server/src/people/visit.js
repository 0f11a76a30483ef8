// In the hidden frame of the platform's origin that a program's page opens at its first `wx.login`: gets a ticket and hands it over.
// In: the attributes of the document. Out: one message, `{ ticket }` or `{ failure }`, to a parent of the program's own origin.
// Must not: say anything to anyone else, or anything but that.
'use strict';
(async () => {
  const { app, origin } = document.documentElement.dataset;
  // Two programs that are opened at once must not make two guests. Some browsers have no locks on unsafe addresses.
  const alone = (run) => (navigator.locks ? navigator.locks.request('visit', run) : run());
  const say = (message) => parent.postMessage(message, origin);
  try {
    const answer = await alone(() =>
      fetch('/api/v1/tickets', {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ app }),
      }),
    );
    const said = await answer.json();
    say(answer.ok ? { ticket: said.ticket } : { failure: said.error.code });
  } catch {
    say({ failure: 'network' });
  }
})();
