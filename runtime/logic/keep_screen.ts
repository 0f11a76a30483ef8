// `setInitialRenderingCache`: what the view is to keep of a page for its next launch (view/kept/keep.ts draws it).
// In: a page of a program that asks for it, and what the program gives. Out: one message. Must not: change an instance that is shown, or run a function of the program.
import type { Op } from '../shared/bridge';
import type { Definition } from './definition';
import { detachInstance } from './detach';
import { createInstance, setData, type Instance } from './instance';
import { pageEntry } from './manifest';
import { post } from './port';
import { program } from './program';
import { walk } from './skeleton/tree';
import { describe, viewData } from './update_queue';

/** `capture` keeps the page as it is now, `dynamic` its initial data with `data` over them; null keeps nothing. */
export function keepScreen(page: Instance, data: unknown): void {
  const { path } = page.definition;
  let ops: Op[] | null = null;
  if (data !== null) ops = modeOf(path) === 'capture' ? described(page) : dynamic(page.definition, data);
  post({ t: 'emit', topic: 'keepScreen', value: { path, ops } });
}

function modeOf(path: string): unknown {
  return pageEntry(path)?.config?.initialRenderingCache ?? program.manifest.app.window?.initialRenderingCache;
}

function dynamic(definition: Definition, data: unknown): Op[] {
  program.prerendering = true;
  try {
    const page = createInstance(definition, null, null, null, null);
    try {
      setData(page, data);
      return described(page);
    } finally {
      detachInstance(page);
    }
  } finally {
    program.prerendering = false;
  }
}

/** A page and its components as they are, to be made anew. */
function described(page: Instance): Op[] {
  const ops: Op[] = [];
  const known = new Set<Definition>();
  const add = (instance: Instance) => {
    describe(instance, ops, known, viewData(instance));
    if (instance.root) walk(instance.root, (element) => { if (element.instance) add(element.instance); });
  };
  add(page);
  return ops;
}
