// Chromium, through playwright. In: addresses. Out: the engine's face that all three have. Must not: know a case.
import { launchBrowser, newContext } from '../../visit.mjs';

export async function start() {
  const browser = await launchBrowser();
  return {
    version: `Chromium ${browser.version()}`,
    async visit(url) {
      const context = await newContext(browser);
      const page = await context.newPage();
      const seen = [];
      page.on('console', (message) => seen.push(message.text()));
      page.on('pageerror', (error) => seen.push(String(error)));
      page.on('dialog', (dialog) => {
        seen.push(`DIALOG ${dialog.message()}`);
        void dialog.dismiss();
      });
      await page.goto(url, { waitUntil: 'commit' });
      return {
        evaluate: (text) => page.evaluate(text),
        windows: async () => context.pages().length,
        dialogs: () => seen.filter((line) => line.startsWith('DIALOG')),
        seen,
        close: () => context.close(),
      };
    },
    close: () => browser.close(),
  };
}
