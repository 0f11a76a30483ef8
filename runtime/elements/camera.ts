// `camera`: what the device's camera sees. In: mode, device-position, flash, resolution. Out: initdone{maxZoom}, error, stop, scancode{type, result}.
// Commands of CameraContext: takePhoto → {blob}, startRecord, stopRecord → {blob, thumb}, setZoom → {zoom}, frames.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';

const HEIGHT_PX: Record<string, number> = { low: 480, medium: 720, high: 1080 };
const QUALITY: Record<string, number> = { low: 0.4, normal: 0.7, high: 0.9, original: 1 };
const SCAN_MS = 300;
const FRAME_WIDTH: Record<string, number> = { small: 288, medium: 480, large: 720 };

const definition: ElementDefinition = {
  tag: 'camera',
  shell: '<video class="wx-camera" playsinline muted autoplay></video><div class="wx-camera-note"></div><div class="wx-camera-slot"><slot></slot></div>',
  attributes: {
    mode: { type: 'string', default: 'normal' },
    resolution: { type: 'string', default: 'medium' },
    'device-position': { type: 'string', default: 'back' },
    flash: { type: 'string', default: 'auto' },
    'frame-size': { type: 'string', default: 'medium' },
  },
  create(host) {
    const video = host.el.querySelector('video')!;
    const note = host.el.querySelector<HTMLElement>('.wx-camera-note')!;
    const chinese = host.page.frame.language === 'zh';
    let stream: MediaStream | null = null;
    let wanted = 0;
    let recorder: MediaRecorder | null = null;
    let chunks: Blob[] = [];
    let thumb: Blob | null = null;
    let scanTimer = 0;
    let frames = 0;
    video.muted = true;

    const track = () => stream?.getVideoTracks()[0];
    function stop(): void {
      clearInterval(scanTimer);
      cancelAnimationFrame(frames);
      stream?.getTracks().forEach((one) => one.stop());
      stream = null;
      video.srcObject = null;
    }
    async function start(): Promise<void> {
      const turn = ++wanted;
      stop();
      const front = host.get('device-position') === 'front';
      video.classList.toggle('wx-camera-mirror', front);
      note.textContent = chinese ? '正在打开相机…' : 'Opening the camera…';
      try {
        if (!navigator.mediaDevices) throw new DOMException('insecure context', 'NotSupportedError');
        const { granted } = (await host.page.call('permission', { scope: 'scope.camera' })) as { granted: boolean };
        if (turn !== wanted) return;
        if (!granted) throw new DOMException('refused by the person', 'NotAllowedError');
        const opened = await navigator.mediaDevices.getUserMedia({
          video: { facingMode: front ? 'user' : 'environment', height: { ideal: HEIGHT_PX[host.get<string>('resolution')] ?? 720 } },
        });
        if (turn !== wanted) {
          opened.getTracks().forEach((one) => one.stop());
          return;
        }
        stream = opened;
        video.srcObject = opened;
        track()!.addEventListener('ended', () => host.fire('stop', {}));
        await video.play();
        note.textContent = '';
        const zoom = (track()!.getCapabilities?.() as any)?.zoom;
        host.fire('initdone', { maxZoom: zoom?.max ?? 1 });
        flash();
        if (host.get('mode') === 'scanCode') scan();
      } catch (error) {
        if (turn !== wanted) return;
        const denied = (error as DOMException).name === 'NotAllowedError';
        note.textContent = denied ? (chinese ? '没有相机权限' : 'No permission to use the camera') : chinese ? '无法打开相机' : 'The camera cannot be opened';
        host.fire('error', { errMsg: denied ? 'insertCamera:fail auth deny' : `insertCamera:fail ${(error as Error).message}` });
      }
    }
    function flash(): void {
      const on = /^(torch|on)$/.test(host.get<string>('flash'));
      void track()?.applyConstraints({ advanced: [{ torch: on } as MediaTrackConstraintSet] }).catch(() => undefined);
    }
    function scan(): void {
      const Detector = (globalThis as any).BarcodeDetector;
      if (!Detector) {
        host.fire('error', { errMsg: 'scanCode is not supported by this browser' });
        return;
      }
      const detector = new Detector();
      scanTimer = setInterval(async () => {
        if (video.readyState < 2) return;
        const [code] = await detector.detect(video).catch(() => []);
        if (code) host.fire('scancode', { type: code.format === 'qr_code' ? 'qrcode' : 'barcode', result: code.rawValue, charSet: 'UTF-8', rawData: btoa(unescape(encodeURIComponent(code.rawValue))) });
      }, SCAN_MS) as unknown as number;
    }
    function picture(width: number): CanvasRenderingContext2D {
      if (!stream || !video.videoWidth) throw new ApiFailure('camera is not ready');
      const canvas = document.createElement('canvas');
      canvas.width = width;
      canvas.height = Math.round((width * video.videoHeight) / video.videoWidth);
      const context = canvas.getContext('2d', { willReadFrequently: true })!;
      context.drawImage(video, 0, 0, canvas.width, canvas.height);
      return context;
    }
    const toBlob = (context: CanvasRenderingContext2D, quality: number) =>
      new Promise<Blob>((resolve, reject) => context.canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new ApiFailure('photo failed'))), 'image/jpeg', quality));

    const commands: Record<string, (args: any) => unknown> = {
      takePhoto: async (args) => ({ blob: await toBlob(picture(video.videoWidth), QUALITY[args?.quality] ?? 0.7) }),
      async startRecord() {
        if (!stream) throw new ApiFailure('camera is not ready');
        if (recorder) throw new ApiFailure('is recording');
        chunks = [];
        thumb = await toBlob(picture(320), 0.7);
        recorder = new MediaRecorder(stream);
        recorder.addEventListener('dataavailable', (event) => chunks.push(event.data));
        recorder.start();
      },
      stopRecord() {
        const own = recorder;
        if (!own) throw new ApiFailure('is not recording');
        recorder = null;
        return new Promise((resolve) => {
          own.addEventListener('stop', () => resolve({ blob: new Blob(chunks, { type: own.mimeType }), thumb }));
          own.stop();
        });
      },
      async setZoom(args) {
        const zoom = Number(args?.zoom) || 1;
        await track()?.applyConstraints({ advanced: [{ zoom } as MediaTrackConstraintSet] }).catch(() => Promise.reject(new ApiFailure('zoom is not supported')));
        return { zoom };
      },
      frames(args) {
        cancelAnimationFrame(frames);
        if (!args?.on) return;
        const step = () => {
          frames = requestAnimationFrame(step);
          if (video.readyState < 2) return;
          const { canvas, ...rest } = framed();
          void host.page.call('element.emit', { topic: 'camera.frame', value: { ...rest, width: canvas.width, height: canvas.height } });
        };
        frames = requestAnimationFrame(step);
      },
    };
    function framed() {
      const context = picture(FRAME_WIDTH[host.get<string>('frame-size')] ?? 480);
      const { width, height } = context.canvas;
      return { canvas: context.canvas, data: context.getImageData(0, 0, width, height).data.buffer };
    }
    return {
      attached: () => void start(),
      update(name) {
        if (name === 'flash') flash();
        else if (name !== 'frame-size') void start();
      },
      detached() {
        wanted++;
        stop();
      },
      context: () => ({}),
      command(name, args) {
        const command = commands[name];
        if (!command) throw new ApiFailure('not supported');
        return command(args);
      },
    };
  },
};
export default definition;
