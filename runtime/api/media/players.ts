// Players for the audio objects of the logic realm, by id. In: commands. Out: events with the state on the stream `audio`.

import type { ViewApiHost } from '../host';

interface Player {
  el: HTMLAudioElement;
  settings: Record<string, any>;
  background: boolean;
  /** `stop` was called: the pause that follows is not told. */
  stopping: boolean;
  wantsPlay: boolean;
  /** Told since the last source, and since the last pause: browsers repeat these events after a seek. */
  toldCanplay: boolean;
  toldPlay: boolean;
}

/** Codes of MediaError to the documented ones: network, file, format, unknown. */
const ERROR_CODES: Record<number, number> = { 1: -1, 2: 10002, 3: 10004, 4: 10004 };

export function createPlayers(host: ViewApiHost) {
  const players = new Map<number, Player>();

  const report = (id: number, player: Player, type: string, more: object = {}) => {
    const { el } = player;
    const buffered = el.buffered.length ? el.buffered.end(el.buffered.length - 1) : 0;
    const duration = Number.isFinite(el.duration) ? el.duration : 0;
    host.emit('audio', { id, type, state: { currentTime: el.currentTime, duration, paused: el.paused, buffered }, ...more });
  };
  const create = (id: number): Player => {
    const el = new Audio();
    const player: Player = { el, settings: {}, background: false, stopping: false, wantsPlay: false, toldCanplay: false, toldPlay: false };
    const on = (event: string, type: string, when: () => boolean = () => true) => el.addEventListener(event, () => when() && report(id, player, type));
    el.addEventListener('loadedmetadata', () => {
      if (player.settings['startTime'] > 0) el.currentTime = player.settings['startTime'];
    });
    on('canplay', 'canplay', () => !player.toldCanplay && (player.toldCanplay = true));
    on('playing', 'play', () => !player.toldPlay && (player.toldPlay = true));
    el.addEventListener('pause', () => (player.toldPlay = false));
    on('pause', 'pause', () => !player.stopping && !el.ended);
    on('ended', 'ended');
    on('timeupdate', 'timeupdate', () => !player.stopping);
    on('waiting', 'waiting', () => !el.paused);
    on('seeking', 'seeking', () => !player.stopping);
    on('seeked', 'seeked', () => !player.stopping);
    el.addEventListener('error', () => el.getAttribute('src') && report(id, player, 'error', { errCode: ERROR_CODES[el.error?.code ?? 0] ?? -1, message: el.error?.message || 'audio can not be played' }));
    players.set(id, player);
    return player;
  };
  const apply = ({ el, settings }: Player) => {
    el.loop = Boolean(settings['loop']);
    el.volume = Math.min(1, Math.max(0, Number(settings['volume'] ?? 1)));
    el.playbackRate = Math.min(4, Math.max(0.25, Number(settings['playbackRate'] ?? 1) || 1));
  };
  const play = (id: number, player: Player) => {
    player.stopping = false;
    player.el.play().catch((error: Error) => {
      // Sound without a touch is refused by browsers: it starts with the next one.
      if (error.name === 'NotAllowedError') document.addEventListener('pointerup', () => players.get(id) === player && player.wantsPlay && void player.el.play().catch(() => undefined), { once: true });
    });
    player.wantsPlay = true;
  };

  return ({ id, name, ...args }: { id: number; name: string; [key: string]: any }): void => {
    const player = players.get(id) ?? create(id);
    const { el } = player;
    switch (name) {
      case 'src':
        player.settings = { ...args['settings'] };
        player.toldCanplay = player.toldPlay = false;
        el.src = args['src'] ? host.url(args['src']) : '';
        apply(player);
        if (player.background) describe(host, id, player, report);
        if (player.settings['autoplay'] && args['src']) play(id, player);
        break;
      case 'set':
        player.settings[args['key']] = args['value'];
        apply(player);
        if (player.background) describe(host, id, player, report);
        break;
      case 'play':
        play(id, player);
        break;
      case 'pause':
        player.wantsPlay = false;
        el.pause();
        break;
      case 'stop':
        player.wantsPlay = false;
        player.stopping = true;
        el.pause();
        if (el.readyState > 0) el.currentTime = 0;
        report(id, player, 'stop');
        break;
      case 'seek':
        el.currentTime = Math.max(0, args['position']);
        break;
      case 'background':
        player.background = true;
        break;
      case 'destroy':
        player.wantsPlay = false;
        player.stopping = true;
        el.pause();
        el.removeAttribute('src');
        players.delete(id);
        break;
    }
  };
}

/** Title and cover for the system's own controls. */
function describe(host: ViewApiHost, id: number, player: Player, report: (id: number, player: Player, type: string) => void): void {
  const session = navigator.mediaSession;
  if (!session || typeof MediaMetadata === 'undefined') return;
  const { title, singer, epname, coverImgUrl } = player.settings;
  session.metadata = new MediaMetadata({ title: String(title ?? ''), artist: String(singer ?? ''), album: String(epname ?? ''), artwork: coverImgUrl ? [{ src: host.url(coverImgUrl) }] : [] });
  session.setActionHandler('previoustrack', () => report(id, player, 'prev'));
  session.setActionHandler('nexttrack', () => report(id, player, 'next'));
}
