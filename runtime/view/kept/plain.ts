// What may stand in a kept screen: the rules that the build has for first screens (crates/prerender, markup.rs), and one for names. In: parsed nodes of a document
// that loads nothing. Out: whether they are all plain. Must not: mend anything.

/** Elements that run or load something, or whose content is not among the nodes that are looked at. */
const REFUSED = /^(?:animate|applet|base|body|embed|foreignobject|frame|frameset|head|html|link|listing|math|meta|noembed|noframes|noscript|object|plaintext|portal|script|set|style|template|title|use|xmp)$/i;
/** Elements whose name hides what a document has of its own under it. */
const NAMING = /^(?:form|iframe|img)$/;
/** Attributes whose address is gone to or run. */
const ADDRESS = /^(?:action|formaction|href|src|srcdoc|xlink:href)$/;
/** Schemes that run; a browser looks past control characters and spaces. */
const RUNS = /^(?:javascript:|vbscript:|data:text\/html)/i;

export function isPlain(root: ParentNode): boolean {
  for (const el of root.querySelectorAll('*')) {
    if (REFUSED.test(el.localName)) return false;
    for (const { name, value } of el.attributes) {
      if (/^on[a-z]+$/i.test(name) || (name === 'name' && NAMING.test(el.localName))) return false;
      // A custom element goes nowhere: what stands in its attributes is the program's own.
      if (ADDRESS.test(name) && !el.localName.includes('-') && (el.localName === 'iframe' || RUNS.test(value.replace(/[\0- ]/g, '')))) return false;
    }
  }
  return true;
}
