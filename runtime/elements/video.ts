// `video`: a film. In: src, controls, autoplay, object-fit, poster and the rest. Out: play, pause, ended, timeupdate, fullscreenchange, waiting, error,
// progress, loadedmetadata, controlstoggle, seekcomplete, enter/leavepictureinpicture. Commands of VideoContext (docs/internals/contexts.md).
// The browser's own controls are used: they are accessible and known. Danmaku run above the film.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';
import { setText } from './parts/text';

const TIME_EVENT_MS = 250;
const DANMU_MS = 6000;

const definition: ElementDefinition = {
  tag: 'video',
  shell: '<div class="wx-video-container"><video class="wx-video-video" playsinline webkit-playsinline x5-playsinline preload="metadata"></video><div class="wx-video-danmu" aria-hidden="true"></div><div class="wx-video-title" hidden></div></div><div class="wx-video-slot"><slot></slot></div>',
  attributes: {
    src: { type: 'string', default: '' },
    duration: { type: 'number' },
    controls: { type: 'boolean', default: true },
    'danmu-list': { type: 'array', default: [] },
    'danmu-btn': { type: 'boolean', default: false },
    'enable-danmu': { type: 'boolean', default: false },
    autoplay: { type: 'boolean', default: false },
    loop: { type: 'boolean', default: false },
    muted: { type: 'boolean', default: false },
    'initial-time': { type: 'number', default: 0 },
    direction: { type: 'number' },
    'page-gesture': { type: 'boolean', default: false },
    'vslide-gesture': { type: 'boolean', default: false },
    'vslide-gesture-in-fullscreen': { type: 'boolean', default: true },
    'show-progress': { type: 'boolean', default: true },
    'show-bottom-progress': { type: 'boolean', default: true },
    'show-fullscreen-btn': { type: 'boolean', default: true },
    'show-play-btn': { type: 'boolean', default: true },
    'show-center-play-btn': { type: 'boolean', default: true },
    'show-mute-btn': { type: 'boolean', default: false },
    'show-casting-button': { type: 'boolean', default: false },
    'show-screen-lock-button': { type: 'boolean', default: false },
    'show-snapshot-button': { type: 'boolean', default: false },
    'show-background-playback-button': { type: 'boolean', default: false },
    'enable-progress-gesture': { type: 'boolean', default: true },
    'enable-play-gesture': { type: 'boolean', default: false },
    'enable-auto-rotation': { type: 'boolean', default: false },
    'object-fit': { type: 'string', default: 'contain' },
    poster: { type: 'string', default: '' },
    'poster-for-crawler': { type: 'string', default: '' },
    'background-poster': { type: 'string', default: '' },
    title: { type: 'string', default: '' },
    'play-btn-position': { type: 'string', default: 'bottom' },
    'auto-pause-if-navigate': { type: 'boolean', default: true },
    'auto-pause-if-open-native': { type: 'boolean', default: true },
    'ad-unit-id': { type: 'string', default: '' },
    'picture-in-picture-mode': { type: 'any' },
    'picture-in-picture-show-progress': { type: 'boolean', default: false },
    'picture-in-picture-init-position': { type: 'string', default: '' },
    'referrer-policy': { type: 'string', default: 'no-referrer' },
    'enable-system-pip': { type: 'boolean', default: true },
    'is-live': { type: 'boolean', default: false },
    'is-drm': { type: 'boolean', default: false },
    'preferred-peak-bit-rate': { type: 'number' },
  },
  create(host) {
    const el = host.el;
    const video = el.querySelector('video')!;
    const stage = el.querySelector<HTMLElement>('.wx-video-danmu')!;
    const title = el.querySelector<HTMLElement>('.wx-video-title')!;
    let shownSrc = '';
    let toldAt = 0;
    let danmuSecond = -1;
    let observer: IntersectionObserver | null = null;
    let pausedByPage = false;

    function look(): void {
      video.controls = host.get<boolean>('controls');
      video.loop = host.get<boolean>('loop');
      video.muted = host.get<boolean>('muted');
      video.style.objectFit = host.get<string>('object-fit');
      const poster = host.get<string>('poster');
      if (poster && host.get('controls')) video.poster = host.url(poster);
      else video.removeAttribute('poster');
      const hide: string[] = ['nodownload', 'noremoteplayback'];
      if (!host.get('show-fullscreen-btn')) hide.push('nofullscreen');
      video.setAttribute('controlslist', hide.join(' '));
      setText(title, host.get<string>('title'));
      if (host.get('title')) video.setAttribute('aria-label', host.get<string>('title'));
    }
    function load(): void {
      const src = host.get<string>('src');
      if (src === shownSrc) return;
      shownSrc = src;
      if (!src) {
        video.removeAttribute('src');
        video.load();
        return;
      }
      video.src = host.url(src);
      if (host.get('autoplay')) play();
    }
    function play(): void {
      void video.play().catch((error: DOMException) => {
        // A browser lets a film start by itself only without sound.
        if (error.name !== 'NotAllowedError' || video.muted) return;
        video.muted = true;
        void video.play().catch(() => undefined);
      });
    }
    const on = (type: keyof HTMLVideoElementEventMap, run: () => void) => video.addEventListener(type, run);
    on('play', () => host.fire('play', {}));
    on('pause', () => {
      if (!video.ended) host.fire('pause', {});
    });
    on('ended', () => host.fire('ended', {}));
    on('waiting', () => host.fire('waiting', {}));
    on('seeked', () => host.fire('seekcomplete', { position: video.currentTime }));
    on('loadedmetadata', () => {
      const start = host.get<number>('initial-time');
      if (start > 0) video.currentTime = start;
      host.fire('loadedmetadata', { width: video.videoWidth, height: video.videoHeight, duration: video.duration });
    });
    on('progress', () => {
      const { buffered, duration } = video;
      if (buffered.length && duration) host.fire('progress', { buffered: (buffered.end(buffered.length - 1) / duration) * 100 });
    });
    on('timeupdate', () => {
      const now = performance.now();
      danmu();
      if (now - toldAt < TIME_EVENT_MS) return;
      toldAt = now;
      if (host.listens('timeupdate')) host.fire('timeupdate', { currentTime: video.currentTime, duration: video.duration || 0 });
    });
    on('error', () => {
      if (shownSrc) host.fire('error', { errMsg: ['', 'MEDIA_ERR_ABORTED', 'MEDIA_ERR_NETWORK', 'MEDIA_ERR_DECODE', 'MEDIA_ERR_SRC_NOT_SUPPORTED'][video.error?.code ?? 0] || 'MEDIA_ERR' });
    });
    video.addEventListener('enterpictureinpicture', () => host.fire('enterpictureinpicture', {}));
    video.addEventListener('leavepictureinpicture', () => host.fire('leavepictureinpicture', {}));
    const fullscreen = () => {
      const on = document.fullscreenElement === el || document.fullscreenElement === video;
      title.hidden = !on || !host.get('title');
      host.fire('fullscreenchange', { fullScreen: on, direction: on && video.videoWidth > video.videoHeight ? 'horizontal' : 'vertical' });
    };
    el.addEventListener('fullscreenchange', fullscreen);

    function danmu(): void {
      if (!host.get('enable-danmu')) return;
      const second = Math.floor(video.currentTime);
      if (second === danmuSecond) return;
      danmuSecond = second;
      for (const one of host.get<any[]>('danmu-list')) if (Math.floor(Number(one?.time)) === second) fly(String(one?.text ?? ''), String(one?.color ?? ''));
    }
    function fly(text: string, color: string): void {
      const line = document.createElement('span');
      setText(line, text);
      line.style.color = color;
      line.style.top = `${(stage.childElementCount % 5) * 20 + 4}%`;
      stage.append(line);
      const width = stage.clientWidth;
      const moving = line.animate([{ transform: `translateX(${width}px)` }, { transform: `translateX(${-line.offsetWidth}px)` }], { duration: DANMU_MS });
      moving.finished.then(() => line.remove(), () => line.remove());
    }

    const commands: Record<string, (args: any) => unknown> = {
      play,
      pause: () => video.pause(),
      stop() {
        video.pause();
        video.currentTime = 0;
      },
      seek: (args) => (video.currentTime = Number(args?.position ?? args) || 0),
      playbackRate: (args) => (video.playbackRate = Math.max(0.25, Math.min(4, Number(args?.rate ?? args) || 1))),
      async requestFullScreen() {
        // An iPhone's browser fills the screen with the film alone.
        const own = video as HTMLVideoElement & { webkitEnterFullscreen?(): void };
        if (el.requestFullscreen) await el.requestFullscreen().catch(() => Promise.reject(new ApiFailure('fullscreen is not allowed')));
        else if (own.webkitEnterFullscreen) own.webkitEnterFullscreen();
        else throw new ApiFailure('not supported');
      },
      async exitFullScreen() {
        if (document.fullscreenElement) await document.exitFullscreen();
      },
      sendDanmu: (args) => fly(String(args?.text ?? ''), String(args?.color ?? '')),
      showStatusBar: () => undefined,
      hideStatusBar: () => undefined,
      async exitPictureInPicture() {
        if (document.pictureInPictureElement === video) await document.exitPictureInPicture();
      },
      requestBackgroundPlayback: () => (pausedByPage = false),
      exitBackgroundPlayback: () => undefined,
    };

    look();
    return {
      attached() {
        load();
        // A page that is covered pauses its films; it comes back as it was.
        observer = new IntersectionObserver((entries) => {
          const hidden = !!el.closest('.mn-page-hidden') && !entries[entries.length - 1].isIntersecting;
          if (hidden && !video.paused && host.get('auto-pause-if-navigate') && document.pictureInPictureElement !== video) {
            pausedByPage = true;
            video.pause();
          } else if (!hidden && pausedByPage) {
            pausedByPage = false;
            play();
          }
        });
        observer.observe(el);
      },
      update(name) {
        look();
        if (name === 'src') load();
        if (name === 'autoplay' && host.get('autoplay') && shownSrc) play();
      },
      detached() {
        observer?.disconnect();
        video.pause();
        video.removeAttribute('src');
        video.load();
      },
      context: () => ({}),
      command(name, args) {
        const run = commands[name];
        if (!run) throw new ApiFailure('not supported');
        return run(args);
      },
      property: (name) => host.get(name),
    };
  },
};
export default definition;
