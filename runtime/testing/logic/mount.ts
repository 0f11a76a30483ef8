// Components on a page of their own: any component of the program, or one that a test defines.
// In: paths, definitions, properties. Out: instances on the screen. Must not: run the App.
import { defineComponent } from '../../logic/definition';
import type { Instance } from '../../logic/instance';
import { knowScripts } from '../../logic/modules';
import { createPage } from '../../logic/page';
import { unloadPage } from '../../logic/page_events';
import { post } from '../../logic/port';
import { definitions, program, type ManifestPage } from '../../logic/program';
import { showNew } from '../../logic/router';
import { walkInstances } from '../../logic/skeleton/instances';
import { stack } from '../../logic/stack';
import { nextSeq } from '../../logic/update_queue';
import { ask, natives } from './channel';

interface Mount extends ManifestPage {
  view?: string[];
  style?: string[];
  elements?: string[];
}

/** What tests define has paths in a folder that no program has. */
const FOLDER = '_minnow/made';
let lastMade = 0;

function mounts(): Record<string, Mount> {
  return (program.manifest as { mounts?: Record<string, Mount> }).mounts ?? {};
}

/** The path of a component of the program as the manifest has it. */
export function componentPath(written: string): string {
  const path = written.replace(/^\/+/, '').replace(/\.(?:js|ts|json|wxml)$/, '');
  for (const candidate of [path, `${path}/index`]) if (mounts()[candidate]) return candidate;
  throw new Error(`there is no component ${written} in this program: a component has a .json that says "component": true, and a .wxml`);
}

/** Files that a page with these components needs. */
function filesOf(paths: readonly string[]): Required<Pick<Mount, 'logic' | 'view' | 'style' | 'elements'>> {
  const all = (kind: 'logic' | 'view' | 'style' | 'elements') => [...new Set(paths.flatMap((path) => (mounts()[path] ?? made.get(path))?.[kind] ?? []))];
  return { logic: all('logic'), view: all('view'), style: all('style'), elements: all('elements') };
}

/** Of components that tests defined: the files of those they use. */
const made = new Map<string, Mount>();

/** Defines a component out of a template. Returns its path. */
export function makeComponent(template: string, using: Record<string, string>, definition: object): string {
  const path = `${FOLDER}/${++lastMade}`;
  definitions.set(path, defineComponent(path, 'component', definition));
  addTemplate(path, template, using);
  return path;
}

function addTemplate(path: string, template: string, using: Record<string, string>): void {
  const { url, elements } = ask<{ url: string; elements: string[] }>('template', { path, text: template, tags: Object.keys(using) });
  const files = filesOf(Object.values(using));
  const mount: Mount = { scope: `t${lastMade}`, ...files, elements: [...new Set([...files.elements, ...elements])] };
  made.set(path, mount);
  const components = { [path]: { scope: mount.scope, using, styleIsolation: 'apply-shared' } };
  Object.assign(program.manifest.components, components);
  program.manifest.pages[path] = mount;
  ask('page', { path, page: mount, components });
  knowScripts({ ...program.manifest, pages: { [path]: mount }, appLogic: [], modules: {} }, []);
  natives.importScripts(url);
}

/** A component that is made and not yet on the screen. */
export interface Mounted {
  page: Instance;
  component: Instance;
}

export function createMounted(path: string, tag: string, properties: Record<string, unknown>): Mounted {
  const pagePath = `${FOLDER}/${++lastMade}`;
  const names = Object.keys(properties);
  const attributes = names.map((name) => ` ${name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}="{{properties.${name}}}"`);
  definitions.set(pagePath, defineComponent(pagePath, 'page', { data: { properties } }));
  addTemplate(pagePath, `<${tag}${attributes.join('')}/>`, { [tag]: path });
  const page = createPage(pagePath, {}, null);
  let component: Instance | undefined;
  walkInstances(page.root!, (instance) => (component ??= instance));
  if (!component) throw new Error(`the component ${path} could not be made: see its errors`);
  return { page, component };
}

/** Puts it on the screen, over what is there. */
export function attachMounted({ page }: Mounted): void {
  stack.push(page);
  showNew('navigateTo', page, {}, []);
  // Now it is drawn, and has heard that it is ready.
  ask('settled');
}

export function detachMounted({ page }: Mounted): void {
  const at = stack.indexOf(page);
  if (at < 0) return;
  stack.splice(at, 1);
  unloadPage(page);
  const below = stack[stack.length - 1]!;
  post({ t: 'open', page: below.number, path: below.definition.path, query: {}, kind: 'navigateBack', close: [page.number], show: below.number, seq: nextSeq(), ops: [] });
  ask('settled');
}
