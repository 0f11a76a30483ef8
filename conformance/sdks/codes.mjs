// Codes and links made with the SDKs, as a person then uses them: the picture is read by a reader of its own, what it says is opened.
// In: SDKs that are set up, a browser. Out: tests. Must not: take what a code says from anywhere but its picture.

import assert from 'node:assert/strict';
import decode from 'qr/decode.js';
import { newContext, Visit } from '../visit.mjs';

/** What a code says, and how wide its picture is. */
async function read(page, png) {
  const pixels = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const picture = await createImageBitmap(new Blob([bytes], { type: 'image/png' }));
    const { width, height } = picture;
    const context = Object.assign(document.createElement('canvas'), { width, height }).getContext('2d');
    // What is not painted is as white as the paper it is printed on.
    context.fillStyle = '#fff';
    context.fillRect(0, 0, width, height);
    context.drawImage(picture, 0, 0);
    return { width, height, data: Array.from(context.getImageData(0, 0, width, height).data) };
  }, png.toString('base64'));
  return { width: pixels.width, text: decode({ ...pixels, data: Uint8Array.from(pixels.data) }) };
}

/** What the program is given when somebody opens an address. */
async function launched(browser, address) {
  const context = await newContext(browser);
  const visit = new Visit(await context.newPage());
  try {
    await visit.open(address);
    const text = await visit.page.waitForFunction(() => document.querySelector('#launch')?.textContent).then((handle) => handle.jsonValue());
    return JSON.parse(text);
  } finally {
    await context.close();
  }
}

export async function codes({ test, browser, wechatApi, easy, wechatpy }) {
  const context = await newContext(browser);
  const page = await context.newPage();
  const home = 'pages/index/index';
  await test('co-wechat-api and wechatpy get the same code, which opens the page with its scene', async () => {
    const png = await wechatApi.getWXACodeUnlimit('id=7&b=#', home, 300);
    const { text, width } = await read(page, png);
    assert.equal(width, 300);
    const { value } = await wechatpy.call('get_wxa_code_unlimited', { scene: 'id=7&b=#', page: home, width: 300 });
    assert.equal(value.type, 'image/png');
    assert.equal((await read(page, Buffer.from(value.base64, 'base64'))).text, text);
    const { path, query, scene } = await launched(browser, text);
    assert.deepEqual({ path, query, scene }, { path: home, query: { scene: 'id=7&b=#' }, scene: 1047 });
  });
  await test('co-wechat-api gets a round and a square code of a path', async () => {
    const round = await read(page, await wechatApi.getWXACode(`${home}?a=1`, 430, false, { r: 10, g: 90, b: 60 }, true));
    const square = await read(page, await wechatApi.createWXAQRCode(`${home}?a=1`));
    for (const [{ text }, number] of [[round, 1047], [square, 1011]]) {
      const { query, scene } = await launched(browser, text);
      assert.deepEqual({ query, scene }, { query: { a: '1' }, scene: number });
    }
    await assert.rejects(wechatApi.createWXAQRCode('a'.repeat(129)), { code: 40159 });
  });
  await test('node-easywechat gets links of all kinds, and is told of them', async () => {
    const client = easy().getClient();
    const post = async (path, body) => (await client.postJson(path, body)).toObject();
    const { openlink } = await post('/wxa/generatescheme', { jump_wxa: { path: home, query: 'a=1' }, is_expire: true, expire_type: 1, expire_interval: 1 });
    const { url_link } = await post('/wxa/generate_urllink', { path: home, query: 'a=1' });
    const { link } = await post('/wxa/genwxashortlink', { page_url: `${home}?a=1`, page_title: '商品' });
    for (const [address, number] of [[openlink, 1065], [url_link, 1194], [link, 1194]]) {
      const { query, scene } = await launched(browser, address);
      assert.deepEqual({ query, scene }, { query: { a: '1' }, scene: number });
    }
    const { scheme_info } = await post('/wxa/queryscheme', { scheme: openlink });
    assert.deepEqual([scheme_info.path, scheme_info.query, scheme_info.expire_time - scheme_info.create_time], [home, 'a=1', 86_400]);
  });
  await context.close();
}
