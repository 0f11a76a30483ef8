// Screenshots that are kept and compared: `__screenshots__/<test file>/<name>.png`.
// In: what is on the screen, or a picture. Out: nothing, or an error that says how much differs. Must not: ask for the very same pixels: fonts are drawn with luck.
import { ask, askHost } from './channel';
import type { Test } from '@vitest/runner';
import { currentTest, fullName } from './current';
import type { UpdateKind } from './snapshots';

interface Difference {
  /** Pixels that differ, of how many; null when the sizes do. */
  differing: number | null;
  pixels: number;
  sizes: string;
}

/** Of all pixels, what may differ. */
const SHARE_MAX = 0.001;

const counts = new Map<string, number>();
let update: UpdateKind = 'new';

export function updateScreenshots(kind: UpdateKind): void {
  update = kind;
}

function pathOf(file: string, title: string, ending: string): string {
  const name = title.replace(/[^\p{L}\p{N}._-]+/gu, '-').replace(/^-+|-+$/g, '');
  return file.replace(/([^/]+)$/, `__screenshots__/$1/${name}${ending}`);
}

/** What stood on the screen when a test failed. */
export function keepFailure(file: string, test: Test): void {
  askHost('writePicture', { path: pathOf(file, fullName(test), '.failed.png'), picture: askHost('screenshot') });
}

/** `received`: the program, a page, an element, a component, or a picture of one. */
export function matchScreenshot(received: any, file: string, given?: string): void {
  const test = fullName(currentTest());
  const count = (counts.get(test) ?? 0) + 1;
  counts.set(test, count);
  const path = pathOf(file, given ?? `${test} ${count}`, '.png');
  const picture: string = typeof received === 'string' ? received : received.picture();
  const kept = askHost<string | null>('readPicture', { path });
  if (kept === null && update === 'none') throw new Error(`${path} is not there, and new screenshots are not written where CI is set`);
  if (kept === null) return void askHost('writePicture', { path, picture });
  const said = differenceOf(ask('compare', { kept, picture }));
  if (!said) return;
  if (update === 'all') return void askHost('writePicture', { path, picture });
  const actual = path.replace(/\.png$/, '.actual.png');
  askHost('writePicture', { path: actual, picture });
  throw new Error(`${said} from ${path}; what is drawn now is in ${actual} (minnow test --update keeps it)`);
}

function differenceOf({ differing, pixels, sizes }: Difference): string {
  if (differing === null) return `the screenshot has another size (${sizes})`;
  if (differing <= pixels * SHARE_MAX) return '';
  return `${((differing / pixels) * 100).toFixed(1)} % of the screenshot differ`;
}
