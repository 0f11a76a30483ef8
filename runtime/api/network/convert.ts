// Turns what a program passes to wx.request into a URL and a body, and an answer's bytes into what it gets back.
// In: documented options. Out: URL, headers, body. Must not: send anything.

import { ApiFailure } from '../host';

export type HeaderPairs = [string, string][];

const METHODS = ['GET', 'OPTIONS', 'HEAD', 'POST', 'PUT', 'DELETE', 'TRACE', 'CONNECT', 'PATCH'];
const BODILESS = ['GET', 'HEAD', 'OPTIONS', 'TRACE', 'CONNECT'];

export function checkedMethod(method: unknown): string {
  if (method === undefined || method === null || method === '') return 'GET';
  const upper = String(method).toUpperCase();
  if (!METHODS.includes(upper)) throw new ApiFailure('method is invalid', { errno: 600010 });
  return upper;
}

export function checkedUrl(url: unknown, schemes: RegExp, URLClass: typeof URL): string {
  const text = String(url).trim();
  if (!schemes.test(text) || !URLClass.canParse(text)) throw new ApiFailure(`invalid url "${url}"`, { errno: 600009 });
  return text;
}

export function headerPairs(header: unknown): HeaderPairs {
  const pairs: HeaderPairs = [];
  for (const [name, value] of Object.entries((header ?? {}) as Record<string, unknown>)) {
    if (value === undefined || value === null || !/^[!#$%&'*+\-.^_`|~\w]+$/.test(name)) continue;
    // A line break would end the header: the vendor's client drops it too.
    pairs.push([name, String(value).replace(/[\r\n\0]+/g, ' ')]);
  }
  return pairs;
}

export function valueOf(pairs: HeaderPairs, name: string): string | undefined {
  return pairs.find(([key]) => key.toLowerCase() === name)?.[1];
}

/** URL and body of a request by the documented rules: GET data becomes the query, the rest follows the content type. */
export function requestBody(url: string, method: string, data: unknown, pairs: HeaderPairs): { url: string; body: string | ArrayBuffer | undefined } {
  if (data === undefined || data === null) return { url, body: undefined };
  if (data instanceof ArrayBuffer || ArrayBuffer.isView(data)) {
    if (BODILESS.includes(method)) return { url, body: undefined };
    return { url, body: data instanceof ArrayBuffer ? data : (data.buffer.slice(data.byteOffset, data.byteOffset + data.byteLength) as ArrayBuffer) };
  }
  if (BODILESS.includes(method)) {
    const query = typeof data === 'object' ? queryText(data as object) : String(data);
    return { url: query ? withQuery(url, query) : url, body: undefined };
  }
  if (typeof data === 'string') return { url, body: data };
  if (typeof data !== 'object') return { url, body: String(data) };
  const type = valueOf(pairs, 'content-type') ?? '';
  return { url, body: /x-www-form-urlencoded/i.test(type) ? queryText(data) : JSON.stringify(data) };
}

export function queryText(data: object): string {
  return Object.entries(data)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => `${encodeURIComponent(key)}=${encodeURIComponent(typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value))}`)
    .join('&');
}

function withQuery(url: string, query: string): string {
  const [address, fragment] = url.split('#', 2) as [string, string?];
  const mark = !address.includes('?') ? '?' : /[?&]$/.test(address) ? '' : '&';
  return address + mark + query + (fragment === undefined ? '' : '#' + fragment);
}

/** `result.data`: bytes, text, or parsed JSON where it parses. */
export function resultData(bytes: ArrayBuffer, options: { responseType?: string; dataType?: string }, contentType: string, Decoder: typeof TextDecoder): unknown {
  if (options.responseType === 'arraybuffer') return bytes;
  const charset = /charset=["']?([\w-]+)/i.exec(contentType)?.[1];
  let text: string;
  try {
    text = new Decoder(charset ?? 'utf-8').decode(bytes);
  } catch {
    text = new Decoder('utf-8').decode(bytes);
  }
  if ((options.dataType ?? 'json') !== 'json') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

/** `result.header`: names as `Content-Type`, readable in lower case too; repeated ones joined by a comma. */
export function headerObject(pairs: HeaderPairs): Record<string, string> {
  const header: Record<string, string> = {};
  for (const [name, value] of pairs) {
    const title = name.toLowerCase().replace(/(^|-)[a-z]/g, (letter) => letter.toUpperCase());
    header[title] = title in header ? `${header[title]},${value}` : value;
  }
  for (const title of Object.keys(header)) {
    const lower = title.toLowerCase();
    if (lower !== title) Object.defineProperty(header, lower, { value: header[title], enumerable: false, configurable: true, writable: true });
  }
  return header;
}
