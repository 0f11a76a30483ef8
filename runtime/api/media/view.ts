// View half of the media group: choosing files, the viewer, players, recording, measuring videos.
// In: calls of the logic realm. Out: files, states. Must not: name files; the logic realm does.

import type { ViewApiHost } from '../host';
import { createPlayers } from './players';
import { choose, probeVideo } from './choose';
import { createRecording } from './recording';
import { openViewer } from './viewer';

export default function media(host: ViewApiHost): void {
  host.handle('media.choose', (request) => choose(host, request));
  host.handle('media.preview', (request) => openViewer(host, request));
  host.handle('media.probeVideo', ({ blob }: { blob: Blob }) => probeVideo(blob, false));
  host.handle('media.supportsHevc', () => document.createElement('video').canPlayType('video/mp4; codecs="hvc1.1.6.L93.B0"') !== '');
  const players = createPlayers(host);
  host.handle('audio.command', players);
  const recording = createRecording(host);
  host.handle('media.record', recording);
}
