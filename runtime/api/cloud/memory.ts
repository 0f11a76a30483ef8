// Rows and files of the cloud stand-in, in this realm, gone with it. In: documents. Out: copies. Must not: be shared between programs.

export type Document = Record<string, any>;

export interface Memory {
  collection(name: string): Map<string, Document>;
  files: Map<string, { blob: Blob; path: string }>;
  newId(): string;
}

export function createMemory(): Memory {
  const collections = new Map<string, Map<string, Document>>();
  return {
    collection(name) {
      let found = collections.get(name);
      if (!found) collections.set(name, (found = new Map()));
      return found;
    },
    files: new Map(),
    newId: () => Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join(''),
  };
}

/** A copy that keeps dates. */
export function cloned<T>(value: T): T {
  if (value instanceof Date) return new Date(value.getTime()) as T;
  if (Array.isArray(value)) return value.map(cloned) as T;
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined).map(([key, item]) => [key, cloned(item)])) as T;
}
