// `open-data`: a person's public data, anonymous since the vendor closed it: a nickname, a grey picture, else nothing.
// In: type, lang, default-text, default-avatar, open-gid. Out: error for what is unknown.

import type { ElementDefinition } from '../view/element';
import { setText } from './parts/text';

const KNOWN = new Set(['groupName', 'userNickName', 'userAvatarUrl', 'userGender', 'userCity', 'userProvince', 'userCountry', 'userLanguage']);

const definition: ElementDefinition = {
  tag: 'open-data',
  shell: '<span class="wx-open-text"></span><img class="wx-open-avatar" alt="" hidden>',
  attributes: {
    type: { type: 'string', default: '' },
    'open-gid': { type: 'string', default: '' },
    lang: { type: 'string', default: 'en' },
    'default-text': { type: 'string', default: '' },
    'default-avatar': { type: 'string', default: '' },
    'use-built-in-avatar': { type: 'any' },
  },
  create(host) {
    const text = host.el.querySelector<HTMLElement>('.wx-open-text')!;
    const avatar = host.el.querySelector<HTMLImageElement>('.wx-open-avatar')!;
    function draw(): void {
      const type = host.get<string>('type');
      const given = host.get<string>('default-text');
      const picture = type === 'userAvatarUrl';
      avatar.hidden = !picture || !host.get('default-avatar');
      host.el.classList.toggle('wx-open-grey', picture);
      if (picture && host.get('default-avatar')) avatar.src = host.url(host.get<string>('default-avatar'));
      setText(text, picture ? '' : given || (type === 'userNickName' ? (/^zh/.test(host.get<string>('lang')) ? '微信用户' : 'User') : ''));
    }
    draw();
    return {
      update: draw,
      attached() {
        if (!KNOWN.has(host.get<string>('type'))) host.fire('error', { errMsg: `invalid type "${host.get('type')}"` });
      },
    };
  },
};
export default definition;
