// Parses a literate case file into cases.
// In: Markdown text. Out: [{ id, area, title, files, steps }]. Must not touch the disk.

const FENCE = /^```(\S*)[ \t]*(.*)$/;

/** The parts of a literate file: what stands before the first `## `, then each section, with its fences and its prose. */
export function readSections(text, name) {
  const sections = [{ title: '', fences: [], prose: '' }];
  let fence = null;
  for (const line of text.split(/\r?\n/)) {
    if (fence) {
      if (/^```\s*$/.test(line)) fence = null;
      else fence.lines.push(line);
      continue;
    }
    const opened = FENCE.exec(line);
    if (opened) {
      fence = { kind: opened[1], path: opened[2].trim(), lines: [] };
      sections.at(-1).fences.push(fence);
    } else if (line.startsWith('## ')) {
      sections.push({ title: line.slice(3).trim(), fences: [], prose: '' });
    } else if (line.startsWith('# ') && !sections[0].title) {
      sections[0].title = line.slice(2).trim();
    } else sections.at(-1).prose += `${line}\n`;
  }
  if (fence) throw new Error(`${name}: a fence is not closed`);
  return sections;
}

/** Splits a case file into its sections, each a complete program with steps. */
export function parseCaseFile(text, area, file) {
  const [shared, ...own] = readSections(text, `${area}/${file}`);
  const list = own.length ? own : [{ title: shared.title, fences: [] }];
  return list.map((section) => caseOf(section, shared, area, file));
}

function caseOf(section, shared, area, file) {
  const files = new Map();
  let steps = [];
  for (const fence of [...shared.fences, ...section.fences]) {
    if (fence.kind === 'steps') steps = steps.concat(stepsOf(fence.lines));
    else if (fence.kind === 'base64') files.set(fence.path, Buffer.from(fence.lines.join(''), 'base64'));
    else if (fence.kind) files.set(fence.path || `pages/index/index.${fence.kind}`, fence.lines.join('\n') + '\n');
  }
  if (!steps.length) throw new Error(`${area}/${file}: "${section.title}" has no steps`);
  return { id: `${area}/${file}: ${section.title}`, area, file, title: section.title, files: withDefaults(files), steps };
}

function stepsOf(lines) {
  return lines.map((line) => line.trim()).filter((line) => line && !line.startsWith('# '));
}

/** Adds the files a program needs and the author left out. */
function withDefaults(files) {
  const names = [...files.keys()];
  const bases = (pattern) => [...new Set(names.map((name) => pattern.exec(name)?.[1]).filter(Boolean))];
  const pages = bases(/^(pages\/.+)\.(?:wxml|js|ts)$/);
  if (!pages.length) pages.push('pages/index/index');
  const components = bases(/^(components\/[^/]+\/[^/]+)\.(?:wxml|js|ts|json)$/);
  const using = Object.fromEntries(components.map((path) => [path.split('/')[1], `/${path}`]));
  const add = (path, content) => files.has(path) || files.set(path, content);

  const hasScript = (base) => files.has(`${base}.js`) || files.has(`${base}.ts`);
  add('app.json', JSON.stringify({ pages, window: { navigationBarTitleText: 'case' } }));
  if (!files.has('app.ts')) add('app.js', 'App({})\n');
  for (const page of pages) {
    add(`${page}.wxml`, '<view id="empty"></view>\n');
    if (!hasScript(page)) add(`${page}.js`, 'Page({})\n');
    add(`${page}.json`, JSON.stringify({ usingComponents: using }));
  }
  for (const path of components) {
    add(`${path}.wxml`, '<slot/>\n');
    if (!hasScript(path)) add(`${path}.js`, 'Component({})\n');
    add(`${path}.json`, JSON.stringify({ component: true, usingComponents: using }));
  }
  return files;
}
