// The rows of the benchmark: the same sequence in every entrant (program/pages/index/index.js has its copy, being a mini program).
const adjectives = 'pretty large big small tall short long handsome plain quaint clean elegant easy angry crazy helpful mushy odd unsightly adorable important inexpensive cheap expensive fancy'.split(' ');
const colours = 'red yellow blue green pink brown purple brown white black orange'.split(' ');
const nouns = 'table chair house bbq desk car pony cookie sandwich burger pizza mouse keyboard'.split(' ');
let seed = 1;
let nextId = 1;
const random = (max) => {
  seed = (seed * 1103515245 + 12345) & 0x7fffffff;
  return (seed >> 8) % max;
};
const label = () => `${adjectives[random(adjectives.length)]} ${colours[random(colours.length)]} ${nouns[random(nouns.length)]}`;
export const build = (count) => Array.from({ length: count }, () => ({ id: nextId++, label: label() }));
