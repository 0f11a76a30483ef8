// Base64 without atob and btoa, which the closed realm may not have. In: bytes or text. Out: text or bytes.
// Decoding ignores characters outside the alphabet and missing padding, and takes the URL-safe alphabet too, as the vendor does.

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
let codes: Int8Array | undefined;

export function toBase64(bytes: Uint8Array): string {
  const parts: string[] = [];
  for (let start = 0; start < bytes.length; start += 12_288) {
    let text = '';
    const end = Math.min(start + 12_288, bytes.length);
    for (let i = start; i < end; i += 3) {
      const word = (bytes[i]! << 16) | ((bytes[i + 1] ?? 0) << 8) | (bytes[i + 2] ?? 0);
      text += ALPHABET[word >> 18]! + ALPHABET[(word >> 12) & 63]! + (i + 1 < end ? ALPHABET[(word >> 6) & 63]! : '=') + (i + 2 < end ? ALPHABET[word & 63]! : '=');
    }
    parts.push(text);
  }
  return parts.join('');
}

export function fromBase64(text: string): Uint8Array<ArrayBuffer> {
  if (!codes) {
    codes = new Int8Array(128).fill(-1);
    for (let i = 0; i < 64; i++) codes[ALPHABET.charCodeAt(i)] = i;
    codes[45] = 62;
    codes[95] = 63;
  }
  const out = new Uint8Array(Math.floor((text.length * 3) / 4));
  let length = 0;
  let bits = 0;
  let word = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit === 61) break;
    const code = unit < 128 ? codes[unit]! : -1;
    if (code < 0) continue;
    word = ((word << 6) | code) & 0xffffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[length++] = (word >> bits) & 255;
    }
  }
  return out.slice(0, length);
}
