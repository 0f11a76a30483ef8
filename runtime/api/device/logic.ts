// Device APIs: what a browser can do of them, and the documented failure for what it cannot (Bluetooth, Wi-Fi, NFC, beacons, biometrics).
// In: options. Out: results, streams of sensors. Must not: pretend to a device.

import { ApiFailure, type LogicApiHost } from '../host';
import { absent } from './absent';

export default function device(host: LogicApiHost): void {
  clipboard(host);
  contacts(host);
  network(host);
  power(host);
  sensors(host);
  absent(host);
  host.asynchronous('vibrateShort', { type: 'string?' }, ({ type = 'medium' }) => {
    const ms = { heavy: 30, medium: 20, light: 10 }[type as string];
    if (ms === undefined) throw new ApiFailure('style is not support');
    return host.view('device.vibrate', { ms });
  });
  host.asynchronous('vibrateLong', {}, () => host.view('device.vibrate', { ms: 400 }));
  host.asynchronous('scanCode', { onlyFromCamera: 'boolean?', scanType: 'any?' }, async ({ onlyFromCamera, scanType }) => {
    const found = await host.view('device.scan', { onlyFromCamera: Boolean(onlyFromCamera), types: Array.isArray(scanType) ? scanType : ['barCode', 'qrCode'] });
    if (!found) throw new ApiFailure('cancel');
    return { ...found, charSet: 'utf-8', path: '' };
  });
  host.asynchronous('checkIsOpenAccessibility', {}, () => ({ open: false }));
}

function clipboard(host: LogicApiHost): void {
  host.asynchronous('setClipboardData', { data: 'string' }, async ({ data }) => {
    await host.view('device.copy', { text: data });
    // The vendor's client says so itself.
    await host.view('ui.toast', { kind: 'toast', title: host.system.language.startsWith('zh') ? '内容已复制' : 'Copied', icon: 'none', duration: 1500, mask: false });
  });
  host.asynchronous('getClipboardData', {}, async () => ({ data: await host.view('device.paste') }));
}

