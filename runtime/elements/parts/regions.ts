// The region picker's data: text of region-data.ts to a tree. In: text. Out: provinces. Must not: load anything.

export interface Region {
  code: string;
  name: string;
  below: Region[];
}

export function parseRegions(data: string): Region[] {
  return data.split(';').map((record) => {
    const [head, ...cities] = record.split('|');
    const province = head.slice(0, 2);
    return {
      code: `${province}0000`,
      name: head.slice(2),
      below: cities.map((part) => {
        const [city, ...districts] = part.split(',');
        const prefix = province + city.slice(0, 2);
        return { code: `${prefix}00`, name: city.slice(2), below: districts.map((one) => ({ code: prefix + one.slice(0, 2), name: one.slice(2), below: [] })) };
      }),
    };
  });
}
