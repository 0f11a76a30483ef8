// Text to bytes and back in the encodings of FileSystemManager. In: text or bytes, a name. Out: bytes or text.

import { fromBase64, toBase64 } from '../base/base64';
import type { NativeFunctions } from '../host';
import { badArgument } from './errors';

const NAMES = ['ascii', 'base64', 'binary', 'hex', 'ucs2', 'ucs-2', 'utf16le', 'utf-16le', 'utf-8', 'utf8', 'latin1'];

export function toBytes(native: NativeFunctions, data: unknown, encoding: unknown = 'utf8'): Uint8Array<ArrayBuffer> {
  if (data instanceof ArrayBuffer) return new Uint8Array(data.slice(0));
  if (ArrayBuffer.isView(data)) return new Uint8Array(data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer);
  const text = String(data);
  switch (checked(encoding)) {
    case 'base64':
      return fromBase64(text);
    case 'hex':
      return Uint8Array.from(text.match(/[\da-f]{2}/gi) ?? [], (pair) => parseInt(pair, 16));
    case 'ascii':
    case 'binary':
    case 'latin1':
      return Uint8Array.from(text, (character) => character.charCodeAt(0) & 255);
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le': {
      const bytes = new Uint8Array(text.length * 2);
      for (let i = 0; i < text.length; i++) {
        const unit = text.charCodeAt(i);
        bytes[i * 2] = unit & 255;
        bytes[i * 2 + 1] = unit >> 8;
      }
      return bytes;
    }
    default:
      return new native.TextEncoder().encode(text) as Uint8Array<ArrayBuffer>;
  }
}

/** Without an encoding the bytes themselves. */
export function fromBytes(native: NativeFunctions, bytes: Uint8Array, encoding: unknown): string | ArrayBuffer {
  if (encoding === undefined || encoding === null || encoding === '') return bytes.slice().buffer as ArrayBuffer;
  switch (checked(encoding)) {
    case 'base64':
      return toBase64(bytes);
    case 'hex':
      return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    case 'ascii':
      return units(bytes, 127);
    case 'binary':
    case 'latin1':
      return units(bytes, 255);
    case 'ucs2':
    case 'ucs-2':
    case 'utf16le':
    case 'utf-16le':
      return new native.TextDecoder('utf-16le').decode(bytes);
    default:
      return new native.TextDecoder('utf-8').decode(bytes);
  }
}

function units(bytes: Uint8Array, mask: number): string {
  const parts: string[] = [];
  // Spreading more than some tens of thousands of arguments overflows the stack.
  for (let at = 0; at < bytes.length; at += 8192) parts.push(String.fromCharCode(...bytes.subarray(at, at + 8192).map((byte) => byte & mask)));
  return parts.join('');
}

function checked(encoding: unknown): string {
  const name = String(encoding).toLowerCase();
  if (!NAMES.includes(name)) throw badArgument(`encoding "${encoding}"`);
  return name;
}
