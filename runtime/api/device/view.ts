// View half of the device group: clipboard, vibration, battery, network state, wake lock, sensors, links of the phone, codes.
// In: calls. Out: results and streams. Must not: ask for a permission before the program asks for the device.

import { ApiFailure, type ViewApiHost } from '../host';
import { showModal } from '../ui/dialogs';
import { scan } from './scan';
import { createSensors } from './sensors';
import { copyBySelection } from '../view_dom';

const unsupported = () => new ApiFailure('not supported', { errno: 100 });

interface BatteryLike extends EventTarget {
  level: number;
  charging: boolean;
}

export default function device(host: ViewApiHost): void {
  host.handle('device.copy', async ({ text }: { text: string }) => {
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      if (!copyBySelection(text)) throw new ApiFailure('the browser refused access to the clipboard');
    }
  });
  host.handle('device.paste', async () => {
    if (!navigator.clipboard?.readText) throw unsupported();
    try {
      return await navigator.clipboard.readText();
    } catch {
      throw new ApiFailure('auth deny', { errno: 103 });
    }
  });
  host.handle('device.vibrate', ({ ms }: { ms: number }) => {
    if (typeof navigator.vibrate !== 'function') throw unsupported();
    // Before the first touch a browser refuses, and complains on the console.
    if (navigator.userActivation?.hasBeenActive !== false) navigator.vibrate(ms);
  });
  host.handle('device.open', async ({ kind, address, label }: { kind: 'tel' | 'sms'; address: string; label: string }) => {
    const chinese = host.frame.language === 'zh';
    const answer = await showModal(host, { content: label, confirmText: kind === 'tel' ? (chinese ? '呼叫' : 'Call') : chinese ? '发送' : 'Send' });
    if (!answer.confirm) return false;
    const link = document.createElement('a');
    link.href = `${kind}:${address}`;
    link.click();
    return true;
  });
  host.handle('device.contact', async () => {
    const picker = (navigator as { contacts?: { select(properties: string[], options: object): Promise<{ name?: string[]; tel?: string[] }[]> } }).contacts;
    if (!picker) throw unsupported();
    const [contact] = await picker.select(['name', 'tel'], { multiple: false });
    if (!contact) return null;
    const numbers = contact.tel ?? [];
    return { displayName: contact.name?.[0] ?? '', phoneNumber: numbers[0] ?? '', phoneNumberList: numbers };
  });
  host.handle('device.scan', (request) => scan(host, request));
  host.handle('device.sensor', createSensors(host));
  connection(host);
  battery(host);
  wake(host);
}

function connection(host: ViewApiHost): void {
  const line = (navigator as { connection?: EventTarget & { type?: string; effectiveType?: string } }).connection;
  const state = () => {
    const isConnected = navigator.onLine;
    // The effective type is a speed, not a generation; it is all that most browsers tell.
    const networkType = !isConnected ? 'none' : line?.type === 'cellular' ? (/[234]g/.exec(line.effectiveType ?? '')?.[0] ?? 'unknown') : line?.type === 'wifi' || line?.type === 'ethernet' || !line?.type ? 'wifi' : 'unknown';
    return { isConnected, networkType, weakNet: /2g/.test(line?.effectiveType ?? '') };
  };
  host.handle('device.network', state);
  let before = state();
  const tell = () => {
    const now = state();
    if (now.isConnected !== before.isConnected || now.networkType !== before.networkType) host.emit('device.network', { ...now, weakChanged: false });
    if (now.weakNet !== before.weakNet) host.emit('device.network', { ...now, weakChanged: true });
    before = now;
  };
  addEventListener('online', tell);
  addEventListener('offline', tell);
  line?.addEventListener('change', tell);
}

function battery(host: ViewApiHost): void {
  let found: Promise<BatteryLike> | undefined;
  const plain = ({ level, charging }: BatteryLike) => ({ level: Math.round(level * 100), isCharging: charging, isLowPowerModeEnabled: false });
  host.handle('device.battery', async () => {
    const source = navigator as { getBattery?: () => Promise<BatteryLike> };
    if (!source.getBattery) throw unsupported();
    found ??= source.getBattery().then((value) => {
      for (const event of ['levelchange', 'chargingchange']) value.addEventListener(event, () => host.emit('device.battery', plain(value)));
      return value;
    });
    return plain(await found);
  });
}

function wake(host: ViewApiHost): void {
  let lock: WakeLockSentinel | undefined;
  let wanted = false;
  const acquire = async () => {
    lock = await navigator.wakeLock.request('screen');
  };
  host.handle('device.wake', async ({ on }: { on: boolean }) => {
    if (!navigator.wakeLock) throw unsupported();
    wanted = on;
    if (on) {
      await acquire().catch((error: Error) => {
        throw new ApiFailure(error.message);
      });
    } else await lock?.release();
  });
  // The browser drops the lock of a hidden page.
  document.addEventListener('visibilitychange', () => wanted && document.visibilityState === 'visible' && void acquire().catch(() => undefined));
}
