// View half of the device group: clipboard, vibration, links of the phone, codes.
// In: calls. Out: results. Must not: ask for a permission before the program asks for the device.

import { ApiFailure, type ViewApiHost } from '../host';
import { showModal } from '../ui/dialogs';
import { scan } from './scan';
import { copyBySelection } from '../view_dom';

const unsupported = () => new ApiFailure('not supported', { errno: 100 });

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
}
