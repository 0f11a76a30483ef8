// `minnow test` runs this in a browser without a window.
test('taps are counted', async () => {
  const page = await miniProgram.reLaunch('/pages/index/index');
  const button = await page.$('.count');
  await button.tap();
  await button.tap();
  expect(await button.text()).toContain('2');
});
