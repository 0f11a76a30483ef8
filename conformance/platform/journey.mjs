// One journey through a platform, as people make it: set up, published, scanned, found, shared, installed, opened without a network.
//   node conformance/platform/journey.mjs [chromium firefox webkit …] [--screens FOLDER]
// In: MINNOW, CHROMIUM. Out: a line a step, a sentence for what an engine cannot do, and a closing line `N passed, N failed`. Must not: leave a
// step out in silence, or pretend to be offline; the platform is ended for that.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { end } from '../tally.mjs';
import { launchBrowser } from '../visit.mjs';
import { publishAtConsole } from './journey/maker.mjs';
import { visitChromium } from './journey/chromium.mjs';
import { OTHERS, visitOther } from './journey/others.mjs';
import { step, Stopped } from './journey/walk.mjs';
import { startPlatform } from './start.mjs';

const named = ['chromium', ...Object.keys(OTHERS)].filter((word) => process.argv.includes(word));
const engines = named.length ? named : ['chromium', ...Object.keys(OTHERS)];
const folder = mkdtempSync(join(tmpdir(), 'journey-'));
const platform = await startPlatform(folder);
const browser = await launchBrowser();
const closers = [() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }), () => platform.stop(), () => browser.close()];
try {
  const addresses = await publishAtConsole({ browser, folder, platform, step });
  const given = { browser, folder, platform, step, addresses, closers };
  const offline = [];
  for (const word of engines) offline.push(await (word === 'chromium' ? visitChromium(given) : visitOther(word, { ...given, isNamed: named.length > 0 })));
  await platform.end();
  for (const goOffline of offline) await goOffline();
} catch (error) {
  // A step that failed was told.
  if (!(error instanceof Stopped)) throw error;
} finally {
  for (const close of closers.reverse()) await close();
}
end();
