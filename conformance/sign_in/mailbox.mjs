// A mail server of one test: smtp-server from npm, mailparser reads what came.
// In: a user and a password it wants. Out: its address, letters as they come. Must not: take a letter of somebody who did not sign in.

import { createRequire } from 'node:module';
import { join } from 'node:path';
import { repository } from '../build.mjs';

const require = createRequire(join(repository, 'conformance/sign_in/package.json'));

export async function startMailbox(user, password) {
  const { SMTPServer } = require('smtp-server');
  const { simpleParser } = require('mailparser');
  const letters = [];
  const waiting = [];
  const deliver = (letter) => (waiting.length ? waiting.shift()(letter) : letters.push(letter));
  const server = new SMTPServer({
    // TLS needs a certificate that the platform trusts; on this machine it does without.
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    onAuth: (auth, _session, done) => (auth.username === user && auth.password === password ? done(null, { user }) : done(new Error('wrong password'))),
    onData(stream, session, done) {
      simpleParser(stream).then((letter) => {
        deliver({ ...letter, recipients: session.envelope.rcptTo.map((one) => one.address) });
        done();
      }, done);
    },
  });
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.server.address();
  return {
    address: `smtp://${encodeURIComponent(user)}:${encodeURIComponent(password)}@127.0.0.1:${port}`,
    /** The next letter, when it has come. */
    next: () => (letters.length ? Promise.resolve(letters.shift()) : new Promise((come) => waiting.push(come))),
    count: () => letters.length,
    stop: () => new Promise((stopped) => server.close(stopped)),
  };
}
