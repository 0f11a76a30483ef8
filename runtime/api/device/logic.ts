// What a tap asks of the device: clipboard, vibration, calls, codes.
// In: options. Out: results. Must not: pretend to a device, or start its view half before a call.

import { ApiFailure, type LogicApiHost } from '../host';

export default function device(host: LogicApiHost): void {
  clipboard(host);
  communication(host);
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

function communication(host: LogicApiHost): void {
  host.asynchronous('makePhoneCall', { phoneNumber: 'string' }, async ({ phoneNumber }) => {
    if (!/[\d*#]/.test(phoneNumber)) throw new ApiFailure('invalid phoneNumber');
    const called = await host.view('device.open', { kind: 'tel', address: phoneNumber.replace(/[^\d+*#,;-]/g, ''), label: phoneNumber });
    if (!called) throw new ApiFailure('cancel');
  });
  host.asynchronous('sendSms', { phoneNumber: 'string?', content: 'string?' }, async ({ phoneNumber = '', content = '' }) => {
    const sent = await host.view('device.open', { kind: 'sms', address: `${phoneNumber.replace(/[^\d+]/g, '')}${content ? `?body=${encodeURIComponent(content)}` : ''}`, label: phoneNumber || content });
    if (!sent) throw new ApiFailure('cancel');
  });
  host.asynchronous('chooseContact', {}, async () => {
    const chosen = await host.view('device.contact');
    if (!chosen) throw new ApiFailure('cancel');
    return chosen;
  });
}

function clipboard(host: LogicApiHost): void {
  host.asynchronous('setClipboardData', { data: 'string' }, async ({ data }) => {
    await host.view('device.copy', { text: data });
    // The vendor's client says so itself.
    await host.view('ui.toast', { kind: 'toast', title: host.system.language.startsWith('zh') ? '内容已复制' : 'Copied', icon: 'none', duration: 1500, mask: false });
  }, 'clipboard');
  host.asynchronous('getClipboardData', {}, async () => ({ data: await host.view('device.paste') }), 'clipboard');
}

