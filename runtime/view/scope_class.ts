// Class names under style isolation (docs/internals/template-format.md, "Style scopes").
// In: class text as the program wrote it and the component that wrote it. Out: the class names of the sheet.
// Must not: depend on anything but the definition, except where external classes or `~` and `^` make it.
import type { Component } from './components';

/** Results of one definition; programs build class names of a few parts, so the memory stays small. */
const rememberedMax = 2000;

/** Class text of a node written by `owner`. */
export function scopeClass(owner: Component, text: string): string {
  const definition = owner.definition;
  if (definition.plainClasses && !/,|(^|\s)[~^]/.test(text)) return text;
  if (definition.externalClasses.size || /[~^]/.test(text)) return rewrite(owner, text);
  const known = definition.classes.get(text);
  if (known !== undefined) return known;
  const result = rewrite(owner, text);
  if (definition.classes.size >= rememberedMax) definition.classes.clear();
  definition.classes.set(text, result);
  return result;
}

/** Commas separate too: a bound array of class names is joined by them. */
function rewrite(owner: Component, text: string): string {
  const names: string[] = [];
  for (const name of text.split(/[\s,]+/)) {
    if (name) names.push(className(owner, name));
  }
  return names.join(' ');
}

function outerClass({ owner }: Component, given: string | undefined): string {
  return given && owner ? scopeClass(owner, given) : '';
}

function className(owner: Component, name: string): string {
  const { scope, isolated, plainClasses, externalClasses } = owner.definition;
  if (name[0] === '~') return owner.page ? className(owner.page, name.slice(1)) : name.slice(1);
  if (name[0] === '^') return owner.owner ? className(owner.owner, name.slice(1)) : name.slice(1);
  if (externalClasses.has(name)) {
    const own = plainClasses ? '' : `${name}_${scope}`;
    const outer = name === 'class' ? owner.given : outerClass(owner, owner.external[name]);
    return own && outer ? `${own} ${outer}` : own || outer;
  }
  if (plainClasses) return name;
  return isolated ? `${name}_${scope}` : `${name} ${name}_${scope}`;
}
