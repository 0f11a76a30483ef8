// Open abilities: sign-in, profile, permissions and settings, addresses, payment, subscriptions, other programs, privacy.
// What needs the platform asks it where there is one; else it answers, in development, from a stand-in that says so, and on a static host with `not supported`.
// In: options. Out: results in the documented shape. Must not: look like the real thing when it is the stand-in.

import { ApiFailure, type LogicApiHost } from '../host';
import { createConsent } from './consent';
import { createPermissions, scopes } from './permissions';
import { openTypes } from './open_types';
import { createStandIn, type StandIn } from './stand_in';
import { createUser, TIMEOUT_MS, type User } from './user';

export interface SheetAnswer {
  /** Value of the button, or null when dismissed. */
  button: string | null;
  /** Names of the rows switched on. */
  on: string[];
}

export default function open(host: LogicApiHost): void {
  const standIn = createStandIn(host);
  host.provide('standIn', standIn);
  const user = createUser(host, standIn);
  const consents = host.system.server?.user?.consents;
  const permissions = consents ? createConsent(host, user, consents) : createPermissions(host);
  host.provide('permissions', permissions);
  scopes(host, permissions);
  const types = openTypes(host, standIn, user, permissions);
  host.provide('openTypes', types);
  host.listen('openType', async ({ id, ...request }: { id: number; type: string }) => host.emit('openType', { id, answer: await types.answer(request) }));
  host.listen('permission', async ({ id, scope }: { id: number; scope: string }) => {
    const granted = await permissions.ensure(scope).then(() => true, () => false);
    host.emit('permission', { id, answer: { granted } });
  });
  identity(host, user);
  payment(host, standIn);
  subscriptions(host, standIn);
  forms(host);
  elsewhere(host, standIn);
  if (!consents) privacy(host, standIn);
  host.asynchronous('checkIsAddedToMyMiniProgram', {}, () => ({ added: false }));
  host.unsupported(
    ('getWeRunData addCard openCard openChannelsActivity openChannelsEvent openChannelsUserProfile openChannelsLive getChannelsLiveInfo getChannelsLiveNoticeInfo ' +
      'reserveChannelsLive getChannelsShareKey openChannelsLiveNoticeInfo openStoreOrderDetail openStoreCouponDetail addFileToFavorites addVideoToFavorites ' +
      'showRedPackage shareToWeRun chooseInvoice requestSubscribeDeviceMessage authorizeForMiniProgram pluginLogin openOfficialAccountProfile openOfficialAccountChat').split(' '),
  );
}

function tapOnly(byTap: boolean): void {
  if (!byTap) throw new ApiFailure('can only be invoked by user TAP gesture.');
}

function identity(host: LogicApiHost, user: User): void {
  host.asynchronous('login', { timeout: 'number?' }, async ({ timeout }, { byTap }) => ({ code: await user.login(timeout > 0 ? timeout : TIMEOUT_MS, byTap) }));
  host.asynchronous('checkSession', {}, () => user.check());
  host.asynchronous('getUserInfo', { withCredentials: 'boolean?', lang: 'string?' }, ({ withCredentials }) => user.profile('wx.getUserInfo', withCredentials !== false), 'profile');
  host.asynchronous('getUserProfile', { desc: 'string', lang: 'string?' }, async ({ desc }, { byTap }) => {
    tapOnly(byTap);
    if (desc.length > 30) throw new ApiFailure('desc length does not meet the requirements');
    return user.profile('wx.getUserProfile', true);
  }, 'profile');
}

