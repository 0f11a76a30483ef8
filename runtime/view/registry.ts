// What loaded chunks register: templates (`mn.t`), WXS (`mn.w`), elements (`mn.e`), API groups (`mn.a`).
// In: calls of emitted scripts. Out: lookups by path, tag and name. Must not: build anything before it is asked for.
import { callMember, toText, type ExpressionLiteral } from '../shared/expression';
import { registerWxs, wxsNamespace } from '../shared/wxs';
import type { ElementDefinition } from './element';

/** `"html"`, `["html", ops]` or `["html", ops, 1]`: see docs/internals/template-format.md. */
export type BlockLiteral = string | readonly [html: string, ops?: readonly any[], scoped?: 1];
type FileForms = readonly [block: BlockLiteral, templates?: Record<string, BlockLiteral>];
type FileFactory = (Z: typeof toText, X: typeof callMember) => FileForms;

/** One `.wxml` file. */
export class TemplateFile {
  #factory: FileFactory;
  #forms: FileForms | undefined;
  #imports: readonly string[];
  /** WXS modules of the file, by module name. */
  readonly w: Record<string, unknown>;

  constructor(
    readonly path: string,
    factory: FileFactory,
    links: { i?: readonly string[]; w?: Record<string, string> } | undefined,
  ) {
    this.#factory = factory;
    this.#imports = links?.i ?? [];
    this.w = wxsNamespace(links?.w);
  }

  get block(): BlockLiteral {
    return this.#open()[0];
  }

  /** The `<template>` of this name: the file's own first, then those directly defined in imported files, the last import winning. */
  find(name: string): { file: TemplateFile; block: BlockLiteral } | undefined {
    const own = this.own(name);
    if (own !== undefined) return { file: this, block: own };
    for (let i = this.#imports.length - 1; i >= 0; i--) {
      const file = files.get(this.#imports[i]!);
      const block = file?.own(name);
      if (block !== undefined) return { file: file!, block };
    }
    return undefined;
  }

  /** A `<template>` defined in this very file. */
  own(name: string): BlockLiteral | undefined {
    const templates = this.#open()[1];
    return templates && Object.prototype.hasOwnProperty.call(templates, name) ? templates[name] : undefined;
  }

  #open(): FileForms {
    return (this.#forms ??= this.#factory(toText, callMember));
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

export const mn = {
  t(path: string, factory: FileFactory, links?: { i?: readonly string[]; w?: Record<string, string> }): void {
    files.set(path, new TemplateFile(path, factory, links));
  },
  w: registerWxs,
  e: registerElement,
  a(name: string, register: (host: any) => void): void {
    groups.set(name, register);
    onGroup(name, register);
  },
};

export type { ExpressionLiteral };
