// Writes docs/reference/components.md and apis.md from the built runtime and the sources of the API groups.
// In: crates/assets/dist (or $MINNOW_ASSETS), runtime/api. Out: the two pages. Must not: describe what is not in the code.
// Run: node docs/generate.mjs [--check]

import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import vm from 'node:vm';

const repository = fileURLToPath(new URL('..', import.meta.url));
const assets = process.env.MINNOW_ASSETS ?? join(repository, 'crates/assets/dist');

/** Element definitions, read by running each chunk with a registry that only listens. */
function elements() {
  const found = [];
  for (const file of readdirSync(assets).filter((name) => /^el-.*\.js$/.test(name)).sort()) {
    const element = new Proxy(function () {}, { get: () => element, apply: () => element, construct: () => element });
    const sandbox = vm.createContext({ mn: { e: (definition) => found.push(definition) }, console, document: element, window: element, navigator: element, matchMedia: element, HTMLElement: class {}, CSS: element, setTimeout, URL });
    try {
      vm.runInContext(readFileSync(join(assets, file), 'utf8'), sandbox);
    } catch (error) {
      console.error(`${file}: ${error.message}`);
    }
  }
  return found.filter((definition) => definition?.tag).sort((a, b) => (a.tag < b.tag ? -1 : 1));
}

function shown(value) {
  if (value === undefined || value === '') return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  return `=${text}`.replaceAll('|', '\\|');
}

function componentsPage() {
  const lines = ['# Components', '', 'Written by `node docs/generate.mjs` from the elements of the runtime. Every component also takes `id`, `class`, `style`, `hidden`, `data-*`, `mark:*`, events, `animation` and `aria-*`.', 'Tags that are not here are drawn as plain boxes.', ''];
  for (const { tag, attributes = {} } of elements()) {
    const list = Object.entries(attributes).map(([name, { type, default: value }]) => `\`${name}: ${type}${shown(value)}\``);
    lines.push(`## ${tag}`, '', list.length ? list.join(' · ') : 'No attributes of its own.', '');
  }
  return lines.join('\n');
}

function sources(folder) {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts') && !entry.name.includes('test'))
    .map((entry) => readFileSync(join(entry.parentPath ?? entry.path, entry.name), 'utf8'))
    .join('\n');
}

function apisPage() {
  const api = join(repository, 'runtime/api');
  const table = readFileSync(join(api, 'members.ts'), 'utf8');
  const lines = ['# APIs', '', 'Written by `node docs/generate.mjs` from the groups of `runtime/api`. Members of `wx`; a group is loaded when a program first uses one of its members.', '*Not on this platform* answers with the failure the vendor documents for a device that lacks it, mostly `fail not supported`; listeners are kept and not called.', ''];
  for (const [, name, body] of table.matchAll(/^ {2}(\w+):\s*((?:\s*'[^']*'\s*\+?)+),/gm)) {
    const members = [...body.matchAll(/'([^']*)'/g)].map((match) => match[1]).join('').split(/\s+/).filter(Boolean);
    // A group that only runs, and gives programs nothing.
    if (!members.length) continue;
    const folder = join(api, name);
    const code = existsSync(folder) ? sources(folder) : '';
    const lists = (call) => [...code.matchAll(new RegExp(`${call}\\(\\s*\\[?([^\\])]*)`, 'g'))].flatMap((match) => [...match[1].matchAll(/'([^']+)'/g)].flatMap((word) => word[1].split(/\s+/)));
    // `failing` and `silent` are the calls and the listeners of devices a page does not reach.
    const refused = new Set([...lists('unsupported'), ...lists('failing'), ...lists('silent').flatMap((event) => [`on${event}`, `off${event}`])]);
    const written = (member) => new RegExp(`['"\\s.]${member}['"\\s(]`).test(code) || new RegExp(`'${member.replace(/^(?:on|off)(?=[A-Z])/, '')}'`).test(code);
    const works = members.filter((member) => !refused.has(member) && written(member));
    const not = members.filter((member) => !works.includes(member));
    lines.push(`## ${name}`, '', works.map((member) => `\`${member}\``).join(' ') || 'None yet.', '');
    if (not.length) lines.push(`Not on this platform: ${not.map((member) => `\`${member}\``).join(' ')}`, '');
  }
  lines.push('## In the core', '', '`navigateTo` `redirectTo` `reLaunch` `switchTab` `navigateBack` `rewriteRoute` `nextTick` `createSelectorQuery` `createIntersectionObserver` `createMediaQueryObserver` `createAnimation` and the listeners of app and route events.', '');
  return lines.join('\n');
}

const pages = { 'components.md': componentsPage(), 'apis.md': apisPage() };
let stale = 0;
for (const [name, text] of Object.entries(pages)) {
  const path = join(repository, 'docs/reference', name);
  if (process.argv.includes('--check')) {
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text) {
      console.log(`${name} is stale: run node docs/generate.mjs`);
      stale++;
    }
  } else {
    writeFileSync(path, text);
  }
}
process.exit(stale ? 1 : 0);
