// Runs inline in the launch document of a page that keeps its rendering (`initialRenderingCache`), right behind the first screen: puts what was kept
// in place of the page's content, where it is of this package and plain. In: localStorage, whatever is in it. Out: the content, and `mnKept` for
// hydrate.ts. Must not: differ from page to page (the page policy knows its hash), or let anything through that the build would not.
import type { KeptScreen } from '../hydrate';
import { nodesBelow, screenNodes } from '../screen_nodes';
import { isPlain } from './plain';
import { isDark, keyOf, type StoredScreen } from './stored';

/** Parsed where nothing loads and nothing runs. */
function parsed(html: string): DocumentFragment {
  const template = document.createElement('template');
  template.innerHTML = html;
  if (typeof html !== 'string' || !isPlain(template.content)) throw html;
  return template.content;
}

try {
  const { page, kept } = document.documentElement.dataset;
  const [version, dark, html, held, tree]: StoredScreen = JSON.parse(localStorage.getItem(keyOf(page!))!);
  if (version === kept && dark === isDark() && Array.isArray(tree)) {
    const frame = document.querySelector('.mn-frame')!;
    const content = parsed(html);
    const nodes = [...screenNodes(frame), ...nodesBelow(content), ...nodesBelow(parsed(held))];
    frame.querySelector('wx-page')!.replaceChildren(content);
    (globalThis as any).mnKept = { nodes, count: screenNodes(frame).length, tree } satisfies KeptScreen;
  }
} catch {
  // Nothing is kept, storage is forbidden, or it holds something else: the screen that was built stays.
}
