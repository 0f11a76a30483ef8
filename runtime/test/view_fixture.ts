// A test page for view tests: one page without a frame, fed with ops directly. In: emitted forms. Out: window.view.
// Must not: be part of the product.
import * as animation from '../view/animation';
import { components } from '../view/components';
import { listen } from '../view/taps';
import { late } from '../view/late';
import { addPage, Page } from '../view/pages';
import { connect } from '../view/port';
import { query } from '../view/query';
import { applyOps, setPageTest } from '../view/receive';
import { mn } from '../view/registry';
import { select } from '../view/selector';
import { styleText } from '../view/style';

// As when the first page stands; a test may wait with it.
if (!(globalThis as any).holdsLate) void late();

const posted: any[] = [];
connect((message) => posted.push(message));
setPageTest((path) => path.startsWith('pages/'));

const viewport = document.createElement('div');
viewport.style.cssText = 'position:relative;width:375px;height:600px;overflow:hidden;container-type:size';
const scroller = document.createElement('div');
scroller.style.cssText = 'height:100%;overflow:auto';
const root = document.createElement('wx-page');
root.style.display = 'block';
scroller.append(root);
viewport.append(scroller);
document.body.style.margin = '0';
document.body.append(viewport);
const style = document.createElement('style');
style.textContent = 'wx-view{display:block}';
document.head.append(style);
listen(viewport);

const frame = new Proxy({}, { get: () => () => undefined }) as any;

/** Draws page 1 of `path` with `data`; `ops` before it define and create components. */
function open(path: string, data: any, ops: any[] = []): void {
  applyOps([[5, 1000, { path, scope: '0' }], [2, 1, 0, '', 0, 1000, data], ...ops] as any);
  const component = components.get(1)!;
  addPage(new Page(component, { root, scroller, viewport }, frame, {}, { call: async () => undefined, load: async () => undefined }));
  const drawn = component.draw();
  if (drawn) root.append(drawn);
  applyOps([]);
}

/** Nodes changed by `run`, by kind. */
function mutations(run: () => void): { childList: number; characterData: number; attributes: number; nodes: number } {
  const observer = new MutationObserver(() => undefined);
  observer.observe(root, { subtree: true, childList: true, characterData: true, attributes: true });
  run();
  const seen = { childList: 0, characterData: 0, attributes: 0, nodes: 0 };
  for (const record of observer.takeRecords()) {
    seen[record.type]++;
    seen.nodes += record.addedNodes.length + record.removedNodes.length;
  }
  observer.disconnect();
  return seen;
}

/** The page's html without comments and event attributes. */
function html(): string {
  return root.innerHTML.replace(/<!--.*?-->/g, '');
}

Object.assign(window, { mn, view: { open, patch: applyOps, html, mutations, posted, root, scroller, viewport, components, select, styleText, query, animation, late } });
