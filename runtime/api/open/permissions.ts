// Permissions of the program: asked once each with a sheet, remembered in this browser, changed in the settings sheet.
// In: scopes. Out: consent. The browser's own questions (camera, position) come after ours. Must not: grant anything by itself.

import { ApiFailure, type LogicApiHost } from '../host';
import type { SheetAnswer } from './logic';

type Words = { zh: string; en: string };

const SCOPES: Record<string, Words> = {
  'scope.userLocation': { zh: '获取你的位置信息', en: 'Know your position' },
  'scope.userFuzzyLocation': { zh: '获取你的模糊位置信息', en: 'Know roughly where you are' },
  'scope.userLocationBackground': { zh: '在后台获取你的位置信息', en: 'Know your position in the background' },
  'scope.record': { zh: '使用你的麦克风', en: 'Use the microphone' },
  'scope.camera': { zh: '使用你的摄像头', en: 'Use the camera' },
  'scope.bluetooth': { zh: '使用你的蓝牙', en: 'Use Bluetooth' },
  'scope.writePhotosAlbum': { zh: '保存图片或视频到你的设备', en: 'Save pictures and videos to your device' },
  'scope.addPhoneContact': { zh: '添加联系人', en: 'Add contacts' },
  'scope.addPhoneCalendar': { zh: '添加日程', en: 'Add events to the calendar' },
  'scope.werun': { zh: '获取你的运动步数', en: 'Know your step count' },
};
/** Documented as granted without a question. */
const SILENT = ['scope.address', 'scope.invoiceTitle', 'scope.invoice'];

export interface Permissions {
  /** Resolves when the person agrees to a data item, now or earlier. `api`: what the program called. */
  item(item: string, api: string): Promise<void>;
  /** Resolves when the person allows it, now or earlier; fails with `auth deny`. */
  ensure(scope: string): Promise<void>;
  settings(): Promise<Record<string, boolean>>;
  openSettings(): Promise<Record<string, boolean>>;
}

export function createPermissions(host: LogicApiHost): Permissions {
  let known: Promise<Record<string, boolean>> | undefined;
  const settings = () => (known ??= host.view('open.readPermissions'));
  const write = async (change: Record<string, boolean>) => {
    const all = { ...(await settings()), ...change };
    known = Promise.resolve(all);
    await host.view('open.writePermissions', all);
    return all;
  };
  /** One question at a time; a second call for the same scope waits for the same answer. */
  const asking = new Map<string, Promise<boolean>>();
  const ask = (scope: string): Promise<boolean> => {
    const before = asking.get(scope);
    if (before) return before;
    const question = (async () => {
      const desc = host.manifest.app?.permission?.[scope]?.desc;
      const what = SCOPES[scope]!;
      const { button } = (await host.view('open.sheet', {
        title: { zh: `申请${what.zh}`, en: what.en }, text: typeof desc === 'string' && desc ? { zh: desc, en: desc } : undefined,
        buttons: [{ value: 'allow', primary: true, zh: '允许', en: 'Allow' }, { value: 'deny', zh: '拒绝', en: 'Deny' }],
      })) as SheetAnswer;
      const granted = button === 'allow';
      await write({ [scope]: granted });
      return granted;
    })().finally(() => asking.delete(scope));
    asking.set(scope, question);
    return question;
  };
  const permissions: Permissions = {
    // Nobody keeps declarations here: a page's own questions, and the browser's, are all there is.
    async item() {},
    async ensure(scope) {
      const decided = (await settings())[scope] ?? (await ask(scope));
      if (!decided) throw new ApiFailure('auth deny', { errno: 103 });
    },
    settings: async () => ({ ...(await settings()) }),
    async openSettings() {
      const now = await settings();
      const rows = Object.keys(now).filter((scope) => scope in SCOPES).map((scope) => ({ name: scope, ...SCOPES[scope]!, on: now[scope] }));
      const answer = (await host.view('open.sheet', {
        title: { zh: '设置', en: 'Settings' }, rows,
        text: rows.length ? undefined : { zh: '该小程序未请求任何权限', en: 'This program has asked for no permission' },
        buttons: [{ value: 'done', primary: true, zh: '完成', en: 'Done' }],
      })) as SheetAnswer;
      return write(Object.fromEntries(rows.map(({ name }) => [name, answer.on.includes(name)])));
    },
  };
  return permissions;
}

/** What `wx` has of scopes, wherever they are remembered. */
export function scopes(host: LogicApiHost, permissions: Permissions): void {
  host.asynchronous('authorize', { scope: 'string' }, ({ scope }) => {
    if (SILENT.includes(scope)) return undefined;
    // No longer granted by a question since profiles became nameless.
    if (scope === 'scope.userInfo') throw new ApiFailure('auth deny', { errno: 103 });
    if (!(scope in SCOPES)) throw new ApiFailure(`invalid scope "${scope}"`, { errno: 1001 });
    return permissions.ensure(scope);
  });
  const result = (authSetting: Record<string, boolean>, withSubscriptions: unknown) => ({ authSetting, ...(withSubscriptions ? { subscriptionsSetting: { mainSwitch: true, itemSettings: {} } } : {}) });
  host.asynchronous('getSetting', { withSubscriptions: 'boolean?' }, async ({ withSubscriptions }) => result(await permissions.settings(), withSubscriptions));
  host.asynchronous('openSetting', { withSubscriptions: 'boolean?' }, async ({ withSubscriptions }, { byTap }) => {
    if (!byTap) throw new ApiFailure('can only be invoked by user TAP gesture.');
    return result(await permissions.openSettings(), withSubscriptions);
  });
}
