// `image`: a picture in a box of 320×240 unless styled. In: src, mode, lazy-load. Out: load{width,height}, error{errMsg}.
// The picture is an <img> that fills the host, so that border radius, padding and events behave as on any box; the crop modes
// are object-fit and object-position. Accessible: role img with the host's aria-label; decorative without one.

import type { ElementDefinition } from '../view/element';
import { pictureRole } from './parts/picture';

/** Elements this far from the screen are loaded with `lazy-load`. */
const LAZY_MARGIN = '300% 100%';

const FIT: Record<string, string> = { scaleToFill: 'fill', aspectFit: 'contain', aspectFill: 'cover', widthFix: 'fill', heightFix: 'fill' };
const POSITIONS = new Set(['top', 'bottom', 'center', 'left', 'right', 'top left', 'top right', 'bottom left', 'bottom right']);

const definition: ElementDefinition = {
  tag: 'image',
  shell: '<img class="wx-image-img" alt="" draggable="false" decoding="async" hidden><slot></slot>',
  attributes: {
    src: { type: 'string', default: '' },
    mode: { type: 'string', default: 'scaleToFill' },
    'lazy-load': { type: 'boolean', default: false },
    'show-menu-by-longpress': { type: 'boolean', default: false },
    webp: { type: 'boolean', default: false },
    'fade-in': { type: 'boolean', default: false },
    'referrer-policy': { type: 'string', default: '' },
    forcehttps: { type: 'boolean', default: false },
    preload: { type: 'boolean', default: false },
  },
  create(host) {
    const el = host.el;
    const img = el.querySelector('img')!;
    let near = !host.get<boolean>('lazy-load');
    let observer: IntersectionObserver | null = null;
    let shown = '';
    /** The shell is of this mode, unless a first screen was drawn in another. */
    let drawnMode = img.hasAttribute('style') ? '' : 'scaleToFill';

    // widthFix and heightFix are done by the picture's own ratio in the flow (ua.css): no measuring, right after any resize.
    function mode(): void {
      const name = host.get<string>('mode');
      if (name === drawnMode) return;
      drawnMode = name;
      img.style.objectFit = FIT[name] ?? (POSITIONS.has(name) ? 'none' : 'fill');
      img.style.objectPosition = POSITIONS.has(name) ? name : '';
      el.classList.toggle('wx-image-w', name === 'widthFix');
      el.classList.toggle('wx-image-h', name === 'heightFix');
    }
    function menu(): void {
      img.classList.toggle('wx-image-menu', host.get<boolean>('show-menu-by-longpress'));
    }
    function load(): void {
      let src = host.get<string>('src').trim();
      if (!near) return;
      if (src && host.get('forcehttps')) src = src.replace(/^http:/, 'https:');
      if (src === shown) return;
      shown = src;
      img.hidden = !src;
      const policy = host.get<string>('referrer-policy');
      if (policy) img.referrerPolicy = policy as ReferrerPolicy;
      const url = src && host.url(src);
      if (!url) img.removeAttribute('src');
      // In a document that came with its first screen it may be loading already, or be there.
      else if (img.getAttribute('src') !== url) img.src = url;
      else if (img.complete) queueMicrotask(arrived);
    }
    function watch(): void {
      observer?.disconnect();
      observer = null;
      if (near) return;
      if (typeof IntersectionObserver === 'undefined') near = true;
      else {
        observer = new IntersectionObserver(
          (entries) => {
            if (!entries.some((entry) => entry.isIntersecting)) return;
            near = true;
            observer?.disconnect();
            load();
          },
          { root: host.page.scroller, rootMargin: LAZY_MARGIN },
        );
        observer.observe(el);
      }
      load();
    }
    function arrived(): void {
      if (!shown) return;
      if (img.naturalWidth) return void host.fire('load', { width: img.naturalWidth, height: img.naturalHeight });
      img.hidden = true;
      host.fire('error', { errMsg: `GET ${host.get<string>('src')} 404 (Not Found)` });
    }
    img.addEventListener('load', arrived);
    img.addEventListener('error', arrived);
    const role = pictureRole(host);
    menu();
    mode();
    if (near) load();
    return {
      update(name) {
        if (name.startsWith('aria')) role();
        else if (name === 'mode') mode();
        else if (name === 'show-menu-by-longpress') menu();
        else load();
      },
      attached: watch,
      detached() {
        observer?.disconnect();
      },
      property: (name) => host.get(name),
    };
  },
};
export default definition;
