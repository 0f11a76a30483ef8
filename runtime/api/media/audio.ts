// Audio: InnerAudioContext, the background manager and the older calls, over players of the view (a Worker cannot play).
// In: properties and calls. Out: commands to a player; its events and state come back on the stream `audio`. Must not: poll.

import { ApiFailure, type LogicApiHost } from '../host';
import { listeners } from '../method';

interface State {
  currentTime: number;
  duration: number;
  paused: boolean;
  buffered: number;
}

interface Report {
  id: number;
  type: string;
  state: State;
  errCode?: number;
  message?: string;
}

const EVENTS = ['Canplay', 'Play', 'Pause', 'Stop', 'Ended', 'TimeUpdate', 'Error', 'Waiting', 'Seeking', 'Seeked'];
const SETTINGS: Record<string, unknown> = { startTime: 0, autoplay: false, loop: false, obeyMuteSwitch: true, volume: 1, playbackRate: 1, referrerPolicy: 'no-referrer' };

export function audio(host: LogicApiHost): void {
  const players = new Map<number, (report: Report) => void>();
  let last = 0;
  host.listen('audio', (report: Report) => players.get(report.id)?.(report));

  /** A player with the members both kinds of audio objects have. */
  function createPlayer(extra: string[], settings: Record<string, unknown>) {
    const id = ++last;
    const events = new Map([...EVENTS, ...extra].map((name) => [name.toLowerCase(), listeners<object>()] as const));
    let state: State = { currentTime: 0, duration: 0, paused: true, buffered: 0 };
    let heardMs = 0;
    let src = '';
    const command = (name: string, args: object = {}) => void host.view('audio.command', { id, name, ...args }).catch((error) => tell('error', { errCode: 10001, errMsg: String(error?.message ?? error) }));
    const tell = (type: string, value: object = {}) => events.get(type)?.tell(value, (error) => host.runtime.reportError(error));
    players.set(id, (report) => {
      state = report.state;
      heardMs = Date.now();
      const value = report.type === 'error' ? { errCode: report.errCode, errMsg: report.message } : {};
      tell(report.type, value);
    });
    const target: Record<string, any> = {
      play: () => command('play'),
      pause: () => command('pause'),
      stop: () => command('stop'),
      seek(position: number) {
        state.currentTime = Number(position) || 0;
        heardMs = Date.now();
        command('seek', { position: Number(position) || 0 });
      },
      destroy() {
        command('destroy');
        players.delete(id);
      },
    };
    for (const name of [...EVENTS, ...extra]) {
      const event = events.get(name.toLowerCase())!;
      target[`on${name}`] = event.on;
      target[`off${name}`] = event.off;
    }
    const values: Record<string, unknown> = { ...settings };
    const accessor = (name: string, get: () => unknown, set?: (value: any) => void) => Object.defineProperty(target, name, { get, set, enumerable: true, configurable: true });
    for (const name in values) {
      accessor(name, () => values[name], (value) => {
        values[name] = value;
        command('set', { key: name, value });
      });
    }
    accessor('src', () => src, (value) => {
      src = String(value ?? '');
      state = { currentTime: 0, duration: 0, paused: true, buffered: 0 };
      command('src', { src, settings: values });
    });
    accessor('duration', () => state.duration);
    accessor('paused', () => state.paused);
    accessor('buffered', () => state.buffered);
    // Between two reports a playing sound goes on.
    accessor('currentTime', () => (state.paused ? state.currentTime : Math.min(state.duration || Infinity, state.currentTime + ((Date.now() - heardMs) / 1000) * Number(values['playbackRate'] ?? 1))), (value) => target['seek'](value));
    return { target, tell, id };
  }

  host.synchronous('createInnerAudioContext', () => createPlayer([], SETTINGS).target);
  const background = createBackground(host, createPlayer);
  host.synchronous('getBackgroundAudioManager', () => background().target);
  olderCalls(host, createPlayer, background);
  host.asynchronous('setInnerAudioOption', { mixWithOther: 'boolean?', obeyMuteSwitch: 'boolean?', speakerOn: 'boolean?' }, () => undefined);
  host.asynchronous('getAvailableAudioSources', {}, () => ({ audioSources: ['auto', 'mic'] }));
  // The browser has no AudioContext in a Worker.
  host.synchronous('createWebAudioContext', () => {
    throw new ApiFailure('not supported', { errno: 100 });
  });
}

