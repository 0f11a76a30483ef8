// Writes SCORE.md: how much of the platform behaves as documented.
// In: results of a run. Out: Markdown. Must not contain times or paths: same results, same bytes.

export function scoreText(results, known) {
  const areas = new Map();
  for (const result of results) {
    const area = areas.get(result.area) ?? { passed: 0, failed: [] };
    if (result.failure) area.failed.push(result);
    else area.passed++;
    areas.set(result.area, area);
  }
  const failed = results.filter((result) => result.failure);
  const lines = [
    '# Conformance score', '',
    'Written by `node conformance/run.mjs`. A case is one program with its steps in a real browser (cases/*/*.md).', '',
    '| area | passed | failed |', '|---|---:|---:|',
    ...[...areas].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, { passed, failed }]) => `| ${name} | ${passed} | ${failed.length} |`),
    `| **all** | **${results.length - failed.length}** | **${failed.length}** |`, '',
  ];
  if (failed.length) {
    lines.push('## Failing', '', '| case | step | why |', '|---|---|---|');
    for (const { id, failure } of failed) lines.push(`| ${cell(id)} | ${cell(failure.step)} | ${cell(known[id] ?? failure.reason.split('\n')[0])} |`);
    lines.push('');
  }
  return lines.join('\n');
}

const cell = (text) => text.replaceAll('|', '¦').replace(/\s+/g, ' ').replace(/case\d+(-out)?/g, 'case').replace(/\/tmp\/\S+/g, '…').replace(/localhost:\d+/g, 'localhost').slice(0, 160);
