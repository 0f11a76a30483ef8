// What an unfurler makes of a link: it reads the document's head without scripts, and fetches the picture.
// In: a link of the platform. Out: the Open Graph texts and the picture's answer. Must not: read further than unfurlers do.

import { ask } from './start.mjs';

/** Unfurlers read the beginning of a document only. */
const READ_MAX = 32_768;
const TEXTS = /<meta property="og:([a-z_:]+)" content="([^"]*)">/g;

export async function unfurled(link) {
  const { origin, pathname, search } = new URL(link);
  const page = await ask(origin, pathname + search);
  if (page.status !== 200) throw new Error(`${link} answers ${page.status}`);
  const said = Object.fromEntries([...page.answer.slice(0, READ_MAX).matchAll(TEXTS)].map(([, name, content]) => [name, content]));
  if (!said.image?.startsWith(`${origin}/`)) throw new Error(`no picture of the link: ${JSON.stringify(said)}`);
  const picture = await ask(origin, new URL(said.image).pathname + new URL(said.image).search);
  if (picture.status !== 200 || picture.headers['content-type'] !== 'image/png') throw new Error(`its picture: ${picture.status} ${JSON.stringify(picture.headers)}`);
  return { said, picture };
}
