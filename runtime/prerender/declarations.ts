// `element.style` of the remembered document: declarations in order, as text. In: the style attribute, writes of single properties.
// Out: the attribute's text. Must not: know which properties or values there are.

interface Declaration {
  value: string;
  important: boolean;
}

export class StyleDeclaration {
  readonly proxy: any;
  #declarations: Map<string, Declaration> | null = null;

  /** `write` gets the attribute's text after each change. */
  constructor(
    private text: string,
    private readonly write: (text: string) => void,
  ) {
    this.proxy = new Proxy(this, {
      get: (style, key) => {
        if (key === Symbol.iterator) return () => style.#read().keys();
        if (typeof key !== 'string') return undefined;
        if (key === 'cssText') return style.cssText;
        const own = (style as any)[key];
        return typeof own === 'function' ? own.bind(style) : style.getPropertyValue(hyphenated(key));
      },
      set: (style, key, value) => {
        if (key === 'cssText') style.cssText = value;
        else style.setProperty(hyphenated(String(key)), value);
        return true;
      },
    });
  }

  get cssText(): string {
    return this.text;
  }
  set cssText(text: string) {
    this.text = String(text ?? '').trim();
    this.#declarations = null;
    this.write(this.text);
  }
  getPropertyValue(name: string): string {
    return this.#read().get(name)?.value ?? '';
  }
  setProperty(name: string, value: unknown, priority = ''): void {
    const text = value === null || value === undefined ? '' : String(value).trim();
    if (text === '') return void this.removeProperty(name);
    this.#read().set(name, { value: text, important: priority === 'important' });
    this.#save();
  }
  removeProperty(name: string): void {
    if (this.#read().delete(name)) this.#save();
  }

  #save(): void {
    this.text = [...this.#read()].map(([name, { value, important }]) => `${name}: ${value}${important ? ' !important' : ''};`).join(' ');
    this.write(this.text);
  }

  #read(): Map<string, Declaration> {
    if (this.#declarations) return this.#declarations;
    this.#declarations = new Map();
    for (const [name, value] of declarationsOf(this.text)) {
      const important = /\s*!\s*important\s*$/i.exec(value);
      this.#declarations.set(name, { value: important ? value.slice(0, important.index) : value, important: !!important });
    }
    return this.#declarations;
  }
}

const piece = /"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\/\*[^]*?\*\/|[;()]|[^;()"'/]+|\//g;

function declarationsOf(text: string): [string, string][] {
  const list: [string, string][] = [];
  let one = '';
  let depth = 0;
  const end = () => {
    const at = one.indexOf(':');
    const name = one.slice(0, at).trim();
    if (at > 0 && name) list.push([name.startsWith('--') ? name : name.toLowerCase(), one.slice(at + 1).trim()]);
    one = '';
  };
  for (const [part] of text.matchAll(piece)) {
    if (part.startsWith('/*')) continue;
    if (part === '(') depth++;
    else if (part === ')') depth--;
    if (part === ';' && depth <= 0) end();
    else one += part;
  }
  end();
  return list;
}

function hyphenated(name: string): string {
  if (name.startsWith('--')) return name;
  const text = name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  return /^(webkit|moz|ms)-/.test(text) ? `-${text}` : text === 'css-float' ? 'float' : text;
}
