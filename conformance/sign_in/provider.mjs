// An OpenID Connect provider of one test: oidc-provider from npm, which is certified, with its own pages for signing in.
// In: people by what they type as their name. Out: the issuer; a way to say who comes back where. Must not: be bent towards this platform.

import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { repository } from '../build.mjs';

const require = createRequire(join(repository, 'conformance/sign_in/package.json'));

export const CLIENT = { id: 'minnow', secret: 'a secret of sixteen letters or more' };

export async function startProvider(people) {
  let answer;
  const server = createServer((request, response) => (answer ? answer(request, response) : response.writeHead(503).end()));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const issuer = `http://127.0.0.1:${server.address().port}`;
  /** `back`: where it may lead people back to. */
  const open = async (back) => {
    const { default: Provider } = await import(pathToFileURL(require.resolve('oidc-provider')));
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT.id, client_secret: CLIENT.secret, redirect_uris: [back], grant_types: ['authorization_code'], response_types: ['code'] }],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['name'] },
      cookies: { keys: ['one of the test'] },
      pkce: { required: () => true },
      features: { devInteractions: { enabled: true } },
      findAccount: (_context, id) => ({ accountId: id, claims: () => ({ sub: id, ...people[id] }) }),
    });
    answer = provider.callback();
  };
  return { issuer, open, stop: () => new Promise((stopped) => server.close(stopped) && server.closeAllConnections()) };
}
