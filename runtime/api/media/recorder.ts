// Recording: RecorderManager and the older startRecord/stopRecord. In: options. Out: a temporary file. The view records.

import { ApiFailure, type LogicApiHost } from '../host';
import { extensionOfType, type Files } from '../file/types';
import { listeners } from '../method';

interface Report {
  type: 'start' | 'pause' | 'resume' | 'stop' | 'frame' | 'error';
  blob?: Blob;
  durationMs?: number;
  buffer?: ArrayBuffer;
  last?: boolean;
  message?: string;
}

const DURATION_MS_MAX = 600_000;

export function recorder(host: LogicApiHost): void {
  const events = { Start: listeners<object>(), Pause: listeners<object>(), Resume: listeners<object>(), Stop: listeners<any>(), FrameRecorded: listeners<object>(), Error: listeners<any>(), InterruptionBegin: listeners<object>(), InterruptionEnd: listeners<object>() };
  const failed = (error: unknown) => host.runtime.reportError(error);
  const tellError = (errMsg: string) => events.Error.tell({ errMsg }, failed);
  host.listen('recorder', (report: Report) => {
    if (report.type === 'stop') {
      const tempFilePath = host.use<Files>('files').addTemporary(report.blob!, extensionOfType(report.blob!.type));
      events.Stop.tell({ tempFilePath, duration: report.durationMs, fileSize: report.blob!.size }, failed);
    } else if (report.type === 'frame') events.FrameRecorded.tell({ frameBuffer: report.buffer, isLastFrame: Boolean(report.last) }, failed);
    else if (report.type === 'error') tellError(report.message ?? 'system error');
    else events[report.type === 'start' ? 'Start' : report.type === 'pause' ? 'Pause' : 'Resume'].tell({}, failed);
  });
  const command = (name: string, options?: object) => host.view('media.record', { name, options });
  const manager: Record<string, unknown> = {
    start(options: any = {}) {
      const { duration = 60_000, sampleRate = 8000, numberOfChannels = 2, encodeBitRate = 48_000, format = 'aac', frameSize } = options;
      if (duration > DURATION_MS_MAX || duration <= 0) return tellError('operateRecorder:fail duration should be between 0 and 600000');
      host.use<{ ensure(scope: string): Promise<void> }>('permissions').ensure('scope.record')
        .then(() => command('start', { duration, sampleRate, numberOfChannels, encodeBitRate, format, frameSize }))
        .catch((error) => tellError(`operateRecorder:fail ${error?.reason ?? error?.message ?? error}`));
    },
    pause: () => void command('pause').catch((error) => tellError(`operateRecorder:fail ${error?.reason ?? error}`)),
    resume: () => void command('resume').catch((error) => tellError(`operateRecorder:fail ${error?.reason ?? error}`)),
    stop: () => void command('stop').catch((error) => tellError(`operateRecorder:fail ${error?.reason ?? error}`)),
  };
  for (const name of Object.keys(events) as (keyof typeof events)[]) manager[`on${name}`] = events[name].on;
  host.synchronous('getRecorderManager', () => manager);

  host.asynchronous('startRecord', {}, () =>
    new Promise((resolve, reject) => {
      const stopped = ({ tempFilePath }: { tempFilePath: string }) => (off(), resolve({ tempFilePath }));
      const broke = ({ errMsg }: { errMsg: string }) => (off(), reject(new ApiFailure(errMsg.replace(/^operateRecorder:fail /, ''))));
      const off = () => (events.Stop.off(stopped), events.Error.off(broke));
      events.Stop.on(stopped);
      events.Error.on(broke);
      (manager['start'] as (options: object) => void)({ duration: 60_000 });
    }),
  );
  host.asynchronous('stopRecord', {}, () => command('stop'));
}
