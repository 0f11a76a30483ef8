// Templates measured: node benches/compile/run.mjs FOLDER… [--binary FILE --commit COMMIT] [--write]
// In: folders that hold .wxml files (npm packages of components), the benchmark where it is built already and of what. Out: the table of the benchmark in this folder; with --write the section of benches/RESULTS.md.
// Must not: measure by itself.
import os from 'node:os';
import path from 'node:path';
import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { circumstances, writeSection } from '../results.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values: options, positionals } = parseArgs({ options: { binary: { type: 'string' }, commit: { type: 'string' }, write: { type: 'boolean', default: false } }, allowPositionals: true });
const folders = positionals.map((folder) => path.resolve(folder));
const loadBefore = os.loadavg()[0];
const [command, ...before] = options.binary ? [path.resolve(options.binary)] : ['cargo', 'run', '--release', '--quiet', '--'];
const table = execFileSync(command, [...before, ...folders], { cwd: here, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trimEnd().replace(/^\+interpreter.*\n/m, '');
console.log(table);

if (options.write) {
  const number = (pattern) => Number(pattern.exec(table)[1]);
  const speed = number(/^ratio\s+([\d.]+)/m);
  const ofSource = number(/^view\+logic\s+\d+\s+\d+\s+([\d.]+)/m);
  const [view, logic] = [number(/^view\s+\d+\s+\d+\s+([\d.]+)/m), number(/^logic\s+\d+\s+\d+\s+([\d.]+)/m)];
  const reference = number(/^glass-easel\s+\d+\s+\d+\s+([\d.]+)/m);
  const verdict = [
    `- Speed, target at least 2 times glass-easel-template-compiler: ${speed >= 2 ? 'met' : 'missed'} (${speed.toFixed(2)} times).`,
    `- Size, target at most 1.20 of the source under brotli: ${ofSource <= 1.2 ? 'met' : 'missed'} (${ofSource.toFixed(2)}; ${(ofSource / reference).toFixed(2)} of what glass-easel-template-compiler emits).`,
  ];
  if (ofSource > 1.2) verdict.push(`  The form is emitted twice, for the view (${view.toFixed(2)}) and for the logic Worker (${logic.toFixed(2)}), and each file is compressed by itself.`);
  writeSection('compile', [
    '## Templates (`benches/compile`)', '',
    `Parse and emit of every \`.wxml\` of ${folders.map((folder) => `\`${folder.split('node_modules/').pop()}\``).join(', ')}, one thread, median of 15 passes taking turns; sizes are sums over files, brotli quality 11.`, '',
    '```', table, '```', '', ...verdict, '',
    `Run: \`node benches/compile/run.mjs FOLDER… --write\`. ${circumstances(loadBefore, options.commit)}`,
  ].join('\n'));
}
