// Writes runtime/elements/region-data.ts from the npm package @vant/area-data (MIT): `node runtime/tools/regions.mjs DIR`, where
// DIR has it in node_modules. Run by hand when the administrative divisions change; the result is committed.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { resolve, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(pathToFileURL(join(resolve(process.argv[2] ?? '.'), 'x.js')));
const { areaList } = await import(pathToFileURL(require.resolve('@vant/area-data')).href);
const { version } = require('@vant/area-data/package.json');
const { province_list: provinces, city_list: cities, county_list: counties } = areaList;

const records = Object.keys(provinces).sort().map((province) => {
  const own = Object.keys(cities).filter((city) => city.slice(0, 2) === province.slice(0, 2)).sort();
  const parts = own.map((city) => {
    const below = Object.keys(counties).filter((county) => county.slice(0, 4) === city.slice(0, 4)).sort();
    return [city.slice(2, 4) + cities[city], ...below.map((county) => county.slice(4) + counties[county])].join(',');
  });
  return [province.slice(0, 2) + provinces[province], ...parts].join('|');
});
const file = join(fileURLToPath(new URL('../elements/', import.meta.url)), 'region-data.ts');
writeFileSync(
  file,
  `// Provinces, cities and districts of China for \`picker mode="region"\`: data only, loaded when such a picker is opened.
// Written by runtime/tools/regions.mjs from @vant/area-data ${version} (MIT License, Copyright (c) Youzan, Chen Jiahan and other contributors).
// Form: provinces by \`;\`, in them cities by \`|\`, in them districts by \`,\`; each is two digits of its code and a name.

import type { ElementDefinition } from '../view/element';

const data =
  '${records.join(';')}';
const definition: ElementDefinition = { tag: 'region-data', data };
export default definition;
`,
);
console.log(file, records.join(';').length);
