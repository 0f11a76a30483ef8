// What loaded chunks register: templates (`mn.t`), WXS (`mn.w`), elements (`mn.e`), API groups (`mn.a`).
// In: calls of emitted scripts. Out: lookups by path, tag and name. Must not: build anything before it is asked for.
import type { ExpressionFunction } from '../shared/expression';
import { readMarkup, type Markup, type MarkupNode } from '../shared/markup';
import { registerWxs, wxsNamespace } from '../shared/wxs';
import type { ElementDefinition } from './element';

/** One `.wxml` file. */
export class TemplateFile {
  #markup: Markup | undefined;
  #w: Record<string, unknown> | undefined;

  constructor(
    readonly path: string,
    readonly strings: readonly string[],
    readonly functions: readonly ExpressionFunction[],
  ) {}

  get main(): readonly MarkupNode[] {
    return this.#read().main;
  }

  /** WXS modules of the file, by module name. */
  get w(): Record<string, unknown> {
    return (this.#w ??= wxsNamespace(this.#read().modules));
  }

  /** The `<template>` of this name: the file's own first, then those directly defined in imported files, the last import winning. */
  find(name: string): { file: TemplateFile; nodes: readonly MarkupNode[] } | undefined {
    const { templates, imports } = this.#read();
    const own = templates.get(name);
    if (own) return { file: this, nodes: own };
    for (let i = imports.length - 1; i >= 0; i--) {
      const file = files.get(imports[i]!);
      const nodes = file && file.#read().templates.get(name);
      if (nodes) return { file: file!, nodes };
    }
    return undefined;
  }

  #read(): Markup {
    return (this.#markup ??= readMarkup(this.strings, this.functions));
  }
}

const files = new Map<string, TemplateFile>();
const elements = new Map<string, ElementDefinition>();
const groups = new Map<string, (host: any) => void>();
let onGroup: (name: string, register: (host: any) => void) => void = () => undefined;

export function templateFile(path: string): TemplateFile | undefined {
  return files.get(path);
}

/** Definition of a built-in, by its tag without `wx-`. */
export function elementDefinition(tag: string): ElementDefinition | undefined {
  return elements.get(tag);
}

/** Definition of the built-in a node is, if it is one that registered. */
export function definitionOf(el: Element): ElementDefinition | undefined {
  const name = el.localName;
  return name.startsWith('wx-') ? elements.get(name.slice(3)) : undefined;
}

export function registerElement(definition: ElementDefinition): void {
  elements.set(definition.tag, definition);
}

/** API groups that are loaded, and those that come, go to `listener`. */
export function onApiGroup(listener: (name: string, register: (host: any) => void) => void): void {
  onGroup = listener;
  for (const [name, register] of groups) listener(name, register);
}

/** Addresses of scripts that have registered something. */
export const arrivedScripts = new Set<string>();

function noteScript(): void {
  // Where pages are drawn ahead there is no document.
  const running = globalThis.document?.currentScript as HTMLScriptElement | null | undefined;
  if (running) arrivedScripts.add(running.src);
}

export const mn = {
  t(path: string) {
    noteScript();
    return (strings: readonly string[], ...functions: ExpressionFunction[]): void => {
      files.set(path, new TemplateFile(path, strings, functions));
    };
  },
  w(...given: Parameters<typeof registerWxs>): void {
    noteScript();
    registerWxs(...given);
  },
  e(definition: ElementDefinition): void {
    noteScript();
    registerElement(definition);
  },
  a(name: string, register: (host: any) => void): void {
    groups.set(name, register);
    onGroup(name, register);
  },
};
