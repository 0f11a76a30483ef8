// MD5, SHA-1 and SHA-256 of a file in hexadecimal. In: bytes. Out: text. MD5 is written out: browsers don't offer it.

import { ApiFailure, type LogicApiHost } from '../host';

export async function fileDigest(host: LogicApiHost, bytes: Uint8Array, algorithm: unknown): Promise<string> {
  if (algorithm === 'md5') return md5(bytes);
  if (algorithm !== 'sha1' && algorithm !== 'sha256') throw new ApiFailure(`invalid digestAlgorithm "${algorithm}"`, { errCode: 1300022 });
  // Offered to secure pages only (https, localhost).
  if (!host.native.crypto.subtle) throw new ApiFailure('not supported', { errno: 100 });
  return hex(new Uint8Array(await host.native.crypto.subtle.digest(algorithm === 'sha1' ? 'SHA-1' : 'SHA-256', bytes as Uint8Array<ArrayBuffer>)));
}

const SHIFTS = [7, 12, 17, 22, 5, 9, 14, 20, 4, 11, 16, 23, 6, 10, 15, 21];
let sines: Int32Array | undefined;

export function md5(input: Uint8Array): string {
  sines ??= Int32Array.from({ length: 64 }, (_, i) => Math.floor(Math.abs(Math.sin(i + 1)) * 0x1_0000_0000));
  const length = input.length;
  const padded = new Uint8Array((((length + 8) >> 6) + 1) << 6);
  padded.set(input);
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 8, (length << 3) >>> 0, true);
  view.setUint32(padded.length - 4, Math.floor(length / 0x2000_0000), true);
  const state = new Int32Array([0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476]);
  const words = new Int32Array(16);
  for (let at = 0; at < padded.length; at += 64) {
    for (let i = 0; i < 16; i++) words[i] = view.getInt32(at + i * 4, true);
    let [a, b, c, d] = state as unknown as [number, number, number, number];
    for (let i = 0; i < 64; i++) {
      const round = i >> 4;
      const mixed = round === 0 ? (b & c) | (~b & d) : round === 1 ? (d & b) | (~d & c) : round === 2 ? b ^ c ^ d : c ^ (b | ~d);
      const index = round === 0 ? i : round === 1 ? (5 * i + 1) & 15 : round === 2 ? (3 * i + 5) & 15 : (7 * i) & 15;
      const sum = (a + mixed + sines[i]! + words[index]!) | 0;
      const shift = SHIFTS[(round << 2) | (i & 3)]!;
      [a, d, c, b] = [d, c, b, (b + ((sum << shift) | (sum >>> (32 - shift)))) | 0];
    }
    state[0]! += a;
    state[1]! += b;
    state[2]! += c;
    state[3]! += d;
  }
  return hex(new Uint8Array(state.buffer));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}
