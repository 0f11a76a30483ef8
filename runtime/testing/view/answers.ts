// What the view answers to tests.
// In: asks by name. Out: values that JSON can carry. Must not: change the page but where asked to.
import { loadScript } from '../../view/chunks';
import { late } from '../../view/late';
import { pageById } from '../../view/pages';
import { callHost } from './host';
import { fire } from './fire';
import { find, findFrom } from './find';
import { boxOf, focus, offsetOf, propertyOf, scrollPart, sizeOf } from './facts';
import { nodeOf } from './nodes';
import { compare } from './pictures';
import { reach } from './remote';
import { matchesHtml, markupOf, treeOf } from './tree';

const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));

/** Until what was drawn is on the screen and at rest, and what the browser does of itself has been done. */
async function settled(): Promise<void> {
  await late();
  await frame();
  endPageMotion();
  await frame();
}

/** A page on its way in has boxes that are neither whole nor where they will be: whether a test met them would depend on its machine. */
function endPageMotion(): void {
  for (const animation of document.getAnimations()) {
    const { target } = animation.effect as KeyframeEffect;
    if (target?.classList.contains('mn-page')) animation.finish();
  }
}

export const answers: Record<string, (args: any) => unknown> = {
  settled,
  host: ({ name, args }) => callHost(name, args),
  async template(args) {
    const script: { url: string; elements: string[] } = await callHost('template', args);
    await loadScript(script.url);
    return script;
  },
  page({ path, page, components }) {
    const manifest = manifestOf();
    manifest.pages[path] = page;
    Object.assign(manifest.components, components);
  },
  find: ({ scope, selector }) => find(scope, selector),
  findFrom: ({ node, selector }) => findFrom(nodeOf(node), selector),
  reach,
  fire: ({ node, type, options }) => fire(nodeOf(node), type, options),
  tree: ({ node }) => treeOf(nodeOf(node)),
  markup: ({ node, outer }) => markupOf(nodeOf(node), outer),
  compare,
  matches: ({ node, html }) => matchesHtml(nodeOf(node), html),
  offset: ({ node }) => offsetOf(nodeOf(node)),
  box: ({ node }) => boxOf(nodeOf(node)),
  property: ({ node, name }) => propertyOf(nodeOf(node), name),
  focus: ({ node }) => focus(nodeOf(node)),
  scroll: ({ node, x, y }) => scrollPart(nodeOf(node)).scrollTo(x, y),
  pageSize: ({ instance }) => sizeOf(pageById(instance)!.scroller),
  pageScroll: ({ instance }) => pageById(instance)!.scroller.scrollTop,
  /** The middle of a node that a finger can reach, once it is scrolled to. */
  async point({ node }) {
    const el = nodeOf(node);
    el.scrollIntoView({ block: 'nearest', inline: 'nearest' });
    await settled();
    const { left, top, width, height } = el.getBoundingClientRect();
    if (!width && !height) throw new Error('the element has no size: nobody could touch it');
    return { x: left + width / 2, y: top + height / 2 };
  },
};

/** The manifest that the view goes by. */
function manifestOf(): any {
  if (!manifest) throw new Error('the view has not started');
  return manifest;
}

let manifest: any;
export function useManifest(given: any): void {
  manifest = given;
}
