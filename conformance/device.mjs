// The device around a visit, as steps change it: permissions, position, network, sensors, files a picker hands over, the app switcher.
// In: words of a step and a Visit. Out: what the browser then tells the program. Must not: touch the program itself.

import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** Of these a page is told only what its browser read from a sensor that was there when it began to listen. */
const SENSORS = ['accelerometer', 'linear-acceleration', 'gyroscope', 'absolute-orientation', 'relative-orientation'];

const words = (text) => text.trim().split(/\s+/).filter(Boolean);
const numbers = (text) => words(text).map(Number);

const send = async (visit, method, parameters) => (await visit.session()).send(method, parameters);

/** Steps that describe the device; before the first other step they come before the program is opened. */
export const DEVICE_STEPS = {
  /** The program is served as `minnow dev` does: stand-ins may answer. */
  host: (rest, _visit, env) => env.setHost(JSON.stringify({ [rest.trim()]: true })),
  /** The server has a newer program than the one that is open. */
  release: (_rest, _visit, env) => {
    const file = join(env.out, 'minnow.json');
    const manifest = JSON.parse(readFileSync(file, 'utf8'));
    writeFileSync(file, JSON.stringify({ ...manifest, appLogic: [manifest.appLogic, 'newer'] }));
  },
  /** The program is changed, and what the server has is built anew. */
  edit: async (rest, _visit, env) => {
    const [, path, from, to] = /^(\S+)\s+(.*?) -> (.*)$/.exec(rest);
    const file = join(env.source, path);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${path} has no ${from}`);
    writeFileSync(file, text.replace(from, to));
    await env.rebuild();
  },
  grant: (rest, visit) => visit.page.context().grantPermissions(words(rest)),
  geolocation: async (rest, visit) => {
    const [latitude, longitude, accuracy = 10] = numbers(rest);
    if (rest.trim() !== 'off') await visit.page.context().grantPermissions(['geolocation']);
    await visit.page.context().setGeolocation(rest.trim() === 'off' ? null : { latitude, longitude, accuracy });
  },
  network: async (rest, visit) => {
    await send(visit, 'Network.enable', {});
    const bytes = { '2g': 6_000, '3g': 90_000 }[rest.trim()] ?? -1;
    await send(visit, 'Network.emulateNetworkConditions', { offline: rest.trim() === 'none', latency: { '2g': 1_800, '3g': 300 }[rest.trim()] ?? 0, downloadThroughput: bytes, uploadThroughput: bytes });
  },
  sensors: async (_rest, visit) => {
    for (const type of SENSORS) await send(visit, 'Emulation.setSensorOverrideEnabled', { enabled: true, type });
  },
  sensor: async (rest, visit) => {
    const [type, ...values] = words(rest);
    const [x, y, z, w] = values.map(Number);
    await send(visit, 'Emulation.setSensorOverrideReadings', { type, reading: w === undefined ? { xyz: { x, y, z } } : { quaternion: { x, y, z, w } } });
  },
  orientation: async (rest, visit) => {
    const [alpha, beta, gamma] = numbers(rest);
    await send(visit, 'DeviceOrientation.setDeviceOrientationOverride', { alpha, beta, gamma });
  },
  choose: (rest, visit, env) => {
    const files = rest.split(',').map((path) => join(env.source, path.trim()));
    visit.page.once('filechooser', (chooser) => chooser.setFiles(rest.trim() === 'nothing' ? [] : files));
  },
  /** The browser of the tests reads no codes: from now on one sees this code wherever it looks. */
  codes: (rest, visit) => {
    const [format, ...text] = words(rest);
    return visit.page.addInitScript(({ format, text }) => {
      window.BarcodeDetector = class {
        static getSupportedFormats = async () => ['qr_code', 'ean_13'];
        constructor({ formats }) {
          this.found = formats.includes(format) ? [{ format, rawValue: text }] : [];
        }
        detect = async () => this.found;
      };
    }, { format, text: text.join(' ') });
  },
  /** A browser in a test is never in the background: the page is told that it is. */
  background: (_rest, visit) => visit.page.evaluate(() => {
    Object.defineProperty(document, 'hidden', { get: () => true, configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  }),
  foreground: (_rest, visit) => visit.page.evaluate(() => {
    delete document.hidden;
    document.dispatchEvent(new Event('visibilitychange'));
  }),
};