function payment(host: LogicApiHost, standIn: StandIn): void {
  const pay = (name: string, spec: Record<string, any>) =>
    host.asynchronous(name, spec, async (options) => {
      standIn.require(`wx.${name}`);
      const { button } = (await host.view('open.sheet', {
        standIn: true, title: { zh: '支付', en: 'Payment' },
        text: { zh: `程序请求支付(${options.package ?? options.mode ?? ''})。这里不会产生真实扣款。`, en: `The program asks for a payment (${options.package ?? options.mode ?? ''}). No money moves.` },
        buttons: [{ value: 'ok', primary: true, zh: '模拟支付成功', en: 'Succeed' }, { value: 'fail', zh: '模拟支付失败', en: 'Fail' }, { value: 'cancel', zh: '取消', en: 'Cancel' }],
      })) as SheetAnswer;
      if (button === 'fail') throw new ApiFailure('(development stand-in)');
      if (button !== 'ok') throw new ApiFailure('cancel');
    });
  pay('requestPayment', { timeStamp: 'string', nonceStr: 'string', package: 'string', signType: 'string?', paySign: 'string' });
  pay('requestOrderPayment', { timeStamp: 'string', nonceStr: 'string', package: 'string', signType: 'string?', paySign: 'string', orderInfo: 'object?' });
  pay('requestVirtualPayment', { signData: 'any', mode: 'string', paySig: 'string', signature: 'string' });
  pay('requestCommonPayment', { signData: 'any', mode: 'string', paySig: 'string', signature: 'string' });
  pay('requestPluginPayment', { version: 'string', fee: 'number', paymentArgs: 'object' });
  pay('requestMerchantTransfer', { mchId: 'string', package: 'string' });
}

const TEMPLATES_MAX = 5;

function subscriptions(host: LogicApiHost, standIn: StandIn): void {
  host.asynchronous('requestSubscribeMessage', { tmplIds: 'array' }, async ({ tmplIds }, { byTap }) => {
    if (tmplIds.length === 0) throw new ApiFailure('TmplIds can\'t be empty', { errCode: 10001 });
    if (tmplIds.some((id: unknown) => typeof id !== 'string' || id === '')) throw new ApiFailure('Invalid template id', { errCode: 10004 });
    if (tmplIds.length > TEMPLATES_MAX) throw new ApiFailure('Templates count out of max bounds', { errCode: 20003 });
    tapOnly(byTap);
    standIn.require('wx.requestSubscribeMessage');
    const { button, on } = (await host.view('open.sheet', {
      standIn: true, title: { zh: '订阅消息', en: 'Subscription messages' }, text: { zh: '允许程序发送以下消息', en: 'Let the program send these messages' },
      rows: tmplIds.map((id: string) => ({ name: id, zh: id, en: id, on: true })),
      buttons: [{ value: 'allow', primary: true, zh: '允许', en: 'Allow' }, { value: 'reject', zh: '取消', en: 'Cancel' }],
    })) as SheetAnswer;
    return Object.fromEntries(tmplIds.map((id: string) => [id, button === 'allow' && on.includes(id) ? 'accept' : 'reject']));
  });
}

function forms(host: LogicApiHost): void {
  const form = (name: string, item: string, title: { zh: string; en: string }, fields: object[], result: (values: Record<string, string>) => object, tap = false) =>
    host.asynchronous(name, {}, async (_options, { byTap }) => {
      if (tap) tapOnly(byTap);
      const values = await host.view('open.form', { id: name, title, fields });
      if (!values) throw new ApiFailure('cancel');
      return result(values);
    }, item);
  form('chooseAddress', 'address', { zh: '收货地址', en: 'Address' }, [
    { name: 'userName', zh: '收货人', en: 'Name', autocomplete: 'name', required: true },
    { name: 'telNumber', zh: '手机号码', en: 'Phone', autocomplete: 'tel', mode: 'tel', required: true },
    { name: 'provinceName', zh: '省', en: 'Province', autocomplete: 'address-level1', required: true },
    { name: 'cityName', zh: '市', en: 'City', autocomplete: 'address-level2', required: true },
    { name: 'countyName', zh: '区/县', en: 'District', autocomplete: 'address-level3' },
    { name: 'detailInfo', zh: '详细地址', en: 'Street', autocomplete: 'street-address', required: true },
    { name: 'postalCode', zh: '邮政编码', en: 'Postcode', autocomplete: 'postal-code', mode: 'numeric' },
  ], (values) => ({ ...values, streetName: '', detailInfoNew: values['detailInfo'], nationalCode: '', nationalCodeFull: '' }));
  form('chooseInvoiceTitle', 'invoice', { zh: '发票抬头', en: 'Invoice title' }, [
    { name: 'title', zh: '抬头名称', en: 'Title', required: true },
    { name: 'taxNumber', zh: '税号', en: 'Tax number' },
    { name: 'companyAddress', zh: '单位地址', en: 'Address' },
    { name: 'telephone', zh: '电话号码', en: 'Phone', mode: 'tel' },
    { name: 'bankName', zh: '开户银行', en: 'Bank' },
    { name: 'bankAccount', zh: '银行账号', en: 'Account', mode: 'numeric' },
  ], (values) => ({ type: String(values['taxNumber'] ? 0 : 1), ...values }));
  form('chooseLicensePlate', 'plate', { zh: '车牌号', en: 'Licence plate' }, [{ name: 'plateNumber', zh: '车牌号', en: 'Plate', required: true }], (values) => values, true);
}

