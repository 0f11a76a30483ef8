// The gallery program of three public component libraries: a page that shows each component, and a page for each use in uses.md.
// In: the libraries as installed here, samples.mjs, uses.md. Out: a program in a folder, and what its pages are.
// Must not: commit anything of the libraries.

import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { repository } from '../build.mjs';
import { parseCaseFile } from '../case_file.mjs';
import { DATA, sampleOf, SCRIPTS } from './samples.mjs';

export const home = join(repository, 'conformance', 'libraries');
export const LIBRARIES = [
  { name: 'vant', npm: '@vant/weapp', prefix: 'van', root: 'lib', file: () => 'index' },
  { name: 'tdesign', npm: 'tdesign-miniprogram', prefix: 't', root: 'miniprogram_dist', file: (name) => name },
  { name: 'weui', npm: 'weui-miniprogram', prefix: 'mp', root: 'miniprogram_dist', file: (name) => name },
];

/** Names of the folders that hold a component. */
function componentsOf({ npm, root, file }) {
  const folder = join(home, 'node_modules', npm, root);
  return readdirSync(folder).filter((name) => {
    const config = join(folder, name, `${file(name)}.json`);
    return existsSync(config) && JSON.parse(readFileSync(config, 'utf8')).component === true;
  });
}

/** The pages: `{ library, name, path, wxml, script }` of a component, with `steps` of a use. */
function pagesOf(library) {
  const shown = componentsOf(library).map((name) => {
    const { imports = '', ready = '' } = SCRIPTS[library.name][name] ?? {};
    return {
      library: library.name, name, path: `pages/${library.name}/${name}/${name}`, wxml: `<view class="page">${sampleOf(library.name, library.prefix, name)}</view>\n`,
      script: `${imports}\nPage({ data: ${JSON.stringify(DATA)}, onReady() { ${ready} } })\n`,
    };
  });
  const used = parseCaseFile(readFileSync(join(home, 'uses.md'), 'utf8'), 'libraries', 'uses.md').filter(({ title }) => title.startsWith(`${library.name} `));
  return shown.concat(
    used.map(({ title, files, steps }, index) => ({
      library: library.name, name: title.slice(library.name.length + 1), path: `pages/uses/${library.name}${index}/index`,
      wxml: files.get('pages/index/index.wxml'), script: files.get('pages/index/index.js'), steps,
    })),
  );
}

/** Every page there is. */
export function allPages() {
  return LIBRARIES.flatMap(pagesOf);
}

/** Writes the program of the pages chosen; returns them. */
export function generate(folder, isChosen = () => true) {
  const write = (path, content) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  };
  const pages = [];
  for (const library of LIBRARIES) {
    const own = pagesOf(library).filter(isChosen);
    if (!own.length) continue;
    const using = Object.fromEntries(componentsOf(library).map((name) => [`${library.prefix}-${name}`, `${library.npm}/${name}/${library.file(name)}`]));
    for (const { path, wxml, script, name } of own) {
      const tags = Object.fromEntries(Object.entries(using).filter(([tag]) => new RegExp(`<${tag}[\\s/>]`).test(wxml)));
      write(`${path}.wxml`, wxml);
      write(`${path}.js`, script);
      write(`${path}.json`, JSON.stringify({ navigationBarTitleText: `${library.name} ${name}`, usingComponents: tags }));
      write(`${path}.wxss`, '.page { padding: 16px } .cell { padding: 12px; background: #eee; color: #333 }\n');
    }
    pages.push(...own);
    cpSync(join(home, 'node_modules', library.npm), join(folder, 'node_modules', library.npm), { recursive: true });
  }
  const picture = (color) => `<svg xmlns="http://www.w3.org/2000/svg" width="200" height="150"><rect width="200" height="150" fill="${color}"/></svg>\n`;
  write('a.svg', picture('#7fb09a'));
  write('b.svg', picture('#c99a6b'));
  write('app.js', 'App({})\n');
  write('app.wxss', pages.some(({ library }) => library === 'weui') ? '@import "weui-miniprogram/weui-wxss/dist/style/weui.wxss";\n' : '');
  write('app.json', JSON.stringify({ pages: pages.map(({ path }) => path), window: { navigationBarTitleText: 'gallery', navigationBarBackgroundColor: '#ffffff', navigationBarTextStyle: 'black' } }));
  write('package.json', readFileSync(join(home, 'package.json'), 'utf8'));
  return pages;
}
