// A version's way to people, in words and steps.
// In: versions of the API. Out: the words for their states; the steps that remain. Must not: skip a review.

import { answer, api, type Schema } from '../../web/client';
import { words } from '../../web/words';

const t = words(
  {
    development: 'in development',
    review: 'in review',
    approved: 'approved',
    rejected: 'rejected',
    running: 'running',
    replaced: 'replaced',
    withdrawn: 'taken back',
  },
  { development: '开发中', review: '审核中', approved: '已通过', rejected: '未通过', running: '运行中', replaced: '已被取代', withdrawn: '已撤回' },
);

export type Version = Schema<'VersionAnswer'>;

const STATES: Record<string, [string, string]> = {
  development: [t.development, 'mark'],
  review: [t.review, 'mark mark-warn'],
  approved: [t.approved, 'mark mark-good'],
  rejected: [t.rejected, 'mark mark-bad'],
  running: [t.running, 'mark mark-good'],
  replaced: [t.replaced, 'mark'],
  withdrawn: [t.withdrawn, 'mark mark-warn'],
};

/** What a state is called, and how it is marked. */
export const stateOf = (state: string): [string, string] => STATES[state] ?? [state, 'mark'];

export const versionsOf = (app: string): Promise<Version[]> => answer(api.GET('/api/v1/apps/{app}/versions', { params: { path: { app } } }));
export const releasesOf = (app: string): Promise<Schema<'ReleaseAnswer'>[]> => answer(api.GET('/api/v1/apps/{app}/releases', { params: { path: { app } } }));

export const submit = (app: string, number: string): Promise<Version> => answer(api.POST('/api/v1/apps/{app}/versions/{number}/submit', { params: { path: { app, number } } }));

/** Who gets a version: so many of a hundred, of everybody or of a segment. */
export type Recipients = Omit<Schema<'ReleaseBody'>, 'version'>;

export const release = (app: string, version: string, to: Recipients): Promise<Schema<'ReleaseAnswer'>> => answer(api.POST('/api/v1/apps/{app}/releases', { params: { path: { app } }, body: { version, ...to } }));

/** Whether a release is for everybody. */
export const isFull = ({ percent, segment }: Schema<'ReleaseAnswer'>): boolean => percent === 100 && !segment;

/** Gives a version to everybody, where it is approved or becomes so by asking; else it waits for a person. */
export async function sendOut(app: string, version: Version): Promise<'released' | 'waits'> {
  const asked = version.state === 'development' || version.state === 'rejected' ? await submit(app, version.number) : version;
  if (asked.state !== 'approved') return 'waits';
  await release(app, version.number, { percent: 100 });
  return 'released';
}

/** What building a version said, of the form `minnow check --json` has. */
export interface Finding {
  severity: string;
  code?: string;
  message: string;
  path?: string;
  line?: number;
  help?: string;
}

export const findingsOf = (version: { findings?: unknown }): Finding[] => (Array.isArray(version.findings) ? (version.findings as Finding[]) : []);