function contacts(host: LogicApiHost): void {
  host.asynchronous('makePhoneCall', { phoneNumber: 'string' }, async ({ phoneNumber }) => {
    if (!/[\d*#]/.test(phoneNumber)) throw new ApiFailure('invalid phoneNumber');
    const called = await host.view('device.open', { kind: 'tel', address: phoneNumber.replace(/[^\d+*#,;-]/g, ''), label: phoneNumber });
    if (!called) throw new ApiFailure('cancel');
  });
  host.asynchronous('sendSms', { phoneNumber: 'string?', content: 'string?' }, async ({ phoneNumber = '', content = '' }) => {
    const sent = await host.view('device.open', { kind: 'sms', address: `${phoneNumber.replace(/[^\d+]/g, '')}${content ? `?body=${encodeURIComponent(content)}` : ''}`, label: phoneNumber || content });
    if (!sent) throw new ApiFailure('cancel');
  });
  // A page adds nothing to the address book or calendar by itself: it hands the person a file their own app takes in.
  const consent = (scope: string) => host.use<{ ensure(scope: string): Promise<void> }>('permissions').ensure(scope);
  host.asynchronous('addPhoneContact', { firstName: 'string' }, async (options) => {
    await consent('scope.addPhoneContact');
    const lines = ['BEGIN:VCARD', 'VERSION:3.0', `N:${escaped(options.lastName)};${escaped(options.firstName)};${escaped(options.middleName)};;`, `FN:${escaped([options.firstName, options.lastName].filter(Boolean).join(' '))}`];
    const add = (name: string, value: unknown) => value && lines.push(`${name}:${escaped(value)}`);
    add('TEL;TYPE=CELL', options.mobilePhoneNumber);
    add('TEL;TYPE=WORK', options.workPhoneNumber ?? options.hostNumber);
    add('TEL;TYPE=HOME', options.homePhoneNumber);
    add('ORG', options.organization);
    add('TITLE', options.title);
    add('EMAIL', options.email);
    add('URL', options.url);
    add('NOTE', options.remark);
    add('NICKNAME', options.nickName);
    lines.push('END:VCARD');
    await host.view('file.download', { blob: new host.native.Blob([lines.join('\r\n')], { type: 'text/vcard' }), name: `${options.firstName}.vcf` });
  });
  const calendar = (repeats: boolean) => async (options: any) => {
    await consent('scope.addPhoneCalendar');
    const time = (seconds: number) => new Date(seconds * 1000).toISOString().replace(/[-:]|\.\d+/g, '');
    const end = Number(options.endTime) || options.startTime + 1800;
    const lines = [
      'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//minnow//calendar', 'BEGIN:VEVENT', `UID:${options.startTime}-${Math.random().toString(36).slice(2)}@minnow`, `DTSTAMP:${time(Date.now() / 1000)}`,
      options.allDay ? `DTSTART;VALUE=DATE:${time(options.startTime).slice(0, 8)}` : `DTSTART:${time(options.startTime)}`,
      ...(options.allDay ? [] : [`DTEND:${time(end)}`]), `SUMMARY:${escaped(options.title)}`,
    ];
    if (options.description) lines.push(`DESCRIPTION:${escaped(options.description)}`);
    if (options.location) lines.push(`LOCATION:${escaped(options.location)}`);
    if (repeats) {
      const rule = { day: 'DAILY', week: 'WEEKLY', month: 'MONTHLY', year: 'YEARLY' }[options.repeatInterval as string] ?? 'MONTHLY';
      lines.push(`RRULE:FREQ=${rule}${options.repeatEndTime ? `;UNTIL=${time(options.repeatEndTime)}` : ''}`);
    }
    if (options.alarm !== false) lines.push('BEGIN:VALARM', 'ACTION:DISPLAY', 'DESCRIPTION:Reminder', `TRIGGER:-PT${Math.round((options.alarmOffset ?? 0) / 60)}M`, 'END:VALARM');
    lines.push('END:VEVENT', 'END:VCALENDAR');
    await host.view('file.download', { blob: new host.native.Blob([lines.join('\r\n')], { type: 'text/calendar' }), name: `${options.title}.ics` });
  };
  host.asynchronous('addPhoneCalendar', { title: 'string', startTime: 'number' }, calendar(false));
  host.asynchronous('addPhoneRepeatCalendar', { title: 'string', startTime: 'number' }, calendar(true));
  host.asynchronous('chooseContact', {}, async () => {
    const chosen = await host.view('device.contact');
    if (!chosen) throw new ApiFailure('cancel');
    return chosen;
  });
}

/** Text of a vCard or iCalendar value. */
function escaped(value: unknown): string {
  return String(value ?? '').replace(/[\\;,]/g, (mark) => `\\${mark}`).replace(/\r?\n/g, '\\n');
}

function network(host: LogicApiHost): void {
  const changed = host.event('onNetworkStatusChange', 'offNetworkStatusChange');
  const weak = host.event('onNetworkWeakChange', 'offNetworkWeakChange');
  host.listen('device.network', (state: { isConnected: boolean; networkType: string; weakNet: boolean; weakChanged: boolean }) => {
    if (state.weakChanged) weak({ weakNet: state.weakNet, networkType: state.networkType });
    else changed({ isConnected: state.isConnected, networkType: state.networkType });
  });
  // The view's part must run to hear of changes.
  void host.view('device.network').catch(() => undefined);
  host.asynchronous('getNetworkType', {}, async () => {
    const { networkType, weakNet } = await host.view('device.network');
    return { networkType, weakNet, hasSystemProxy: false, signalStrength: 0 };
  });
  host.asynchronous('getLocalIPAddress', {}, () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}

function power(host: LogicApiHost): void {
  let battery = { level: 100, isCharging: false, isLowPowerModeEnabled: false };
  let known = false;
  const changed = host.event('onBatteryInfoChange', 'offBatteryInfoChange');
  host.listen('device.battery', (value: typeof battery) => {
    battery = value;
    changed({ isLowPowerModeEnabled: false });
  });
  const ask = async () => {
    battery = await host.view('device.battery');
    known = true;
    return { ...battery };
  };
  ask().catch(() => undefined);
  host.asynchronous('getBatteryInfo', {}, ask);
  host.synchronous('getBatteryInfoSync', () => {
    // Full and not charging until the browser answered; browsers without a battery never do.
    if (!known) ask().catch(() => undefined);
    return { ...battery };
  });
  host.asynchronous('setKeepScreenOn', { keepScreenOn: 'boolean' }, ({ keepScreenOn }) => host.view('device.wake', { on: keepScreenOn }));
  host.asynchronous('setScreenBrightness', { value: 'number' }, ({ value }) => {
    if (value < 0 || value > 1) throw new ApiFailure('value should be between 0 and 1');
    throw new ApiFailure('not supported', { errno: 100 });
  });
  host.unsupported(['getScreenBrightness', 'setVisualEffectOnCapture']);
  host.asynchronous('getScreenRecordingState', {}, () => ({ state: 'off' }));
  host.event('onScreenRecordingStateChanged', 'offScreenRecordingStateChanged');
  // A page is not told of screenshots: listeners are kept, and never called.
  host.event('onUserCaptureScreen', 'offUserCaptureScreen');
}

const INTERVALS_MS: Record<string, number> = { game: 20, ui: 60, normal: 200 };

function sensors(host: LogicApiHost): void {
  const sensor = (kind: string, start: string, stop: string, event: string, timed: boolean) => {
    const deliver = host.event(`on${event}`, `off${event}`);
    host.listen(`device.${kind}`, deliver);
    host.asynchronous(start, timed ? { interval: 'string?' } : {}, ({ interval = 'normal' }) => {
      if (!(interval in INTERVALS_MS)) throw new ApiFailure(`invalid interval "${interval}"`);
      return host.view('device.sensor', { kind, on: true, intervalMs: INTERVALS_MS[interval] });
    });
    host.asynchronous(stop, {}, () => host.view('device.sensor', { kind, on: false }));
  };
  sensor('accelerometer', 'startAccelerometer', 'stopAccelerometer', 'AccelerometerChange', true);
  sensor('gyroscope', 'startGyroscope', 'stopGyroscope', 'GyroscopeChange', true);
  sensor('motion', 'startDeviceMotionListening', 'stopDeviceMotionListening', 'DeviceMotionChange', true);
  sensor('compass', 'startCompass', 'stopCompass', 'CompassChange', false);
}
