// Which members of wx the cases show, and how: the table of SCORE.md. Nobody declares anything: what counts is an expectation of a case that passes.
// In: apis.txt and cases. Out: rows and Markdown. Must not: count what a program merely calls.

import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const SIDES = ['success', 'failure', 'errMsg'];

/** apis.txt: [{ name, wanted: [sides it can have], why: reason for the sides it can't }] */
export function readApis(folder) {
  return readFileSync(join(folder, 'apis.txt'), 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
    const [words, why = ''] = line.split('#').map((part) => part.trim());
    const [name, ...wanted] = words.split(' ');
    if (wanted.some((side) => !SIDES.includes(side)) || (wanted.length < SIDES.length) !== (why !== '')) throw new Error(`apis.txt: ${line}`);
    return { name, wanted, why };
  });
}

/**
 * What one step is evidence of: [[name, side]]. An expectation of the log names an API by its errMsg (`getStorage:fail data not found`),
 * or, where there is none, by beginning with its name (`getStorageSync 1`, `createVideoContext pause:fail …`).
 */
export function evidenceOf(step, names) {
  const text = /^expect (?:logged|log contains|log =) "?(.*)$/.exec(step)?.[1];
  if (text === undefined) return [];
  const found = [];
  const add = (name, outcome) => {
    if (!names.has(name)) return;
    found.push([name, outcome === 'fail' ? 'failure' : 'success']);
    if (outcome) found.push([name, 'errMsg']);
  };
  const told = [...text.matchAll(/\b([a-z]\w*)(?:\.\w+)*:(ok|fail)\b/gi)];
  for (const [, name, outcome] of told) add(name, outcome);
  const first = /^(?:wx\.)?(\w+)(?= |$)/.exec(text)?.[1];
  if (first) add(first, told[0]?.[2]);
  return found;
}

/** Adds to every API the numbers of cases that show it: { …, success, failure, errMsg }. */
export function coverage(apis, cases) {
  const names = new Set(apis.map(({ name }) => name));
  const counts = new Map(apis.map(({ name }) => [name, { success: 0, failure: 0, errMsg: 0 }]));
  for (const { steps } of cases) {
    const shown = new Set(steps.flatMap((step) => evidenceOf(step, names)).map((pair) => pair.join(' ')));
    for (const pair of shown) {
      const [name, side] = pair.split(' ');
      counts.get(name)[side]++;
    }
  }
  return apis.map((api) => ({ ...api, ...counts.get(api.name) }));
}

export const isWhole = (row) => row.wanted.every((side) => row[side] > 0);

export function coverageText(rows, head) {
  const cell = (row, side) => (row[side] ? row[side] : row.wanted.includes(side) ? '**0**' : '–');
  const first = rows.slice(0, head);
  return [
    '## The most used members of wx', '',
    `Cases that pass and show an API succeed, fail, and its errMsg, of the first ${rows.length} by use in public programs; how they are counted: README.md.`,
    `Of the first ${head}, ${first.filter((row) => isWhole(row) && !row.why).length} have all three, ${first.filter((row) => isWhole(row) && row.why).length} all they can have, ${first.filter((row) => !isWhole(row)).length} lack one (**0**).`, '',
    '| | wx. | success | failure | errMsg | – because |', '|---:|---|---:|---:|---:|---|',
    ...rows.map((row, at) => `| ${at + 1} | ${row.name} | ${SIDES.map((side) => cell(row, side)).join(' | ')} | ${row.why} |`), '',
  ].join('\n');
}
