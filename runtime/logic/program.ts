// The running program as the other files see it: manifest, registered templates and definitions.
// In: registrations by the chunks. Out: lookups by path. Must not: run program code.
import type { Definition } from './definition';

export interface ManifestComponent {
  scope: string;
  using?: Record<string, string>;
  generics?: Record<string, string>;
  placeholder?: Record<string, string>;
  styleIsolation?: string;
  pureDataPattern?: string;
}

export interface ManifestPage {
  scope: string;
  config?: Record<string, any>;
  logic?: string[];
  api?: string[];
  package?: string;
  /** Version that what is kept of the page's rendering is of; absent where nothing is kept. */
  kept?: string;
}

export interface Manifest {
  format: number;
  app: Record<string, any>;
  entry: string;
  runtime: { api?: Record<string, { logic?: string; view?: string }>; parts?: Record<string, string> };
  appLogic?: string[];
  pages: Record<string, ManifestPage>;
  components: Record<string, ManifestComponent>;
  packages?: { root: string; name?: string; independent?: boolean; pages: string[]; entry?: string }[];
  /** What require.async names → chunks to load before it runs. */
  modules?: Record<string, string[]>;
  alias?: Record<string, string>;
  /** Script that registers the whole manifest; absent in that. */
  whole?: string;
  dev?: boolean;
}

const { hasOwn } = Object;

/** A field that is an object's own: what a program puts on `Object.prototype` is none of the manifest. */
export function own<T extends object, K extends keyof T>(object: T, key: K): T[K] | undefined {
  return hasOwn(object, key) ? object[key] : undefined;
}

/** `prerendering`: pages are made to be drawn once; no function of the program runs but its modules. */
export const program: { manifest: Manifest; system: any; launch: any; prerendering: boolean } = {
  manifest: { format: 1, app: {}, entry: '', runtime: {}, pages: {}, components: {} },
  system: {},
  launch: {},
  prerendering: false,
};

/** Definitions by component or page path, in the order their modules ran. */
export const definitions = new Map<string, Definition>();

export function componentEntry(path: string): ManifestComponent | undefined {
  return own(program.manifest.components, path);
}

export function tabPages(): string[] {
  const list = program.manifest.app.tabBar?.list;
  return Array.isArray(list) ? list.map((item: any) => String(item.pagePath).replace(/^\//, '').replace(/\.html$/, '')) : [];
}
