// WebKit, through the WebDriver of WebKitGTK and its MiniBrowser on a virtual screen. In: addresses. Out: the engine's face that all three have. Must not: know a case.
import { spawn } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { freePort } from '../../free_port.mjs';

export async function start() {
  const driver = [process.env.WEBKIT_DRIVER, '/usr/bin/WebKitWebDriver'].find((one) => one && existsSync(one));
  const browser = miniBrowser();
  if (!driver || !browser) throw new Error('no WebKit: install webkit2gtk-driver, or set WEBKIT_DRIVER and MINI_BROWSER');
  const screen = await startScreen();
  const port = await freePort();
  const child = spawn(driver, ['--host=127.0.0.1', `--port=${port}`], { stdio: 'ignore', env: { ...process.env, DISPLAY: screen.display, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1', WEBKIT_DISABLE_COMPOSITING_MODE: '1' } });
  const close = () => {
    child.kill();
    screen.close();
  };
  try {
    await answering(port);
  } catch (error) {
    close();
    throw error;
  }
  let version = 'WebKit';
  const session = async () => {
    const made = await call(port, 'POST', '/session', { capabilities: { alwaysMatch: { 'webkitgtk:browserOptions': { binary: browser, args: ['--automation'] }, unhandledPromptBehavior: 'ignore' } } });
    version = `WebKit ${made.capabilities.browserVersion}`;
    return `/session/${made.sessionId}`;
  };
  let ready = await session();
  return {
    version,
    /** A session is a browser of its own, without anything of the one before. */
    async visit(url) {
      const path = ready ?? (await session());
      ready = null;
      const ask = (method, end, body) => call(port, method, path + end, body);
      await ask('POST', '/timeouts', { pageLoad: 20_000, script: 10_000 });
      await ask('POST', '/url', { url });
      const prompts = [];
      const look = async () => {
        const text = await ask('GET', '/alert/text').catch(() => null);
        if (text === null) return;
        prompts.push(`DIALOG ${text}`);
        await ask('POST', '/alert/dismiss', {}).catch(() => 0);
      };
      return {
        async evaluate(expression) {
          await look();
          return ask('POST', '/execute/sync', { script: `return (${expression})`, args: [] });
        },
        /** In a frame of the page, by the beginning of its address; `undefined` while there is none. */
        evaluateInFrame: (address, expression) => inFrame(ask, address, () => ask('POST', '/execute/sync', { script: `return (${expression})`, args: [] })),
        /** Presses what a selector finds, in a frame where one is named. */
        press: (selector, frame) => inFrame(ask, frame, async () => ask('POST', `${await element(ask, selector)}/click`, {})),
        type: async (selector, text) => ask('POST', `${await element(ask, selector)}/value`, { text }),
        /** Leads the same tab, with what it keeps, elsewhere. */
        go: (url) => ask('POST', '/url', { url }),
        windows: async () => (await ask('GET', '/window/handles')).length,
        dialogs: () => prompts,
        seen: [],
        close: () => ask('DELETE', ''),
      };
    },
    async close() {
      if (ready) await call(port, 'DELETE', ready).catch(() => 0);
      close();
    },
  };
}

/** Where the protocol answers for an element. */
async function element(ask, selector) {
  const found = await ask('POST', '/element', { using: 'css selector', value: selector });
  return `/element/${Object.values(found)[0]}`;
}

async function inFrame(ask, address, act) {
  if (!address) return act();
  const found = await ask('POST', '/elements', { using: 'css selector', value: `iframe[src^="${address}"]` });
  if (!found.length) return undefined;
  await ask('POST', '/frame', { id: found[0] });
  try {
    return await act();
  } finally {
    await ask('POST', '/frame', { id: null });
  }
}

function miniBrowser() {
  if (process.env.MINI_BROWSER) return process.env.MINI_BROWSER;
  const library = '/usr/lib';
  const folders = readdirSync(library).filter((name) => name.endsWith('-linux-gnu')).flatMap((name) => ['webkitgtk-6.0', 'webkit2gtk-4.1', 'webkit2gtk-4.0'].map((one) => `${library}/${name}/${one}/MiniBrowser`));
  return folders.find((path) => existsSync(path));
}

/** A screen nobody looks at; the one there is, when there is one. */
async function startScreen() {
  if (process.env.DISPLAY) return { display: process.env.DISPLAY, close() {} };
  const child = spawn('Xvfb', ['-displayfd', '3', '-screen', '0', '800x700x24', '-nolisten', 'tcp'], { stdio: ['ignore', 'ignore', 'ignore', 'pipe'] });
  const number = await new Promise((resolve, reject) => {
    child.stdio[3].once('data', (data) => resolve(String(data).trim()));
    child.on('error', () => reject(new Error('no virtual screen: install xvfb')));
    child.on('exit', (code) => reject(new Error(`Xvfb ended with ${code}`)));
  });
  return { display: `:${number}`, close: () => child.kill() };
}

async function answering(port) {
  for (let tries = 100; ; tries--) {
    try {
      return await call(port, 'GET', '/status');
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((wait) => setTimeout(wait, 100));
    }
  }
}

async function call(port, method, path, body) {
  const response = await fetch(`http://127.0.0.1:${port}${path}`, { method, ...(body ? { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } } : {}) });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value?.error}: ${value?.message}`);
  return value;
}
