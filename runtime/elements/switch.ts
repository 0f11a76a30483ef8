// `switch`: on or off, drawn as a switch or a checkbox. In: checked, disabled, type, color, name. Out: change{value: boolean}.
// Inner nodes carry the vendor's class names. Accessible: role switch.

import type { ElementDefinition } from '../view/element';

const definition: ElementDefinition = {
  tag: 'switch',
  shell: '<div class="wx-switch-wrapper"><div class="wx-switch-input"></div><div class="wx-checkbox-input" hidden></div></div>',
  attributes: {
    name: { type: 'string', default: '' },
    checked: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    type: { type: 'string', default: 'switch' },
    color: { type: 'string', default: '' },
  },
  create(host) {
    const el = host.el;
    const [track, box] = el.querySelectorAll<HTMLElement>('.wx-switch-wrapper>div');
    let checked = host.get<boolean>('checked');
    const initial = checked;
    el.setAttribute('role', 'switch');

    function draw(): void {
      const disabled = host.get<boolean>('disabled');
      const boxed = host.get('type') === 'checkbox';
      const colour = checked ? host.get<string>('color') : '';
      track.hidden = boxed;
      box.hidden = !boxed;
      track.classList.toggle('wx-switch-input-checked', checked);
      track.classList.toggle('wx-switch-input-disabled', disabled);
      track.style.backgroundColor = track.style.borderColor = colour;
      box.classList.toggle('wx-checkbox-input-checked', checked);
      box.classList.toggle('wx-checkbox-input-disabled', disabled);
      box.style.color = colour;
      el.setAttribute('aria-checked', String(checked));
      el.setAttribute('aria-disabled', String(disabled));
      el.tabIndex = disabled ? -1 : 0;
    }
    function toggle(): void {
      if (host.get('disabled')) return;
      checked = !checked;
      draw();
      host.writeModel('checked', checked);
      host.fire('change', { value: checked });
    }
    draw();
    return {
      update(name) {
        if (name === 'checked') checked = host.get<boolean>('checked');
        draw();
      },
      tap(tap) {
        if (tap.handled) return;
        tap.handled = true;
        toggle();
      },
      activate: toggle,
      formValue: () => checked,
      formReset() {
        checked = initial;
        draw();
      },
      property: (name) => (name === 'checked' ? checked : host.get(name)),
    };
  },
};
export default definition;