function elsewhere(host: LogicApiHost, standIn: StandIn): void {
  const jump = (name: string, tap: boolean) =>
    host.asynchronous(name, { appId: 'string?', shortLink: 'string?', path: 'string?', extraData: 'object?', envVersion: 'string?' }, async ({ appId, shortLink, path = '' }, { byTap }) => {
      if (!appId && !shortLink) throw new ApiFailure('parameter error: parameter.appId should be String instead of Undefined;');
      if (tap) tapOnly(byTap);
      standIn.require(`wx.${name}`);
      const { button } = (await host.view('open.sheet', {
        standIn: true, title: { zh: '打开其他小程序', en: 'Open another program' }, text: { zh: `${appId ?? shortLink} ${path}`, en: `${appId ?? shortLink} ${path}` },
        buttons: [{ value: 'ok', primary: true, zh: '允许', en: 'Allow' }, { value: 'cancel', zh: '取消', en: 'Cancel' }],
      })) as SheetAnswer;
      if (button !== 'ok') throw new ApiFailure('cancel');
    });
  jump('navigateToMiniProgram', false);
  jump('openEmbeddedMiniProgram', true);
  // Nobody opened this program from another one.
  host.asynchronous('navigateBackMiniProgram', { extraData: 'object?' }, () => {
    throw new ApiFailure('not opened from another mini program');
  });
  const link = async (url: unknown, name: string) => {
    if (typeof url !== 'string' || !/^https:\/\//i.test(url)) throw new ApiFailure(`invalid url "${url}"`);
    if (!(await host.view('open.link', { url, name }))) throw new ApiFailure('cancel');
  };
  host.asynchronous('openCustomerServiceChat', { corpId: 'string', extInfo: 'object' }, ({ extInfo }, { byTap }) => (tapOnly(byTap), link(extInfo.url, 'chat')));
  host.asynchronous('openOfficialAccountArticle', { url: 'string' }, async ({ url }, { byTap }) => {
    tapOnly(byTap);
    await link(url, 'article');
    return { confirm: true, cancel: false };
  });
}

function privacy(host: LogicApiHost, standIn: StandIn): void {
  const privacyContractName = '《用户隐私保护指引》';
  host.asynchronous('getPrivacySetting', {}, () => ({ needAuthorization: false, privacyContractName }));
  host.asynchronous('requirePrivacyAuthorize', {}, () => undefined);
  host.asynchronous('openPrivacyContract', {}, async () => {
    standIn.require('wx.openPrivacyContract');
    await host.view('open.sheet', {
      standIn: true, title: { zh: privacyContractName, en: 'Privacy guidelines' },
      text: { zh: '平台会在这里显示开发者登记的隐私保护指引。', en: 'The platform shows the guidelines the developer registered here.' },
      buttons: [{ value: 'ok', primary: true, zh: '知道了', en: 'OK' }],
    });
  });
  // Consent is never outstanding here, so listeners are kept and not called.
  host.event('onNeedPrivacyAuthorization');
}

