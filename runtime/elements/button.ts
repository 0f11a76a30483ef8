// `button`: sizes, types, loading, forms and open capabilities. In: attributes below. Out: submit and reset of the form around it,
// the event of its `open-type`. Look: ua.css (classic and v2). Accessible: role button, focus, disabled state.

import type { ElementDefinition } from '../view/element';
import { hoverAttributes } from './parts/hover_attributes';
import { reflect } from './parts/reflect';

/** Event fired with the answer of an open capability. */
const OPEN_EVENTS: Record<string, string> = {
  contact: 'contact',
  getPhoneNumber: 'getphonenumber',
  getRealtimePhoneNumber: 'getrealtimephonenumber',
  getUserInfo: 'getuserinfo',
  getUserProfile: 'getuserprofile',
  launchApp: 'launchapp',
  openSetting: 'opensetting',
  chooseAvatar: 'chooseavatar',
  agreePrivacyAuthorization: 'agreeprivacyauthorization',
  liveActivity: 'createliveactivity',
  getAuthorize: 'getauthorize',
};
const OPEN_ATTRIBUTES = ['lang', 'session-from', 'send-message-title', 'send-message-path', 'send-message-img', 'show-message-card', 'app-parameter', 'phone-number-no-quota-toast', 'scope', 'share-type', 'group-id', 'activity-type', 'need-show-entrance', 'entrance-path'];

const definition: ElementDefinition = {
  tag: 'button',
  attributes: {
    ...hoverAttributes('button-hover', 20, 70),
    size: { type: 'string', default: 'default' },
    type: { type: 'string', default: 'default' },
    plain: { type: 'boolean', default: false },
    disabled: { type: 'boolean', default: false },
    loading: { type: 'boolean', default: false },
    'form-type': { type: 'string', default: '' },
    'open-type': { type: 'string', default: '' },
    lang: { type: 'string', default: 'en' },
    'session-from': { type: 'string', default: '' },
    'send-message-title': { type: 'string', default: '' },
    'send-message-path': { type: 'string', default: '' },
    'send-message-img': { type: 'string', default: '' },
    'show-message-card': { type: 'boolean', default: false },
    'app-parameter': { type: 'string', default: '' },
    'phone-number-no-quota-toast': { type: 'boolean', default: true },
    scope: { type: 'string', default: '' },
    'share-type': { type: 'any' },
    'group-id': { type: 'string', default: '' },
    'activity-type': { type: 'any' },
    'need-show-entrance': { type: 'boolean', default: true },
    'entrance-path': { type: 'string', default: '' },
    name: { type: 'string', default: '' },
  },
  create(host) {
    const el = host.el;
    if (!el.hasAttribute('role')) el.setAttribute('role', 'button');

    function apply(): void {
      const disabled = host.get<boolean>('disabled');
      reflect(el, 'type', host.get<string>('type') || 'default');
      reflect(el, 'size', host.get<string>('size') || 'default');
      reflect(el, 'plain', host.get<boolean>('plain'));
      reflect(el, 'loading', host.get<boolean>('loading'));
      reflect(el, 'disabled', disabled);
      el.setAttribute('aria-disabled', String(disabled));
      el.setAttribute('aria-busy', String(host.get<boolean>('loading')));
      el.tabIndex = disabled ? -1 : 0;
    }

    function press(): void {
      if (host.get('disabled')) return;
      const form = host.get<string>('form-type');
      if (form === 'submit' || form === 'reset') host.closest('form')?.behaviour?.command?.(form, { target: host });
      else if (form === 'submitToGroup') host.closest('form')?.behaviour?.command?.('submitToGroup', { target: host });
      for (const type of host.get<string>('open-type').split('|')) if (type) void open(type.trim());
    }

    async function open(type: string): Promise<void> {
      const attributes: Record<string, unknown> = {};
      for (const name of OPEN_ATTRIBUTES) if (host.has(name)) attributes[name] = host.get(name);
      const event = OPEN_EVENTS[type];
      let detail: any;
      try {
        detail = await host.page.call('openType', { type, target: { id: el.id, dataset: host.dataset }, attributes });
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        detail = { errMsg: reason.startsWith(`${type}:`) ? reason : `${type}:fail ${reason}` };
      }
      if (!el.isConnected) return;
      const failed = typeof detail?.errMsg === 'string' && /:fail/.test(detail.errMsg);
      if (failed && type === 'launchApp') host.fire('error', detail);
      // A dismissed avatar sheet has no event, nor has consent that was not given.
      else if (event && !(failed && (type === 'chooseAvatar' || type === 'agreePrivacyAuthorization'))) host.fire(event, detail ?? { errMsg: `${type}:ok` });
    }

    apply();
    return {
      update: apply,
      tap(tap) {
        if (host.get('disabled')) tap.stopped = true;
        if (tap.handled) return;
        tap.handled = true;
        press();
      },
      activate: press,
      property: (name) => host.get(name),
    };
  },
};
export default definition;
