// What `<button open-type>` does, and the capsule's share entry: the answer becomes the detail of the button's event.
// In: the type, the button's node and attributes. Out: the detail with errMsg. Must not: throw; a failure is a detail too.

import type { LogicApiHost } from '../host';
import { extensionOf, extensionOfType, type Files } from '../file/types';
import { failure } from '../method';
import type { SheetAnswer } from './logic';
import type { Consent } from './consent';
import type { Permissions } from './permissions';
import type { StandIn } from './stand_in';
import type { User } from './user';

export interface OpenTypes {
  answer(request: { type: string; target?: object; attributes?: Record<string, any> }): Promise<object>;
}

export function openTypes(host: LogicApiHost, standIn: StandIn, user: User, permissions: Permissions): OpenTypes {
  const phone = async (type: string) => {
    const { sharePhone } = permissions as Partial<Consent>;
    if (user.phone && sharePhone) {
      if (!(await sharePhone())) return { errMsg: `${type}:fail user deny` };
      const given = (await user.phone()) as { code: string };
      // The other one has never had the encrypted form.
      return { ...(type === 'getPhoneNumber' ? given : { code: given.code }), errMsg: `${type}:ok` };
    }
    standIn.require(`open-type="${type}"`);
    const { button } = (await host.view('open.sheet', {
      standIn: true, title: { zh: '申请获取你的手机号', en: 'Use your phone number' }, text: { zh: '+86 130 0000 0000', en: '+86 130 0000 0000' },
      buttons: [{ value: 'allow', primary: true, zh: '允许', en: 'Allow' }, { value: 'deny', zh: '不允许', en: 'Deny' }],
    })) as SheetAnswer;
    if (button !== 'allow') return { errMsg: `${type}:fail user deny` };
    const number = { phoneNumber: '13000000000', purePhoneNumber: '13000000000', countryCode: '86' };
    return { code: await standIn.login(), ...(await standIn.encrypted(number)), errMsg: `${type}:ok` };
  };
  const run: Record<string, (target: object | undefined, attributes: Record<string, any>) => Promise<object>> = {
    share: async (target) => {
      await host.use<{ start(from: 'menu' | 'button', target?: object): Promise<void> }>('share').start(target ? 'button' : 'menu', target);
      return { errMsg: 'shareAppMessage:ok' };
    },
    getUserInfo: async () => (await permissions.item('profile', 'getUserInfo'), { ...(await user.profile('open-type="getUserInfo"', true)), errMsg: 'getUserInfo:ok' }),
    getPhoneNumber: () => permissions.item('phone', 'getPhoneNumber').then(() => phone('getPhoneNumber')),
    getRealtimePhoneNumber: () => permissions.item('phone', 'getRealtimePhoneNumber').then(() => phone('getRealtimePhoneNumber')),
    chooseAvatar: async () => {
      await permissions.item('profile', 'chooseAvatar');
      const chosen = await host.view('media.choose', { kinds: ['image'], count: 1 });
      if (!chosen?.length) return { errMsg: 'chooseAvatar:fail cancel' };
      const [{ blob, name }] = chosen;
      return { avatarUrl: host.use<Files>('files').addTemporary(blob, extensionOf(name) || extensionOfType(blob.type)), errMsg: 'chooseAvatar:ok' };
    },
    openSetting: async () => ({ authSetting: await permissions.openSettings(), errMsg: 'openSetting:ok' }),
    agreePrivacyAuthorization: async () => {
      const agreed = (await (permissions as Partial<Consent>).agreeToAll?.()) ?? true;
      return { errMsg: `agreePrivacyAuthorization:${agreed ? 'ok' : 'fail user deny'}` };
    },
    contact: async (_target, attributes) => {
      standIn.require('open-type="contact"');
      await host.view('open.sheet', {
        standIn: true, title: { zh: '客服会话', en: 'Customer service' }, text: { zh: '平台会在这里打开与客服的会话。', en: 'The platform opens a chat with the staff here.' },
        buttons: [{ value: 'ok', primary: true, zh: '返回小程序', en: 'Back' }],
      });
      return { path: attributes['send-message-path'] ?? attributes['sendMessagePath'] ?? '', query: {}, errMsg: 'enterContact:ok' };
    },
    feedback: async () => {
      standIn.require('open-type="feedback"');
      const values = await host.view('open.form', { id: 'feedback', title: { zh: '意见反馈', en: 'Feedback' }, keep: false, fields: [{ name: 'text', zh: '反馈内容', en: 'Feedback', required: true }] });
      if (!values) return { errMsg: 'feedback:fail cancel' };
      console.info(`[minnow] feedback: ${values.text}`);
      return { errMsg: 'feedback:ok' };
    },
  };
  return {
    async answer({ type, target, attributes }) {
      try {
        const action = run[type];
        // launchApp and the rest belong to the vendor's own client.
        return action ? await action(target, attributes ?? {}) : { errMsg: `${type}:fail not supported` };
      } catch (error) {
        return failure(type, error);
      }
    },
  };
}
