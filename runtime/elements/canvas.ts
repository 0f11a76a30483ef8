// `canvas`: a drawing surface. In: type (2d, webgl, webgl2, or none for the older API), canvas-id, disable-scroll. Out: touches with x and y
// (the view adds them), error. The canvas API group draws: typed canvases are handed to the Worker by `context()`, once.

import { ApiFailure } from '../api/host';
import type { ElementDefinition } from '../view/element';
import { pictureRole } from './parts/picture';

const definition: ElementDefinition = {
  tag: 'canvas',
  shell: '<canvas class="wx-canvas" width="300" height="150"></canvas><div class="wx-canvas-slot"><slot></slot></div>',
  attributes: {
    type: { type: 'string', default: '' },
    'canvas-id': { type: 'string', default: '' },
    'disable-scroll': { type: 'boolean', default: false },
  },
  create(host) {
    const canvas = host.el.querySelector('canvas')!;
    let given = false;
    const role = pictureRole(host);
    const hold = (event: Event) => {
      if (host.get('disable-scroll') && event.cancelable) event.preventDefault();
    };
    canvas.addEventListener('touchmove', hold, { passive: false });
    return {
      update: role,
      context() {
        const type = host.get<string>('type');
        if (!type || given) return { type };
        if (typeof canvas.transferControlToOffscreen !== 'function') {
          host.fire('error', { errMsg: 'OffscreenCanvas is not supported by this browser' });
          return { type };
        }
        given = true;
        return { type, canvas: canvas.transferControlToOffscreen() };
      },
      command() {
        throw new ApiFailure('not supported');
      },
      property: (name) => host.get(name),
    };
  },
};
export default definition;
