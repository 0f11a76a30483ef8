// In the page: runs one operation of one entrant. A sample is the time from the call until the DOM has changed.
// In: an entrant's `mount`, the name of the operation. Out: samples in ms, and the table as text to compare.
const filled = (app, i) => (i ? undefined : app.run(1000));
const operations = {
  create1k: { before: (app) => app.clear(), run: (app) => app.run(1000), warm: 4, count: 10 },
  replace1k: { before: filled, run: (app) => app.run(1000), warm: 4, count: 9 },
  update10th: { before: filled, run: (app) => app.update(), warm: 6, count: 21 },
  select: { before: filled, run: (app, i) => app.select(5 + i), warm: 6, count: 21 },
  swap: { before: filled, run: (app) => app.swap(), warm: 6, count: 21 },
  remove: { before: (app, i) => (i ? undefined : app.run(1040)), run: (app) => app.remove(4), warm: 6, count: 21 },
  append1k: { before: (app) => app.run(1000), run: (app) => app.add(1000), warm: 3, count: 7 },
  clear1k: { before: (app) => app.run(1000), run: (app) => app.clear(), warm: 3, count: 7 },
  create10k: { before: (app) => app.clear(), run: (app) => app.run(10000), warm: 1, count: 3 },
};
export const names = Object.keys(operations);

const frame = () => new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));

export async function measure(mount, name) {
  const root = document.getElementById('main');
  const app = await mount(root);
  const { before, run, warm, count } = operations[name];
  const samples = [];
  for (let i = 0; i < warm + count; i++) {
    await before(app, i);
    document.body.offsetHeight;
    await frame();
    const start = performance.now();
    const done = run(app, i);
    if (app.async) await done;
    if (i >= warm) samples.push(performance.now() - start);
  }
  return { samples, table: shape(root) };
}

/** The table without what legitimately differs: the prefix of element names, event attributes, comments, an empty class. */
function shape(root) {
  const body = root.querySelector('tbody,wx-tbody');
  return body.outerHTML.replace(/<!--.*?-->/g, '').replace(/<(\/?)wx-/g, '<$1').replace(/ bind\w+="[^"]*"/g, '').replace(/ class=""/g, '');
}
