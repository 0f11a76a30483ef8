// The yardstick: a Worker that owns the rows and sends minimal messages by structured clone, and a view written by hand for this table.
// In: the root. Out: the operations. Must not: do anything a careful person would not write by hand.
const prototype = document.createElement('template');
prototype.innerHTML =
  '<tr><td class="col-md-1"></td><td class="col-md-4"><a></a></td><td class="col-md-1"><a><span class="glyphicon glyphicon-remove" aria-hidden="true"></span></a></td><td class="col-md-6"></td></tr>';

export function mount(root) {
  root.innerHTML = '<table class="table table-hover table-striped test-data"><tbody></tbody></table>';
  const body = root.querySelector('tbody');
  let rows = [];
  let selected = null;
  const append = (items) => {
    for (const { id, label } of items) {
      const row = prototype.content.firstChild.cloneNode(true);
      row.firstChild.textContent = id;
      row.firstChild.nextSibling.firstChild.textContent = label;
      rows.push(row);
      body.appendChild(row);
    }
  };
  const clear = () => {
    body.textContent = '';
    rows = [];
    selected = null;
  };
  const view = {
    run({ items }) {
      clear();
      append(items);
    },
    add: ({ items }) => append(items),
    update({ items }) {
      for (const { at, label } of items) rows[at].firstChild.nextSibling.firstChild.firstChild.nodeValue = label;
    },
    clear,
    swap() {
      const [a, b] = [rows[1], rows[998]];
      const after = b.nextSibling;
      body.insertBefore(b, a);
      body.insertBefore(a, after);
      rows[1] = b;
      rows[998] = a;
    },
    select({ at }) {
      if (selected) selected.className = '';
      selected = rows[at];
      selected.className = 'danger';
    },
    remove({ at }) {
      rows[at].remove();
      rows.splice(at, 1);
    },
  };
  const worker = new Worker('/worker_clone_logic.js');
  let done;
  worker.onmessage = ({ data }) => {
    view[data.name](data);
    done();
  };
  const app = { async: true };
  for (const name in view) app[name] = (argument) => new Promise((resolve) => {
    done = resolve;
    worker.postMessage({ name, argument });
  });
  return app;
}
