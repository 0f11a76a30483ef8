// `text`: inline text that keeps line breaks (white-space in ua.css). In: `decode`, `space`, `user-select`. Out: the text as shown.
// The view writes raw text into the text nodes; where `decode` or `space` is set it is rewritten in place, before paint.

import type { ElementDefinition } from '../view/element';
import { decodeEntities } from './parts/entities';

const SPACES: Record<string, string> = { ensp: '\u2002', emsp: '\u2003', nbsp: '\u00a0' };

const definition: ElementDefinition = {
  tag: 'text',
  attributes: {
    selectable: { type: 'boolean', default: false },
    'user-select': { type: 'boolean', default: false },
    space: { type: 'string', default: '' },
    decode: { type: 'boolean', default: false },
    'max-lines': { type: 'number', default: 0 },
    overflow: { type: 'string', default: '' },
  },
  when: ['selectable', 'user-select', 'space', 'decode', 'max-lines', 'overflow'],
  create(host) {
    const el = host.el;
    const raw = new WeakMap<Text, { from: string; to: string }>();

    function rewrite(node: Text): void {
      const known = raw.get(node);
      const from = known && node.data === known.to ? known.from : node.data;
      let to = host.get('decode') ? decodeEntities(from) : from;
      const space = SPACES[host.get<string>('space')];
      if (space) to = to.replace(/ /g, space);
      raw.set(node, { from, to });
      if (node.data !== to) node.data = to;
    }
    function rewriteAll(): void {
      const walker = document.createTreeWalker(el, NodeFilter.SHOW_TEXT);
      while (walker.nextNode()) rewrite(walker.currentNode as Text);
      observer.takeRecords();
    }
    const observer = new MutationObserver((records) => {
      for (const record of records) {
        if (record.type === 'characterData') rewrite(record.target as Text);
        else record.addedNodes.forEach((node) => node.nodeType === Node.TEXT_NODE && rewrite(node as Text));
      }
      observer.takeRecords();
    });
    const clamp = () => el.style.setProperty('--wx-lines', host.get<number>('max-lines') > 0 ? String(host.get<number>('max-lines')) : '');
    function apply(): void {
      const selectable = host.get<boolean>('user-select') || host.get<boolean>('selectable');
      el.classList.toggle('wx-text-selectable', selectable);
      const lines = host.get<number>('max-lines');
      el.classList.toggle('wx-text-clamp', lines > 0);
      clamp();
      observer.disconnect();
      if (!host.get('decode') && !host.get('space')) return;
      rewriteAll();
      observer.observe(el, { characterData: true, childList: true, subtree: true });
    }
    apply();
    return {
      update: apply,
      styled: clamp,
      attached: apply,
      detached: () => observer.disconnect(),
    };
  },
};
export default definition;
