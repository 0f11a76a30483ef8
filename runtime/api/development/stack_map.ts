// Stacks in terms of the program's own files, by the line maps that development builds put beside their chunks.
// In: a stack as the browser writes it. Out: the same with source files and lines. Must not: be used outside development.

interface LineMap {
  sources: string[];
  /** For each generated line: index of the source and its line (from 0). */
  lines: ([number, number] | undefined)[];
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

async function fetchMap(fetch: (url: string) => Promise<Response>, url: string): Promise<LineMap | null> {
  try {
    const response = await fetch(`${url}.map`);
    if (!response.ok) return null;
    const { sources, mappings } = await response.json();
    return { sources, lines: decode(mappings) };
  } catch {
    return null;
  }
}

/** Only the first segment of each line is read: lines are exact, columns are those of the chunk. */
function decode(mappings: string): LineMap['lines'] {
  let source = 0;
  let line = 0;
  return mappings.split(';').map((text) => {
    let first: [number, number] | undefined;
    for (const segment of text.split(',')) {
      const fields = numbers(segment);
      if (fields.length < 4) continue;
      source += fields[1];
      line += fields[2];
      first ??= [source, line];
    }
    return first;
  });
}

function numbers(segment: string): number[] {
  const fields: number[] = [];
  let value = 0;
  let shift = 0;
  for (const letter of segment) {
    const digit = alphabet.indexOf(letter);
    value += (digit & 31) << shift;
    shift += 5;
    if (digit & 32) continue;
    fields.push(value & 1 ? -(value >> 1) : value >> 1);
    value = shift = 0;
  }
  return fields;
}

const frame = /(https?:\/\/[^\s()]+?\.js):(\d+):(\d+)/g;

/** `fetch` rejects for scripts without a map. */
export function createStackMap(fetch: (url: string) => Promise<Response>): (stack: string) => Promise<string> {
  const maps = new Map<string, Promise<LineMap | null>>();
  return async (stack) => {
    const urls = new Set([...stack.matchAll(frame)].map((match) => match[1]));
    const known = new Map<string, LineMap | null>();
    for (const url of urls) {
      let map = maps.get(url);
      if (!map) maps.set(url, (map = fetchMap(fetch, url)));
      known.set(url, await map);
    }
    return stack.replace(frame, (text, url: string, line: string, column: string) => {
      const map = known.get(url);
      const at = map?.lines[Number(line) - 1];
      return at ? `${map!.sources[at[0]]}:${at[1] + 1}:${column}` : text;
    });
  };
}
