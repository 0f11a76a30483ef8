// What the launches say: a table a condition, and a verdict on each figure that was promised.
// In: samples, `{round, condition, entrant, start, …}`. Out: Markdown. Must not: measure, or leave out a figure because it was missed.
import { CONDITIONS } from './network.mjs';
import { median, paired } from './statistics.mjs';

const number = (value, digits = 0) => (value === undefined ? '–' : value.toFixed(digits));

/** A measure of every round, in order of rounds, so that entrants can be paired. */
function series(samples, condition, entrant, start, measure) {
  const list = [];
  for (const sample of samples) if (sample.condition === condition && sample.entrant === entrant && sample.start === start) list[sample.round] = measure(sample);
  return Array.from(list);
}

function table(samples, condition, entrants) {
  const lines = [
    `${CONDITIONS[condition].title} (${CONDITIONS[condition].down_kbit / 1000} Mbps, ${CONDITIONS[condition].rtt_ms} ms), processor x${CONDITIONS[condition].slowdown}:`, '',
    '| ms, median | first paint | content visible | first tap answered | to detail | warm: content | warm: tap | warm: requests | KB: document | script | style | images | requests | before the tap, without images | heap MB | layout shift |',
    `|---|${'---:|'.repeat(15)}`,
  ];
  for (const entrant of entrants) {
    const of = (start, measure) => median(series(samples, condition, entrant, start, measure));
    const kind = (name) => number(of('cold', ({ kinds }) => kinds[name] ?? 0), 1);
    const cells = [
      number(of('cold', ({ painted }) => painted)), number(of('cold', ({ content }) => content)), number(of('cold', ({ answered }) => answered)), number(of('cold', ({ detail }) => detail)),
      number(of('warm', ({ content }) => content)), number(of('warm', ({ answered }) => answered)), number(of('warm', ({ requests }) => requests)),
      kind('document'), kind('script'), kind('style'), kind('image'), number(of('cold', ({ requests }) => requests)), number(of('cold', ({ needed }) => needed), 1),
      number(of('cold', ({ heap }) => heap), 1), number(of('cold', ({ shifts }) => shifts), 3),
    ];
    lines.push(`| ${entrant} | ${cells.join(' | ')} |`);
  }
  return [...lines, ''];
}

/** `limit`: condition → at most; or one number for every condition. */
const FIGURES = [
  { says: 'content visible, times static', peer: 'static', limit: { slow4g: 1.0, fast4g: 1.3 }, measure: ({ content }) => content, compare: (a, b) => a / b },
  { says: 'first tap answered, times static', peer: 'static', limit: { slow4g: 1.4, fast4g: 1.5 }, measure: ({ answered }) => answered, compare: (a, b) => a / b },
  { says: 'content visible, times Taro', peer: 'taro', limit: 0.5, measure: ({ content }) => content, compare: (a, b) => a / b },
  { says: 'content visible, times uni-app', peer: 'uniapp', limit: 0.5, measure: ({ content }) => content, compare: (a, b) => a / b },
  { says: 'to detail, ms more than static', peer: 'static', limit: 32, digits: 0, measure: ({ detail }) => detail, compare: (a, b) => a - b },
  { says: 'renderer heap, MB more than 1.5 times static', peer: 'static', limit: 1, measure: ({ heap }) => heap, compare: (a, b) => a - 1.5 * b },
  { says: 'requests of a warm start', start: 'warm', limit: 0, digits: 0, measure: ({ requests }) => requests },
  { says: 'KB sent before the first tap was answered, without images', limit: 36, digits: 1, measure: ({ needed }) => needed },
];

function verdict(samples, condition, { says, peer, start = 'cold', limit, digits = 2, measure, compare }) {
  const ours = series(samples, condition, 'minnow', start, measure);
  // A figure of our own is compared with nothing.
  const result = peer ? paired(ours, series(samples, condition, peer, start, measure), compare) : paired(ours, ours, (a) => a);
  if (!result) return [];
  const most = limit[condition] ?? limit;
  const between = result.low === result.high ? '' : ` [${number(result.low, digits)}–${number(result.high, digits)}]`;
  return [`- ${CONDITIONS[condition].title}: ${says}: ${number(result.median, digits)}${between} in ${result.rounds} rounds, at most ${most}: ${result.median <= most ? 'met' : '**missed**'}.`];
}

export function report(samples, entrants, conditions, growth) {
  const lines = conditions.flatMap((condition) => table(samples, condition, entrants));
  const verdicts = FIGURES.flatMap((figure) => conditions.flatMap((condition) => verdict(samples, condition, figure)));
  if (growth !== undefined) verdicts.push(`- Heap after 50 visits to a product and back: ${growth >= 0 ? '+' : ''}${number(growth * 100, 1)} %, at most 5 %: ${growth <= 0.05 ? 'met' : '**missed**'}.`);
  return [
    `Entrants take turns; medians, ratios of the same round with the 95 % interval of a bootstrap in brackets. Workers are not slowed down.`, '',
    ...lines, ...verdicts,
  ].join('\n');
}
