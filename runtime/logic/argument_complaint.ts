// The documented complaint about an argument that does not fit. In: its name, type and value. Out: a text. Must not: check.

const typeNames: Record<string, string> = { string: 'String', number: 'Number', boolean: 'Boolean', object: 'Object', array: 'Array', function: 'Function', arraybuffer: 'ArrayBuffer' };

function typeOf(value: unknown): string {
  if (value === null) return 'Null';
  if (value === undefined) return 'Undefined';
  return Object.prototype.toString.call(value).slice(8, -1);
}

/** `spec` as in ArgumentSpec: a type, with `?` where it may be left out. */
export function argumentComplaint(name: string, spec: string, value: unknown): string {
  const wanted = spec.replace('?', '');
  return `parameter error: parameter.${name} should be ${typeNames[wanted] ?? wanted} instead of ${typeOf(value)};`;
}
