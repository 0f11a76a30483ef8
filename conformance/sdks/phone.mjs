// Phone numbers as SDKs read them: by the code, and in the encrypted form.
// In: a program with somebody signed in, SDKs of its server. Out: a test. Must not: call anything an SDK does not offer.

import assert from 'node:assert/strict';
import { ask } from '../platform/start.mjs';
import { patience_ms } from '../visit.mjs';

const NUMBER = { phoneNumber: '13800138000', purePhoneNumber: '13800138000', countryCode: '86' };

export async function phone({ test, program, platform, session, appId, easy, wechatpy }) {
  const read = ({ watermark, ...number }) => (assert.equal(watermark.appid, appId), number);
  await test('node-easywechat asks for the phone number by its code; it and wechatpy read the encrypted one', async () => {
    const body = { items: { profile: 'to greet you', phone: 'to deliver' }, contact: 'ann@example.com', retention: '30 days' };
    assert.equal((await ask(platform.origin, `/api/v1/apps/${appId}/privacy`, { method: 'PUT', token: platform.token, body })).status, 200);
    const sheet = program.visit.page.frameLocator('.mn-a-consent iframe');
    const allow = sheet.getByRole('button', { name: '允许', exact: true });
    // Two sheets, and a number to type.
    const answered = program.ask('phone', 4 * patience_ms());
    // What fails before it is told is told itself.
    answered.catch(() => undefined);
    await Promise.race([answered, sheet.getByText('to deliver').waitFor().then(() => allow.click())]);
    const field = sheet.getByLabel('手机号', { exact: true });
    await field.fill('138 0013 8000');
    // Chromium drops clicks on a frame of another origin that has just come.
    await field.press('Enter');
    await sheet.getByText('+86 138****8000').waitFor();
    await allow.click();
    const { code, encryptedData, iv, errMsg } = await answered;
    assert.equal(errMsg, 'getPhoneNumber:ok');
    const client = easy().getClient();
    const redeem = async () => (await client.postJson('/wxa/business/getuserphonenumber', { code })).toObject();
    const { errcode, phone_info } = await redeem();
    assert.equal(errcode, 0);
    assert.deepEqual(read(phone_info), NUMBER);
    assert.equal((await redeem()).errcode, 40029);
    assert.deepEqual(read(easy().getUtils().decryptSession(session.session_key, iv, encryptedData)), NUMBER);
    assert.deepEqual(read((await wechatpy.call('decrypt', { session_key: session.session_key, iv, data: encryptedData })).value), NUMBER);
  });
}
