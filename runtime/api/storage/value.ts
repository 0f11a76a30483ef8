// How one stored value is written: a kind character and text. In: JSON-able values and dates. Out: text and back; every read is a fresh copy.

/** s string, n number, b boolean, d date, z null, u undefined, j JSON. */
export type Encoded = string;

export function encode(value: unknown): Encoded {
  switch (typeof value) {
    case 'string':
      return 's' + value;
    case 'number':
      return 'n' + value;
    case 'boolean':
      return 'b' + (value ? 1 : 0);
    case 'undefined':
    case 'function':
    case 'symbol':
      return 'u';
    default:
      if (value === null) return 'z';
      // A date loses its type in JSON; the vendor keeps it at the top level only.
      return value instanceof Date ? 'd' + value.getTime() : 'j' + JSON.stringify(value);
  }
}

export function decode(text: Encoded): unknown {
  const body = text.slice(1);
  switch (text[0]) {
    case 's':
      return body;
    case 'n':
      return Number(body);
    case 'b':
      return body === '1';
    case 'd':
      return new Date(Number(body));
    case 'z':
      return null;
    case 'j':
      return JSON.parse(body);
    default:
      // What was stored without a value reads like a missing key.
      return '';
  }
}

/** UTF-8 bytes. */
export function sizeBytes(text: string): number {
  let bytes = text.length;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}
