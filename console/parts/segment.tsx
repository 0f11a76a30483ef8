// The people a version goes out to first, beyond a percentage: fields to say who, and words for it.
// In: a segment as the API has it. Out: another one. Must not: call somebody meant whom the platform can't tell apart.

import { SelectField, TextField } from '../../web/components/field';
import type { Schema } from '../../web/client';
import { words } from '../../web/words';

const t = words(
  {
    countries: 'Only in these countries',
    countriesHint: 'Two letters each, such as CN, DE. Only where the server is told of countries.',
    visitors: 'Visitors',
    all: 'all',
    new: 'new ones',
    returning: 'those who were there before',
    inCountries: (list: string) => `in ${list}`,
    and: ', ',
  },
  {
    countries: '仅限这些国家/地区',
    countriesHint: '每个两个字母，如 CN, DE。仅当服务器能得知国家/地区时有效。',
    visitors: '访客',
    all: '全部',
    new: '新访客',
    returning: '回访者',
    inCountries: (list) => `${list}`,
    and: '，',
  },
);

export type Segment = Schema<'Segment'>;

/** As it is typed. */
export interface TypedSegment {
  countries: string;
  visitors: string;
}
export const EVERYBODY: TypedSegment = { countries: '', visitors: '' };

/** What somebody typed with commas or spaces between. */
export const listOf = (text: string): string[] => text.split(/[,，\s]+/).filter(Boolean);

/** Nothing where everybody is meant. */
export function segmentOf({ countries, visitors }: TypedSegment): Segment | null {
  const list = listOf(countries);
  return list.length || visitors ? { countries: list, visitors: visitors || null } : null;
}

export function segmentWords({ countries = [], visitors }: Segment): string {
  const parts = [visitors === 'new' ? t.new : visitors ? t.returning : '', countries.length ? t.inCountries(countries.join(', ')) : ''];
  return parts.filter(Boolean).join(t.and);
}

export function SegmentFields({ typed, onInput }: { typed: TypedSegment; onInput: (typed: TypedSegment) => void }) {
  const visitors = [
    { value: '', label: t.all },
    { value: 'new', label: t.new },
    { value: 'returning', label: t.returning },
  ];
  return (
    <>
      <TextField label={t.countries} hint={t.countriesHint} isCode value={typed.countries} onInput={(countries) => onInput({ ...typed, countries })} />
      <SelectField label={t.visitors} value={typed.visitors} options={visitors} onChange={(visitors) => onInput({ ...typed, visitors })} />
    </>
  );
}
