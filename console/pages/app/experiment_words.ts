// Who takes part in an experiment, in words.
// In: conditions as the API has them. Out: a sentence. Must not: ask for anything.

import type { Schema } from '../../../web/client';
import { words } from '../../../web/words';

const t = words(
  {
    everybody: 'everybody',
    code: 'by a code',
    link: 'by a link',
    nfc: 'by a tag',
    search: 'from the search',
    share: 'from a shared page',
    address: 'at an address of the program',
    entries: (list: string) => `codes and links ${list}`,
    campaigns: (list: string) => `campaigns ${list}`,
    scenes: (list: string) => `scenes ${list}`,
    countries: (list: string) => `countries ${list}`,
    new: 'who are new',
    returning: 'who come again',
    and: '; ',
  },
  {
    everybody: '所有人',
    code: '扫码',
    link: '链接',
    nfc: 'NFC 标签',
    search: '搜索',
    share: '分享',
    address: '小程序的网址',
    entries: (list) => `入口 ${list}`,
    campaigns: (list) => `活动 ${list}`,
    scenes: (list) => `场景值 ${list}`,
    countries: (list) => `国家 ${list}`,
    new: '新访客',
    returning: '回访者',
    and: '；',
  },
);

export type Experiment = Schema<'ExperimentAnswer'>;
export type Conditions = Experiment['conditions'];

export const WAYS = ['code', 'link', 'nfc', 'search', 'share', 'address'] as const;
export type Way = (typeof WAYS)[number];

export const wayWord = (way: string): string => (WAYS.includes(way as Way) ? t[way as Way] : way);
export const visitorWord = (visitors: string): string => (visitors === 'new' ? t.new : t.returning);

export function conditionWords({ ways = [], entries = [], campaigns = [], scenes = [], countries = [], visitors }: Conditions): string {
  const list = (values: readonly (string | number)[]) => values.join(', ');
  const parts = [
    ways.length ? list(ways.map(wayWord)) : '',
    entries.length ? t.entries(list(entries)) : '',
    campaigns.length ? t.campaigns(list(campaigns)) : '',
    scenes.length ? t.scenes(list(scenes)) : '',
    countries.length ? t.countries(list(countries)) : '',
    visitors ? visitorWord(visitors) : '',
  ];
  return parts.filter(Boolean).join(t.and) || t.everybody;
}
