// Reads codes: by the browser where it can, else by a library that is loaded then.
// In: a picture. Out: what the code says. Must not: load the library where the browser reads codes itself.

type Reader = (picture: CanvasImageSource, width: number, height: number) => Promise<string | undefined>;

interface Detector {
  detect(picture: CanvasImageSource): Promise<{ rawValue: string }[]>;
}

/** Larger pictures are made smaller first: a code that a person sees has enough of it. */
const SIDE_PIXELS_MAX = 1_000;
let reader: Promise<Reader> | undefined;

export function codeReader(): Promise<Reader> {
  return (reader ??= ofBrowser().then((own) => own ?? ofLibrary()));
}

/** Chromium on Linux and Windows has the class, but reads no kind of code. */
async function ofBrowser(): Promise<Reader | undefined> {
  const Detectors = (globalThis as { BarcodeDetector?: { new (options: object): Detector; getSupportedFormats(): Promise<string[]> } }).BarcodeDetector;
  if (!Detectors || !(await Detectors.getSupportedFormats().catch(() => [] as string[])).includes('qr_code')) return undefined;
  const detector = new Detectors({ formats: ['qr_code'] });
  return async (picture) => (await detector.detect(picture))[0]?.rawValue;
}

async function ofLibrary(): Promise<Reader> {
  const { default: decode } = await import('qr/decode.js');
  const canvas = document.createElement('canvas');
  const context = canvas.getContext('2d', { willReadFrequently: true })!;
  return async (picture, width, height) => {
    const scale = Math.min(1, SIDE_PIXELS_MAX / Math.max(width, height));
    canvas.width = Math.max(1, Math.round(width * scale));
    canvas.height = Math.max(1, Math.round(height * scale));
    context.drawImage(picture, 0, 0, canvas.width, canvas.height);
    try {
      return decode(context.getImageData(0, 0, canvas.width, canvas.height));
    } catch {
      // There is none in it.
      return undefined;
    }
  };
}
