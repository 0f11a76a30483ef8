// Medians, and how sure they are.
// In: numbers of launches that took turns. Out: medians with intervals. Must not: assume a distribution.

const RESAMPLES = 4000;

/** Of an even number the mean of the middle two; of none, nothing. */
export function median(numbers) {
  const sorted = numbers.filter((number) => Number.isFinite(number)).sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  if (!sorted.length) return undefined;
  return sorted.length % 2 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

/** The same numbers every run (mulberry32), so that a report can be made again from its samples. */
function generator(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** The median of numbers and the interval that 95 % of resampled medians lie in (percentile bootstrap). */
export function interval(numbers) {
  const random = generator(numbers.length);
  const medians = Array.from({ length: RESAMPLES }, () => median(numbers.map(() => numbers[Math.floor(random() * numbers.length)]))).sort((a, b) => a - b);
  return { median: median(numbers), low: medians[Math.floor(RESAMPLES * 0.025)], high: medians[Math.ceil(RESAMPLES * 0.975) - 1] };
}

/** What `compare` makes of each round both took part in: entrants of one round met the same machine. */
export function paired(ours, theirs, compare) {
  const pairs = ours.map((value, round) => [value, theirs[round]]).filter((pair) => pair.every((value) => Number.isFinite(value)));
  return pairs.length ? { ...interval(pairs.map(([a, b]) => compare(a, b))), rounds: pairs.length } : undefined;
}
