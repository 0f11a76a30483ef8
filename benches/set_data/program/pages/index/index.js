// The operations of the benchmark as a mini program writes them: whole lists and paths through setData.
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
const build = (count) => Array.from({ length: count }, () => ({ id: nextId++, label: label() }));

Page({
  data: { rows: [], selected: null },
  run(e) {
    this.setData({ rows: build(e.detail) });
  },
  add(e) {
    this.setData({ rows: this.data.rows.concat(build(e.detail)) });
  },
  update() {
    const changes = {};
    for (let i = 0; i < this.data.rows.length; i += 10) changes[`rows[${i}].label`] = `${this.data.rows[i].label} !!!`;
    this.setData(changes);
  },
  clear() {
    this.setData({ rows: [] });
  },
  swap() {
    const { rows } = this.data;
    this.setData({ 'rows[1]': rows[998], 'rows[998]': rows[1] });
  },
  select(e) {
    this.setData({ selected: this.data.rows[e.detail].id });
  },
  remove(e) {
    const rows = this.data.rows.slice();
    rows.splice(e.detail, 1);
    this.setData({ rows });
  },
  onSelect(e) {
    this.setData({ selected: e.currentTarget.dataset.id });
  },
  onRemove(e) {
    this.setData({ rows: this.data.rows.filter((row) => row.id !== e.currentTarget.dataset.id) });
  },
});
