// The character entities of `text decode` and of rich-text strings. In: text. Out: text. Must not: build HTML.

const NAMED: Record<string, string> = {
  nbsp: '\u00a0', lt: '<', gt: '>', amp: '&', apos: "'", quot: '"', ensp: '\u2002', emsp: '\u2003', thinsp: '\u2009', copy: '©', reg: '®', trade: '™',
  hellip: '…', mdash: '—', ndash: '–', middot: '·', bull: '•', times: '×', divide: '÷', deg: '°', yen: '¥', euro: '€', pound: '£', cent: '¢', sect: '§', para: '¶',
  laquo: '«', raquo: '»', ldquo: '“', rdquo: '”', lsquo: '‘', rsquo: '’', larr: '←', uarr: '↑', rarr: '→', darr: '↓', hearts: '♥', plusmn: '±', frac12: '½',
  sum: '∑', infin: '∞', ne: '≠', le: '≤', ge: '≥', alpha: 'α', beta: 'β', gamma: 'γ', delta: 'δ', pi: 'π', sigma: 'σ', omega: 'ω', Omega: 'Ω', mu: 'μ', theta: 'θ', lambda: 'λ',
};

export function decodeEntities(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]+\d*));/gi, (whole, decimal, hex, name) => {
    if (name) return NAMED[name] ?? whole;
    const code = decimal ? parseInt(decimal, 10) : parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : whole;
  });
}
