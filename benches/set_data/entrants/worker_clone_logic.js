// The Worker of worker_clone. In: `{name, argument}`. Out: one message an operation.
import { build } from './data.js';
let rows = [];
const operations = {
  run: (count) => ({ items: (rows = build(count)) }),
  add(count) {
    const items = build(count);
    rows = rows.concat(items);
    return { items };
  },
  update() {
    const items = [];
    for (let at = 0; at < rows.length; at += 10) {
      rows[at].label += ' !!!';
      items.push({ at, label: rows[at].label });
    }
    return { items };
  },
  clear() {
    rows = [];
    return {};
  },
  swap() {
    [rows[1], rows[998]] = [rows[998], rows[1]];
    return {};
  },
  select: (at) => ({ at }),
  remove(at) {
    rows.splice(at, 1);
    return { at };
  },
};
onmessage = ({ data: { name, argument } }) => postMessage({ name, ...operations[name](argument) });
