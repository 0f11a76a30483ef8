// Scans a code by the camera or from a picture. Programs of this platform open in place; other addresses are asked about first.
// In: pictures. Out: a route, or a question. Must not: keep the camera on a moment longer than the page is seen, or open a foreign address unasked.

import { useEffect, useRef, useState } from 'preact/hooks';
import { Button } from '../web/components/button';
import { Dialog } from '../web/components/dialog';
import { Icon } from '../web/components/icon';
import { words } from '../web/words';
import { codeReader } from './code_reader';
import { hashOf, programOf } from './route';

const t = words(
  {
    title: 'Scan',
    back: 'Back',
    hint: 'Hold the code in front of the camera',
    noCamera: 'The camera cannot be used',
    noCameraText: 'Allow it in the browser’s settings, or choose a picture with a code.',
    choose: 'Choose a picture',
    noCode: 'There is no code in this picture that can be read.',
    foreign: 'This leads elsewhere',
    foreignText: (host: string) => `The code opens ${host}, which is not part of this platform.`,
    notAddress: 'The code says',
    open: 'Open',
    cancel: 'Cancel',
  },
  {
    title: '扫一扫',
    back: '返回',
    hint: '将二维码放入取景框',
    noCamera: '无法使用相机',
    noCameraText: '请在浏览器设置里允许使用相机，或从相册选择图片。',
    choose: '从相册选择',
    noCode: '这张图片里没有可以识别的码。',
    foreign: '即将离开',
    foreignText: (host) => `这个码会打开 ${host}，它不属于本平台。`,
    notAddress: '码的内容',
    open: '打开',
    cancel: '取消',
  },
);

const LOOK_EVERY_MS = 200;

export function Scan() {
  const video = useRef<HTMLVideoElement>(null);
  const [isDenied, setDenied] = useState(false);
  const [fault, setFault] = useState('');
  const [said, setSaid] = useState('');
  const heard = (text: string) => {
    const route = programOf(text, location);
    if (route) location.replace(hashOf(route));
    else setSaid(text);
  };
  useCamera(video, said === '', heard, () => setDenied(true));
  const look = async (file: File | undefined) => {
    if (!file) return;
    setFault('');
    const text = await readPicture(file).catch(() => undefined);
    if (text) heard(text);
    else setFault(t.noCode);
  };
  return (
    <main class="scan">
      <header class="scan-head">
        <a class="round" href="#/" aria-label={t.back}>
          <Icon name="back" />
        </a>
        <h1>{t.title}</h1>
      </header>
      <video ref={video} class="scan-video" muted playsInline hidden={isDenied} aria-hidden="true" />
      {isDenied ? (
        <div class="scan-denied" role="status">
          <h2>{t.noCamera}</h2>
          <p>{t.noCameraText}</p>
        </div>
      ) : (
        <div class="scan-window" aria-hidden="true" />
      )}
      <div class="scan-foot">
        {!isDenied && <p>{t.hint}</p>}
        {fault && <p role="alert">{fault}</p>}
        <label class="scan-choose">
          <input type="file" accept="image/*" class="sr-only" onChange={(event) => void look(event.currentTarget.files?.[0])} />
          <Icon name="picture" />
          {t.choose}
        </label>
      </div>
      <Said text={said} onClose={() => setSaid('')} />
    </main>
  );
}

function Said({ text, onClose }: { text: string; onClose: () => void }) {
  const address = addressOf(text);
  const open = () => {
    window.open(address?.href, '_blank', 'noopener,noreferrer');
    onClose();
  };
  const actions = (
    <>
      <Button onClick={onClose}>{t.cancel}</Button>
      {address && (
        <Button kind="primary" onClick={open}>
          {t.open}
        </Button>
      )}
    </>
  );
  return (
    <Dialog isOpen={text !== ''} title={address ? t.foreign : t.notAddress} onClose={onClose} actions={actions}>
      {address && <p>{t.foreignText(address.host)}</p>}
      <p class="said">{text.slice(0, 500)}</p>
    </Dialog>
  );
}

/** Pages of the web, and no scheme that would do something here. */
function addressOf(text: string): URL | null {
  try {
    const url = new URL(text);
    return url.protocol === 'https:' || url.protocol === 'http:' ? url : null;
  } catch {
    return null;
  }
}

function useCamera(video: { current: HTMLVideoElement | null }, isLooking: boolean, heard: (text: string) => void, denied: () => void): void {
  const latest = useRef(heard);
  latest.current = heard;
  const looking = useRef(isLooking);
  looking.current = isLooking;
  useEffect(() => {
    let stream: MediaStream | undefined;
    let timer: ReturnType<typeof setTimeout>;
    let isOver = false;
    const stop = () => {
      isOver = true;
      clearTimeout(timer);
      for (const track of stream?.getTracks() ?? []) track.stop();
    };
    const look = async (read: (picture: CanvasImageSource, width: number, height: number) => Promise<string | undefined>) => {
      const element = video.current;
      if (isOver || !element) return;
      if (looking.current && element.videoWidth) {
        const text = await read(element, element.videoWidth, element.videoHeight).catch(() => undefined);
        if (text && !isOver && looking.current) latest.current(text);
      }
      if (!isOver) timer = setTimeout(() => void look(read), LOOK_EVERY_MS);
    };
    const start = async () => {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: 'environment' } });
      if (isOver || !video.current) return stop();
      video.current.srcObject = stream;
      await video.current.play();
      await look(await codeReader());
    };
    start().catch(() => !isOver && denied());
    return stop;
  }, []);
}

async function readPicture(file: File): Promise<string | undefined> {
  const picture = await createImageBitmap(file);
  try {
    return await (await codeReader())(picture, picture.width, picture.height);
  } finally {
    picture.close();
  }
}
