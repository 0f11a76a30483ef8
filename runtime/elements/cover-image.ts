// `cover-image`: a picture over native components. In: src, referrer-policy. Out: load, error. Sized by its picture unless styled.

import type { ElementDefinition } from '../view/element';
import { pictureRole } from './parts/picture';

const definition: ElementDefinition = {
  tag: 'cover-image',
  shell: '<img class="wx-cover-img" alt="" draggable="false">',
  attributes: { src: { type: 'string', default: '' }, 'referrer-policy': { type: 'string', default: '' } },
  create(host) {
    const img = host.el.querySelector('img')!;
    const role = pictureRole(host);
    function draw(): void {
      const src = host.get<string>('src');
      const policy = host.get<string>('referrer-policy');
      if (policy) img.referrerPolicy = policy as ReferrerPolicy;
      img.hidden = !src;
      if (src) img.src = host.url(src);
      else img.removeAttribute('src');
    }
    img.addEventListener('load', () => host.fire('load', { width: img.naturalWidth, height: img.naturalHeight }));
    img.addEventListener('error', () => host.fire('error', { errMsg: `GET ${host.get<string>('src')} 404 (Not Found)` }));
    draw();
    return {
      update(name) {
        if (name.startsWith('aria')) role();
        else draw();
      },
    };
  },
};
export default definition;
