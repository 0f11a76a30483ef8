// glass-easel from npm, one thread, with the idioms of mini programs: whole lists and paths through setData.
// In: the root. Out: the operations. Must not: use what a mini program's setData does not have.
import * as framework from 'glass-easel';
import { build } from './data.js';
import groups from './glass_easel_template.js';

export function mount(root) {
  const space = new framework.ComponentSpace();
  space.defineComponent({ is: '' });
  const definition = space.defineComponent({
    is: 'app',
    data: { rows: [], selected: null },
    template: { groupList: groups, content: groups[''] },
    methods: { onSelect() {}, onRemove() {} },
  });
  const component = framework.Component.createWithContext('app', definition, new framework.CurrentWindowBackendContext());
  const place = document.createElement('div');
  root.append(place);
  framework.Element.replaceDocumentElement(component, root, place);
  const rows = () => component.data.rows;
  return {
    run: (count) => component.setData({ rows: build(count) }),
    add: (count) => component.setData({ rows: rows().concat(build(count)) }),
    update() {
      const changes = {};
      for (let i = 0; i < rows().length; i += 10) changes[`rows[${i}].label`] = `${rows()[i].label} !!!`;
      component.setData(changes);
    },
    clear: () => component.setData({ rows: [] }),
    swap: () => component.setData({ 'rows[1]': rows()[998], 'rows[998]': rows()[1] }),
    select: (at) => component.setData({ selected: rows()[at].id }),
    remove(at) {
      const next = rows().slice();
      next.splice(at, 1);
      component.setData({ rows: next });
    },
  };
}
