// Reads a code from a picture, as a camera would: the picture's points and nothing else.
// In: a PNG file. Out: what its code says. Must not: use what drew the code.

import decode from 'qr/decode.js';

/** The points of a PNG, by the browser's own decoder. */
function points(source) {
  const image = new Image();
  image.src = source;
  return image.decode().then(() => {
    const canvas = document.createElement('canvas');
    canvas.width = image.naturalWidth;
    canvas.height = image.naturalHeight;
    const context = canvas.getContext('2d');
    context.drawImage(image, 0, 0);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let bytes = '';
    for (let at = 0; at < data.length; at += 8_192) bytes += String.fromCharCode(...data.subarray(at, at + 8_192));
    return { width: canvas.width, height: canvas.height, bytes: btoa(bytes) };
  });
}

export async function readCode(browser, png) {
  const page = await browser.newPage();
  try {
    const { width, height, bytes } = await page.evaluate(points, `data:image/png;base64,${png.toString('base64')}`);
    return decode({ width, height, data: new Uint8ClampedArray(Buffer.from(bytes, 'base64')) });
  } finally {
    await page.close();
  }
}
