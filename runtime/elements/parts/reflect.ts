// Attributes that style sheets look at. In: a value. Out: the DOM attribute. Must not: be used for values nobody selects by.

export function reflect(el: Element, name: string, value: string | boolean | null): void {
  if (value === false || value === null) el.removeAttribute(name);
  else if (el.getAttribute(name) !== (value === true ? '' : value)) el.setAttribute(name, value === true ? '' : value);
}
