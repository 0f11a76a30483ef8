// Changed templates in a running program: every page is built of them again, around the data and the components it has.
// In: the manifest of the changed package. Out: trees, and what the view draws of them (stream `redraw`).
// Must not: run a module or a life cycle of what stays.
//
// A component stays when its owner's new tree has one of the same path, id and rows around it: the n-th such of the old tree is the n-th of the new one.
import { itemKey } from '../../shared/keys';
import type { Definition } from '../definition';
import { deepCopy } from '../copy';
import { detachInstance } from '../detach';
import { forgetPlain, formOf } from '../forms';
import { applyWrites, buildTree, renderWaiting, type Instance, type Write } from '../instance';
import { importForPage, knowChangedScripts } from '../modules';
import { part, partHere } from '../parts';
import { post } from '../port';
import { program, type Manifest } from '../program';
import { FOR } from '../skeleton/form';
import { attachTree } from '../skeleton/instances';
import { Fragment, walk, type ElementNode, type SkeletonNode } from '../skeleton/tree';
import { dangling, stack } from '../stack';
import { firstRender, flush } from '../update_queue';

interface Kept {
  node: ElementNode;
  instance: Instance;
}

/** What the trees of instances held before, by place. */
const kept = new Map<Instance, Map<string, Kept[]>>();
let drawn: Instance[] = [];

/** Chunks of templates and WXS. */
const isTemplate = (url: string) => url.endsWith('.t.js');

export function drawAgain(manifest: Manifest): void {
  flush();
  const pages = [...stack, ...dangling.values()];
  takeScripts(manifest, pages);
  for (const page of pages) {
    drawPage(page);
    const { seq, ops } = firstRender(page);
    post({ t: 'emit', topic: 'redraw', value: { page: page.number, seq, ops } });
  }
}

/** Scripts of the open pages that only register run again, and with them what is new. Modules that ran stay. */
function takeScripts(manifest: Manifest, pages: readonly Instance[]): void {
  const logicOf = (path: string) => manifest.pages[path]?.logic ?? [];
  const before = new Set(Object.values(program.manifest.pages).flatMap(({ logic }) => logic ?? []));
  // A script that was here before and comes back, as when a change is undone, is new like any other.
  const fresh = Object.keys(manifest.pages).flatMap(logicOf).filter((url) => !before.has(url));
  knowChangedScripts(manifest, [...fresh, ...pages.flatMap(({ definition }) => logicOf(definition.path)).filter(isTemplate)]);
  // The object is what all of the realm holds.
  Object.assign(program.manifest, manifest);
  for (const path in manifest.pages) if (logicOf(path).some(isTemplate)) forgetPlain(path);
  for (const { definition } of pages) importForPage(() => logicOf(definition.path), definition.path);
}

function drawPage(page: Instance): void {
  drawn = [];
  const whole = [page, ...page.beside];
  for (const instance of whole) instance.form = formOf(instance.definition.path, !!instance.definition.options.dynamicSlots);
  const skeleton = partHere('skeleton');
  skeleton?.takeWith(take);
  try {
    for (const instance of whole) draw(instance);
  } finally {
    skeleton?.takeWith(null);
    for (const places of kept.values()) for (const list of places.values()) for (const { instance } of list.reverse()) detachInstance(instance);
    kept.clear();
  }
  for (const { attached, root } of drawn) if (attached && root) attachTree(root);
  for (const instance of drawn) renderWaiting(instance);
}

function draw(instance: Instance): void {
  if (instance.root) kept.set(instance, placesIn(instance.root));
  instance.form = formOf(instance.definition.path, !!instance.definition.options.dynamicSlots);
  instance.sent = false;
  instance.mirror = null;
  drawn.push(instance);
  buildTree(instance);
}

function take(node: ElementNode, definition: Definition): boolean {
  const found = kept.get(node.context.owner)?.get(placeOf(node, definition))?.shift();
  if (!found) return false;
  const { instance } = found;
  found.node.instance = null;
  node.instance = instance;
  (instance as { host: ElementNode }).host = node;
  draw(instance);
  part('skeleton').feedAgain(node, instance, found.node);
  const writes = noLongerGiven(found.node, node, instance);
  if (writes.length) applyWrites(instance, writes, true);
  return true;
}

/** A property that its user does not give any more has its default again. */
function noLongerGiven(before: ElementNode, now: ElementNode, { definition }: Instance): Write[] {
  const given = new Set(now.compiled.attributes!.properties.map(({ name }) => name));
  const gone = before.compiled.attributes!.properties.filter(({ name }) => !given.has(name) && definition.properties.has(name));
  return gone.map(({ name }) => [[name], deepCopy(definition.data[name])]);
}

function placesIn(root: SkeletonNode): Map<string, Kept[]> {
  const places = new Map<string, Kept[]>();
  walk(root, (node) => {
    const { instance } = node;
    if (!instance) return;
    const place = placeOf(node, instance.definition);
    const list = places.get(place);
    if (list) list.push({ node, instance });
    else places.set(place, [{ node, instance }]);
  });
  return places;
}

function placeOf(node: ElementNode, { path }: Definition): string {
  const rows: string[] = [];
  for (let at: SkeletonNode | null = node; at; at = at.parent) {
    const list = at.parent;
    if (!(at instanceof Fragment) || at.compiled || !(list instanceof Fragment) || list.compiled?.kind !== FOR) continue;
    const { key } = list.compiled;
    rows.push(String(key === null ? at.frame!.i : itemKey(at.frame!.v, key)));
  }
  return JSON.stringify([path, node.id, ...rows]);
}
