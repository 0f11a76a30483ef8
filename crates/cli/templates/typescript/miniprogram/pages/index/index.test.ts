// `minnow test` runs this in a browser without a window.
import { plural } from '../../utils/words';

test('one is no plural', () => {
  expect(plural(1, 'tap')).toBe('1 tap');
  expect(plural(2, 'tap')).toBe('2 taps');
});

test('taps are counted', async () => {
  const page = await miniProgram.reLaunch('/pages/index/index');
  const button = (await page.$('.count'))!;
  await button.tap();
  expect(await button.text()).toContain('1 tap');
});
