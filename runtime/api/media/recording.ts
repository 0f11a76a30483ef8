// Recording from the microphone. In: commands. Out: the stream `recorder`. Wave and raw samples are made from what the browser recorded.

import { ApiFailure, type ViewApiHost } from '../host';

interface Options {
  duration: number;
  sampleRate: number;
  numberOfChannels: number;
  encodeBitRate: number;
  format: string;
  frameSize?: number;
}

export function createRecording(host: ViewApiHost) {
  let recorder: MediaRecorder | undefined;
  let stream: MediaStream | undefined;
  let options: Options;
  let parts: Blob[] = [];
  let startedMs = 0;
  let recordedMs = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const emit = (report: object) => host.emit('recorder', report);

  const release = () => {
    clearTimeout(timer);
    stream?.getTracks().forEach((track) => track.stop());
    stream = recorder = undefined;
  };
  const finish = async (type: string) => {
    const whole = new Blob(parts, { type: type.split(';', 1)[0] });
    try {
      const blob = /^(wav|pcm)$/i.test(options.format) ? await toWave(whole, options) : whole;
      emit({ type: 'stop', blob, durationMs: Math.round(recordedMs) });
    } catch (error) {
      emit({ type: 'error', message: `operateRecorder:fail ${(error as Error).message}` });
    }
  };
  const start = async (given: Options) => {
    if (recorder) throw new ApiFailure('is recording or paused');
    if (!navigator.mediaDevices || typeof MediaRecorder === 'undefined') throw new ApiFailure('not supported', { errno: 100 });
    options = given;
    try {
      stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: options.numberOfChannels } });
    } catch (error) {
      throw new ApiFailure((error as Error).name === 'NotAllowedError' ? 'auth deny' : 'system error');
    }
    const type = ['audio/mp4', 'audio/webm'].find((candidate) => MediaRecorder.isTypeSupported(candidate));
    const mine = (recorder = new MediaRecorder(stream, { mimeType: type, audioBitsPerSecond: options.encodeBitRate }));
    parts = [];
    recordedMs = 0;
    mine.ondataavailable = async ({ data }) => {
      parts.push(data);
      if (options.frameSize) emit({ type: 'frame', buffer: await data.arrayBuffer(), last: mine.state === 'inactive' });
    };
    mine.onstart = mine.onresume = ({ type: event }) => ((startedMs = performance.now()), emit({ type: event }));
    mine.onpause = () => ((recordedMs += performance.now() - startedMs), emit({ type: 'pause' }));
    mine.onstop = () => {
      release();
      void finish(mine.mimeType);
    };
    mine.onerror = () => (release(), emit({ type: 'error', message: 'operateRecorder:fail system error' }));
    mine.start(options.frameSize ? 200 : undefined);
    timer = setTimeout(stop, options.duration);
  };
  const stop = () => {
    if (!recorder) throw new ApiFailure('not recording');
    if (recorder.state === 'recording') recordedMs += performance.now() - startedMs;
    recorder.stop();
  };

  return async ({ name, options: given }: { name: string; options?: Options }): Promise<void> => {
    if (name === 'start') return start(given!);
    if (!recorder) throw new ApiFailure('not recording');
    if (name === 'pause') recorder.pause();
    else if (name === 'resume') recorder.resume();
    else stop();
  };
}

/** 16-bit samples at the rate asked for, with a header unless raw ones are wanted. */
async function toWave(blob: Blob, { sampleRate, numberOfChannels, format }: Options): Promise<Blob> {
  const decoded = await new OfflineAudioContext(1, 1, 44_100).decodeAudioData(await blob.arrayBuffer());
  const frames = Math.max(1, Math.ceil(decoded.duration * sampleRate));
  const context = new OfflineAudioContext(numberOfChannels, frames, sampleRate);
  const source = context.createBufferSource();
  source.buffer = decoded;
  source.connect(context.destination);
  source.start();
  const rendered = await context.startRendering();
  const samples = new Int16Array(frames * numberOfChannels);
  for (let channel = 0; channel < numberOfChannels; channel++) {
    const data = rendered.getChannelData(channel);
    for (let i = 0; i < frames; i++) samples[i * numberOfChannels + channel] = Math.max(-1, Math.min(1, data[i]!)) * 0x7fff;
  }
  if (/^pcm$/i.test(format)) return new Blob([samples], { type: 'audio/pcm' });
  const header = new DataView(new ArrayBuffer(44));
  const text = (at: number, value: string) => [...value].forEach((character, index) => header.setUint8(at + index, character.charCodeAt(0)));
  text(0, 'RIFF');
  header.setUint32(4, 36 + samples.byteLength, true);
  text(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  header.setUint16(20, 1, true);
  header.setUint16(22, numberOfChannels, true);
  header.setUint32(24, sampleRate, true);
  header.setUint32(28, sampleRate * numberOfChannels * 2, true);
  header.setUint16(32, numberOfChannels * 2, true);
  header.setUint16(34, 16, true);
  text(36, 'data');
  header.setUint32(40, samples.byteLength, true);
  return new Blob([header, samples], { type: 'audio/wav' });
}
