// `audio` (deprecated by the vendor): a small player. In: src, controls, loop, poster, name, author. Out: play, pause, timeupdate, ended,
// error{errMsg: 1–4}. Commands of AudioContext.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';
import { setText } from './parts/text';

const clock = (seconds: number) => `${String(Math.floor(seconds / 60)).padStart(2, '0')}:${String(Math.floor(seconds % 60)).padStart(2, '0')}`;

const definition: ElementDefinition = {
  tag: 'audio',
  shell: '<div class="wx-audio"><button type="button" class="wx-audio-button"></button><div class="wx-audio-texts"><strong></strong><span></span></div><span class="wx-audio-time">00:00</span></div>',
  attributes: {
    src: { type: 'string', default: '' },
    loop: { type: 'boolean', default: false },
    controls: { type: 'boolean', default: false },
    poster: { type: 'string', default: '' },
    name: { type: 'string', default: '未知音频' },
    author: { type: 'string', default: '未知作者' },
    action: { type: 'any' },
  },
  create(host) {
    const el = host.el;
    const box = el.firstElementChild as HTMLElement;
    const button = el.querySelector('button')!;
    const [name, author] = el.querySelectorAll<HTMLElement>('.wx-audio-texts>*');
    const time = el.querySelector<HTMLElement>('.wx-audio-time')!;
    const audio = new Audio();
    audio.preload = 'metadata';
    const chinese = host.page.frame.language === 'zh';

    function draw(): void {
      box.hidden = !host.get('controls');
      audio.loop = host.get<boolean>('loop');
      setText(name, host.get<string>('name'));
      setText(author, host.get<string>('author'));
      const poster = host.get<string>('poster');
      button.style.backgroundImage = poster ? `url("${host.url(poster).replace(/["\\\n]/g, encodeURIComponent)}")` : '';
    }
    function state(): void {
      button.classList.toggle('wx-audio-playing', !audio.paused);
      button.setAttribute('aria-label', audio.paused ? (chinese ? '播放' : 'Play') : chinese ? '暂停' : 'Pause');
    }
    function setSrc(src: string): void {
      if (src) audio.src = host.url(src);
      else audio.removeAttribute('src');
    }
    const play = () => void audio.play().catch(() => undefined);
    button.addEventListener('click', () => (audio.paused ? play() : audio.pause()));
    audio.addEventListener('play', () => (state(), host.fire('play', {})));
    audio.addEventListener('pause', () => {
      state();
      if (!audio.ended) host.fire('pause', {});
    });
    audio.addEventListener('ended', () => host.fire('ended', {}));
    audio.addEventListener('timeupdate', () => {
      setText(time, clock(audio.currentTime));
      if (host.listens('timeupdate')) host.fire('timeupdate', { currentTime: audio.currentTime, duration: audio.duration || 0 });
    });
    audio.addEventListener('error', () => audio.getAttribute('src') && host.fire('error', { errMsg: String(audio.error?.code ?? 4) }));
    draw();
    state();
    setSrc(host.get<string>('src'));
    return {
      update(changed) {
        if (changed === 'src') setSrc(host.get<string>('src'));
        draw();
      },
      detached() {
        audio.pause();
        audio.removeAttribute('src');
      },
      context: () => ({}),
      command(command, args: any) {
        if (command === 'play') play();
        else if (command === 'pause') audio.pause();
        else if (command === 'seek') audio.currentTime = Number(args?.position ?? args) || 0;
        else if (command === 'setSrc') setSrc(String(args?.src ?? args ?? ''));
        else throw new ApiFailure('not supported');
      },
    };
  },
};
export default definition;