interface Player {
  target: Record<string, any>;
  tell(type: string, value?: object): void;
  id: number;
}
type CreatePlayer = (extra: string[], settings: Record<string, unknown>) => Player;

/** The one background player, made when first asked for: plays as soon as it has a source, shows title and cover in the system's controls. */
function createBackground(host: LogicApiHost, create: CreatePlayer): () => Player {
  let player: Player | undefined;
  return () => {
    if (player) return player;
    const made = create(['Prev', 'Next'], { startTime: 0, playbackRate: 1, title: '', epname: '', singer: '', coverImgUrl: '', webUrl: '', protocol: 'http', audioType: '', referrerPath: '', referrerPolicy: 'no-referrer' });
    const { target, tell } = made;
    const source = Object.getOwnPropertyDescriptor(target, 'src')!;
    Object.defineProperty(target, 'src', {
      ...source,
      set(value) {
        if (!target['title']) return tell('error', { errCode: -1, errMsg: 'title is required' });
        source.set!.call(target, value);
        target['play']();
      },
    });
    void host.view('audio.command', { id: made.id, name: 'background' });
    return (player = made);
  };
}

function olderCalls(host: LogicApiHost, create: CreatePlayer, background: () => Player): void {
  const play = host.event('onBackgroundAudioPlay');
  const pause = host.event('onBackgroundAudioPause');
  const stop = host.event('onBackgroundAudioStop');
  let wired = false;
  const manager = () => {
    const { target } = background();
    if (!wired) {
      wired = true;
      target['onPlay'](() => play({}));
      target['onPause'](() => pause({}));
      target['onStop'](() => stop({}));
      target['onEnded'](() => stop({}));
    }
    return target;
  };
  host.asynchronous('playBackgroundAudio', { dataUrl: 'string', title: 'string?', coverImgUrl: 'string?' }, ({ dataUrl, title, coverImgUrl }) => {
    const target = manager();
    target['title'] = title || ' ';
    if (coverImgUrl) target['coverImgUrl'] = coverImgUrl;
    target['src'] = dataUrl;
  });
  host.asynchronous('pauseBackgroundAudio', {}, () => manager()['pause']());
  host.asynchronous('stopBackgroundAudio', {}, () => manager()['stop']());
  host.asynchronous('seekBackgroundAudio', { position: 'number' }, ({ position }) => manager()['seek'](position));
  host.asynchronous('getBackgroundAudioPlayerState', {}, () => {
    const target = manager();
    if (!target['src']) return { status: 2 };
    const { duration, currentTime, buffered, paused, src } = target;
    return { duration, currentPosition: currentTime, status: paused ? 0 : 1, downloadPercent: duration ? Math.round((buffered / duration) * 100) : 0, dataUrl: src };
  });

  let voice: Player | undefined;
  host.asynchronous('playVoice', { filePath: 'string', duration: 'number?' }, ({ filePath }) => {
    const { target } = (voice ??= create([], SETTINGS));
    // The same file goes on where it was paused.
    if (target['src'] !== filePath) target['src'] = filePath;
    return new Promise<void>((resolve, reject) => {
      const done = () => (target['offEnded'](), target['offStop'](), target['offError']());
      target['onEnded'](() => (done(), resolve()));
      target['onStop'](() => (done(), resolve()));
      target['onError']((error: { errMsg: string }) => (done(), reject(new ApiFailure(error.errMsg))));
      target['play']();
    });
  });
  host.asynchronous('pauseVoice', {}, () => voice?.target['pause']());
  host.asynchronous('stopVoice', {}, () => voice?.target['stop']());
}
