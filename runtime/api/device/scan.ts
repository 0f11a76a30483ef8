// scanCode: the camera, or a picture of the person's, read by the browser's BarcodeDetector. In: kinds of codes. Out: a result, or null on cancel.
// Browsers without a detector answer with the documented failure. Must not: keep the camera on after the sheet is closed.

import { ApiFailure, type ViewApiHost } from '../host';
import { PALETTE, button, h, style } from '../view_dom';

interface Detector {
  detect(source: CanvasImageSource | Blob): Promise<{ rawValue: string; format: string }[]>;
}

const FORMATS: Record<string, string[]> = {
  qrCode: ['qr_code', 'aztec'], wxCode: ['qr_code'], datamatrix: ['data_matrix'], pdf417: ['pdf417'],
  barCode: ['code_128', 'code_39', 'code_93', 'codabar', 'ean_13', 'ean_8', 'itf', 'upc_a', 'upc_e'],
};
const NAMES: Record<string, string> = { qr_code: 'QR_CODE', aztec: 'AZTEC', data_matrix: 'DATA_MATRIX', pdf417: 'PDF_417', code_128: 'CODE_128', code_39: 'CODE_39', code_93: 'CODE_93', codabar: 'CODABAR', ean_13: 'EAN_13', ean_8: 'EAN_8', itf: 'ITF', upc_a: 'UPC_A', upc_e: 'UPC_E' };

const CSS = `
.mn-a-scan{position:fixed;inset:0;background:#000;color:#fff!important;overflow:hidden}
.mn-a-scan video{width:100%;height:100%;object-fit:cover}
.mn-a-scan-line{position:absolute;left:10%;right:10%;top:20%;height:2px;background:linear-gradient(90deg,transparent,#07c160,transparent);animation:mn-a-scan 2.6s ease-in-out infinite}
.mn-a-scan p{position:absolute;left:24px;right:24px;bottom:calc(120px + env(safe-area-inset-bottom));margin:0;text-align:center;font-size:14px}
.mn-a .mn-a-scan button{position:absolute;min-width:72px;min-height:44px;padding:0 16px;border-radius:22px;background:rgba(60,60,60,.7)}
.mn-a .mn-a-scan-close{left:16px;top:calc(12px + env(safe-area-inset-top))}
.mn-a .mn-a-scan-album{right:24px;bottom:calc(40px + env(safe-area-inset-bottom))}
@keyframes mn-a-scan{50%{top:70%}}
`;

export async function scan(host: ViewApiHost, { onlyFromCamera, types }: { onlyFromCamera: boolean; types: string[] }) {
  const Detectors = (globalThis as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } }).BarcodeDetector;
  if (!Detectors) throw new ApiFailure('not supported', { errno: 100 });
  const supported = await Detectors.getSupportedFormats();
  const formats = types.flatMap((type) => FORMATS[type] ?? []).filter((format) => supported.includes(format));
  if (formats.length === 0) throw new ApiFailure('not supported', { errno: 100 });
  return open(host, new Detectors({ formats }), onlyFromCamera);
}

function open(host: ViewApiHost, detector: Detector, onlyFromCamera: boolean): Promise<object | null> {
  style(PALETTE + CSS);
  const say = (zh: string, en: string) => (host.frame.language === 'zh' ? zh : en);
  return new Promise((resolve) => {
    let stream: MediaStream | undefined;
    let over = false;
    const video = h('video', '', { playsinline: true, muted: true });
    video.muted = true;
    const note = h('p', '', { role: 'status' }, say('将二维码或条码放入框内', 'Point the camera at a code'));
    const input = h('input', '', { type: 'file', accept: 'image/*', hidden: true });
    const finish = (value: object | null) => {
      over = true;
      stream?.getTracks().forEach((track) => track.stop());
      close();
      resolve(value);
    };
    const read = async (source: CanvasImageSource | Blob): Promise<boolean> => {
      const [code] = await detector.detect(source).catch(() => []);
      if (!code || over) return false;
      const bytes = new TextEncoder().encode(code.rawValue);
      finish({ result: code.rawValue, scanType: NAMES[code.format] ?? code.format.toUpperCase(), rawData: btoa(String.fromCharCode(...bytes)) });
      return true;
    };
    input.addEventListener('change', async () => {
      const file = input.files?.[0];
      if (file && !(await read(file))) note.textContent = say('未发现二维码或条码', 'No code was found');
    });
    const surface = h('div', 'mn-a-scan', null, video, h('div', 'mn-a-scan-line'), note, input, button('mn-a-scan-close', say('关闭', 'Close'), () => finish(null), { autofocus: true }));
    if (!onlyFromCamera) surface.append(button('mn-a-scan-album', say('相册', 'Album'), () => input.click()));
    const close = host.frame.overlay(h('div', 'mn-a', null, surface), { modal: true, kind: 'dialog', label: say('扫一扫', 'Scan'), onDismiss: () => finish(null) });
    const watch = async () => {
      if (over || (await read(video))) return;
      // Ten looks a second are enough and leave the phone cool.
      setTimeout(watch, 100);
    };
    navigator.mediaDevices?.getUserMedia({ video: { facingMode: 'environment' } }).then(
      async (opened) => {
        stream = opened;
        if (over) return opened.getTracks().forEach((track) => track.stop());
        video.srcObject = opened;
        await video.play();
        void watch();
      },
      () => (note.textContent = onlyFromCamera ? say('无法使用相机', 'The camera is not available') : say('无法使用相机,请从相册选择', 'The camera is not available: choose a picture')),
    );
  });
}
