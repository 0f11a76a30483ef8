// A page with nothing on it after an error of the program: the person is told, instead of looking at an empty screen.
// In: errors. Out: a screen in the page on top, which goes as soon as the page has something to show. Must not: hide a page that shows anything.

import type { ViewApiHost } from '../host';
import { button, h } from '../view_dom';

/** What an error leaves undone may still be drawn by what goes on without it: data that comes over the network, say. */
const WAIT_MS = 3000;
/** Elements that are seen without text of their own; controls and pictures of the runtime have a role. */
const DRAWN = 'img,canvas,video,iframe,input,textarea,svg,[role]';

const WORDS = {
  zh: ['小程序遇到了问题', '暂时没有可以显示的内容，请稍后重试。', '重试'],
  en: ['Something went wrong', 'There is nothing to show right now. Please try again, or come back later.', 'Try again'],
};

export default function failure(host: ViewApiHost): void {
  let timer = 0;
  const look = () => {
    timer = 0;
    const page = host.page();
    if (!page || !isEmpty(page.root) || page.viewport.querySelector('.mn-screen')) return;
    // A dialog or "loading" is something to look at; afterwards there may be more.
    if (document.querySelector('.mn-overlay')) return wait();
    const [title, hint, retry] = WORDS[host.frame.language];
    const again = button('mn-plain-button', retry!, () => location.reload());
    const screen = h('div', 'mn-screen', { role: 'alert' }, h('h2', '', null, title!), h('p', '', null, hint!), again);
    page.viewport.append(screen);
    new MutationObserver((_, observer) => {
      if (isEmpty(page.root)) return;
      observer.disconnect();
      screen.remove();
    }).observe(page.root, { subtree: true, childList: true, characterData: true, attributes: true });
  };
  const wait = () => void (timer ||= window.setTimeout(look, WAIT_MS));
  host.handle('failure', wait);
}

function isEmpty(root: HTMLElement): boolean {
  if (root.innerText.trim()) return false;
  return ![...root.querySelectorAll('*')].some((node) => {
    const { width, height } = node.getBoundingClientRect();
    if (!width || !height) return false;
    const { backgroundImage, backgroundColor } = getComputedStyle(node);
    // A coloured box is a drawing when nothing stands in it and it is not the page's own ground.
    const box = !node.childElementCount && height < innerHeight / 2 && !/, 0\)$/.test(backgroundColor);
    return box || backgroundImage !== 'none' || node.matches(DRAWN);
  });
}
