// `scroll-view`: a box that scrolls. In: directions, positions, thresholds, refresher. Out: scroll, scrolltoupper, scrolltolower,
// refresher and drag events. Shell as the vendor's: a scrolling wrapper and a content box inside it.
// Children with slot="refresher" are laid above the content (ua.css) and pulled into sight with it.

import type { ElementDefinition } from '../view/element';
import { ApiFailure } from '../api/host';
import { drag } from './parts/drag';

const EDGE_EVENT_GAP_MS = 200;
/** Nothing moved for this long: the scroll is over. */
const SCROLL_END_MS = 120;
const REFRESHER_MAX = 2.2;

const definition: ElementDefinition = {
  tag: 'scroll-view',
  shell: '<div class="wx-scroll-view"><div class="wx-scroll-view-content"><slot></slot></div></div>',
  attributes: {
    'scroll-x': { type: 'boolean', default: false },
    'scroll-y': { type: 'boolean', default: false },
    'upper-threshold': { type: 'length', default: 50 },
    'lower-threshold': { type: 'length', default: 50 },
    'scroll-top': { type: 'length' },
    'scroll-left': { type: 'length' },
    'scroll-into-view': { type: 'string', default: '' },
    'scroll-into-view-offset': { type: 'length', default: 0 },
    'scroll-into-view-alignment': { type: 'string', default: 'start' },
    'scroll-with-animation': { type: 'boolean', default: false },
    'enable-back-to-top': { type: 'boolean', default: false },
    'enable-passive': { type: 'boolean', default: false },
    'enable-flex': { type: 'boolean', default: false },
    'scroll-anchoring': { type: 'boolean', default: false },
    'using-sticky': { type: 'boolean', default: false },
    enhanced: { type: 'boolean', default: false },
    bounces: { type: 'boolean', default: true },
    'show-scrollbar': { type: 'boolean', default: true },
    'fast-deceleration': { type: 'boolean', default: false },
    'paging-enabled': { type: 'boolean', default: false },
    'refresher-enabled': { type: 'boolean', default: false },
    'refresher-threshold': { type: 'length', default: 45 },
    'refresher-default-style': { type: 'string', default: 'black' },
    'refresher-background': { type: 'string', default: '' },
    'refresher-triggered': { type: 'boolean', default: false },
    type: { type: 'string', default: '' },
    reverse: { type: 'boolean', default: false },
    clip: { type: 'boolean', default: true },
    padding: { type: 'array', default: [0, 0, 0, 0] },
    'cache-extent': { type: 'number' },
    'min-drag-distance': { type: 'number', default: 18 },
    'associative-container': { type: 'string', default: '' },
  },
  create(host) {
    const el = host.el;
    const main = el.querySelector<HTMLElement>('.wx-scroll-view')!;
    const content = main.firstElementChild as HTMLElement;
    let left = 0;
    let top = 0;
    let upperAt = -Infinity;
    let lowerAt = -Infinity;
    let wantedView = '';
    let scrollEnabled = true;

    function axes(): void {
      const enabled = scrollEnabled;
      main.style.overflowX = enabled && host.get('scroll-x') ? 'auto' : 'hidden';
      main.style.overflowY = enabled && host.get('scroll-y') ? 'auto' : 'hidden';
      const { classList } = el;
      classList.toggle('wx-scroll-flex', host.get<boolean>('enable-flex'));
      classList.toggle('wx-scroll-sticky', host.get<boolean>('using-sticky') || host.get('type') === 'list' || host.get('type') === 'custom');
      classList.toggle('wx-scroll-paging', host.get<boolean>('enhanced') && host.get<boolean>('paging-enabled'));
      classList.toggle('wx-scroll-rigid', host.get<boolean>('enhanced') && !host.get<boolean>('bounces'));
      classList.toggle('wx-scroll-anchored', host.get<boolean>('scroll-anchoring'));
      const padding = host.get<number[]>('padding');
      content.style.padding = Array.isArray(padding) && padding.some(Number) ? padding.map((one) => `${Number(one) || 0}px`).join(' ') : '';
    }
    const smooth = (animated = host.get<boolean>('scroll-with-animation')): ScrollBehavior => (animated ? 'smooth' : 'auto');

    function scrollToView(id: string, animated?: boolean, offset = host.get<number>('scroll-into-view-offset'), alignment = host.get<string>('scroll-into-view-alignment')): boolean {
      const node = id && content.querySelector(`#${CSS.escape(id)}`);
      if (!node) return false;
      const box = node.getBoundingClientRect();
      const frame = main.getBoundingClientRect();
      const at = (start: number, size: number, frameStart: number, frameSize: number) => {
        const gap = frameSize - size;
        if (alignment === 'center') return start - frameStart - gap / 2;
        if (alignment === 'end') return start - frameStart - gap;
        if (alignment === 'nearest') {
          if (start >= frameStart && start + size <= frameStart + frameSize) return 0;
          return start < frameStart ? start - frameStart : start - frameStart - gap;
        }
        return start - frameStart;
      };
      main.scrollTo({
        left: host.get('scroll-x') ? main.scrollLeft + at(box.left, box.width, frame.left, main.clientWidth) + offset : main.scrollLeft,
        top: host.get('scroll-y') ? main.scrollTop + at(box.top, box.height, frame.top, main.clientHeight) + offset : main.scrollTop,
        behavior: smooth(animated),
      });
      return true;
    }
    function positions(animated = false): void {
      const y = host.get<number | undefined>('scroll-top');
      const x = host.get<number | undefined>('scroll-left');
      if (host.has('scroll-top') && Number.isFinite(y) && host.get('scroll-y')) main.scrollTo({ top: y, behavior: smooth(animated && undefined) });
      if (host.has('scroll-left') && Number.isFinite(x) && host.get('scroll-x')) main.scrollTo({ left: x, behavior: smooth(animated && undefined) });
      wantedView = host.get<string>('scroll-into-view');
      if (wantedView && scrollToView(wantedView, animated ? undefined : false)) wantedView = '';
    }

    // The events of a scroll, and the worklets of the same names: they get the event, as a handler does.
    let scrolling = 0;
    function tell(name: 'scrollstart' | 'scrollend', facts: object): void {
      if (host.listens(name)) host.fire(name, facts);
      if (host.listens(`workleton${name}`)) host.fire(`workleton${name}`, { type: name, detail: facts });
    }
    function tellWorklets(facts: () => object): void {
      if (!scrolling) tell('scrollstart', facts());
      clearTimeout(scrolling);
      scrolling = setTimeout(() => {
        scrolling = 0;
        tell('scrollend', facts());
      }, SCROLL_END_MS) as unknown as number;
      if (host.listens('workletonscrollupdate')) host.fire('workletonscrollupdate', { type: 'scrollupdate', detail: facts() });
    }
    main.addEventListener('scroll', (event) => {
      const deltaX = left - main.scrollLeft;
      const deltaY = top - main.scrollTop;
      left = main.scrollLeft;
      top = main.scrollTop;
      if (!deltaX && !deltaY) return;
      const facts = () => ({ scrollLeft: left, scrollTop: top, scrollHeight: main.scrollHeight, scrollWidth: main.scrollWidth, deltaX, deltaY, isDrag: dragging });
      if (host.listens('scroll')) host.fire('scroll', facts());
      tellWorklets(facts);
      edges(event.timeStamp, deltaX, deltaY);
    }, { passive: true });

    function edges(now: number, deltaX: number, deltaY: number): void {
      const upper = host.get<number>('upper-threshold');
      const lower = host.get<number>('lower-threshold');
      const reach = (delta: number, at: number, view: number, size: number, first: string, last: string) => {
        if (delta > 0 && at <= upper && now - upperAt > EDGE_EVENT_GAP_MS) {
          upperAt = now;
          host.fire('scrolltoupper', { direction: first });
        } else if (delta < 0 && at + view + lower >= size && now - lowerAt > EDGE_EVENT_GAP_MS) {
          lowerAt = now;
          host.fire('scrolltolower', { direction: last });
        }
      };
      if (host.get('scroll-y')) reach(deltaY, top, main.clientHeight, main.scrollHeight, 'top', 'bottom');
      if (host.get('scroll-x')) reach(deltaX, left, main.clientWidth, main.scrollWidth, 'left', 'right');
    }

    // Finger events of `enhanced`.
    let dragging = false;
    const where = () => ({ scrollTop: main.scrollTop, scrollLeft: main.scrollLeft });
    let speed = { x: 0, y: 0, t: 0, vx: 0, vy: 0 };
    main.addEventListener('touchstart', () => (speed = { x: main.scrollLeft, y: main.scrollTop, t: performance.now(), vx: 0, vy: 0 }), { passive: true });
    main.addEventListener('touchmove', () => {
      const now = performance.now();
      const span = Math.max(1, now - speed.t);
      speed = { x: main.scrollLeft, y: main.scrollTop, t: now, vx: (main.scrollLeft - speed.x) / span, vy: (main.scrollTop - speed.y) / span };
      if (!dragging) {
        dragging = true;
        if (host.get('enhanced')) host.fire('dragstart', where());
      } else if (host.get('enhanced') && host.listens('dragging')) host.fire('dragging', where());
    }, { passive: true });
    const lift = () => {
      if (!dragging) return;
      dragging = false;
      if (host.get('enhanced')) host.fire('dragend', { ...where(), velocity: { x: speed.vx, y: speed.vy } });
    };
    main.addEventListener('touchend', lift);
    main.addEventListener('touchcancel', lift);

    // A row is dragged with the mouse too: there is no other way to scroll it without a wheel that tilts.
    let from = 0;
    const stopMouse = drag(main, {
      touch: false,
      axis: () => (host.get('scroll-x') && scrollEnabled && main.scrollWidth > main.clientWidth ? 'x' : 'none'),
      claim: () => {
        from = main.scrollLeft;
        return true;
      },
      move: (state) => (main.scrollLeft = from - state.dx),
      end: (state) => main.scrollBy({ left: -state.vx * 200, behavior: 'smooth' }),
    });

    const refresher = createRefresher();
    function createRefresher() {
      let node: HTMLElement | null = null;
      let offset = 0;
      let on = false;
      const threshold = () => host.get<number>('refresher-threshold');
      function place(px: number, animate: boolean): void {
        offset = px;
        content.style.transition = animate ? 'transform .25s ease-out' : '';
        content.style.transform = px ? `translateY(${px}px)` : '';
        if (node) node.style.opacity = String(Math.min(1, px / threshold()));
      }
      function setOn(value: boolean, byPerson: boolean): void {
        if (on === value) return;
        on = value;
        el.classList.toggle('wx-refresher-on', on);
        place(on ? threshold() : 0, true);
        if (on) host.fire('refresherrefresh', { dy: byPerson ? offset : threshold() });
        else host.fire('refresherrestore', { dy: 0 });
      }
      function apply(): void {
        const enabled = host.get<boolean>('refresher-enabled');
        const style = host.get<string>('refresher-default-style');
        if (enabled && !node) {
          node = document.createElement('div');
          node.className = 'wx-refresher';
          node.innerHTML = '<i></i><i></i><i></i>';
          content.prepend(node);
        }
        if (node) {
          node.hidden = !enabled || style === 'none' || !!content.querySelector(':scope>[slot=refresher]');
          node.dataset.dots = style;
          main.style.backgroundColor = enabled ? host.get<string>('refresher-background') : '';
        }
        el.classList.toggle('wx-scroll-refresher', enabled);
        setOn(enabled && host.get<boolean>('refresher-triggered'), false);
      }
      const stop = drag(main, {
        axis: () => (host.get('refresher-enabled') && host.get('scroll-y') && scrollEnabled && !on && main.scrollTop <= 0 ? 'y' : 'none'),
        claim: (state) => state.dy > 0,
        move(state) {
          const limit = threshold() * REFRESHER_MAX;
          place(Math.max(0, limit * (1 - Math.exp(-state.dy / (limit * 1.3)))), false);
          if (host.listens('refresherpulling')) host.fire('refresherpulling', { dy: offset });
        },
        end(_state, cancelled) {
          if (!cancelled && offset >= threshold()) setOn(true, true);
          else {
            place(0, true);
            host.fire('refresherabort', { dy: 0 });
          }
        },
      });
      return { apply, stop, setOn };
    }

    axes();
    return {
      update(name) {
        if (name === 'scroll-top' || name === 'scroll-left') {
          const value = host.get<number>(name);
          if (!Number.isFinite(value) || !host.has(name)) return;
          if (name === 'scroll-top' ? host.get('scroll-y') : host.get('scroll-x')) main.scrollTo({ [name === 'scroll-top' ? 'top' : 'left']: value, behavior: smooth() });
        } else if (name === 'scroll-into-view') {
          wantedView = host.get<string>('scroll-into-view');
          if (wantedView && scrollToView(wantedView)) wantedView = '';
        } else if (name.startsWith('refresher')) refresher.apply();
        else axes();
      },
      attached() {
        positions();
        refresher.apply();
        // A first screen may have been scrolled before anybody listened.
        if (main.scrollTop || main.scrollLeft) main.dispatchEvent(new Event('scroll'));
      },
      childrenChanged() {
        if (wantedView && scrollToView(wantedView, false)) wantedView = '';
        if (host.get('refresher-enabled')) refresher.apply();
      },
      detached() {
        stopMouse();
        refresher.stop();
      },
      context: () => ({}),
      command(name, args: any) {
        if (name === 'scrollTo') {
          const animated = args?.animated ?? false;
          main.scrollTo({ left: args?.left ?? main.scrollLeft, top: args?.top ?? main.scrollTop, behavior: smooth(!!animated) });
        } else if (name === 'scrollIntoView') {
          const target = String(args?.selector ?? '');
          scrollToView(target.replace(/^#/, ''), args?.animated ?? false, args?.offset ?? 0, args?.alignment ?? 'start');
        } else if (name === 'triggerRefresh') refresher.setOn(true, false);
        else if (name === 'closeRefresh') refresher.setOn(false, false);
        else if (name === 'set') {
          const on = !!args?.value;
          if (args?.name === 'scrollEnabled') {
            scrollEnabled = on;
            axes();
          } else if (args?.name === 'showScrollbar') el.classList.toggle('wx-scroll-bar', on);
          else if (args?.name === 'pagingEnabled') el.classList.toggle('wx-scroll-paging', on);
          else if (args?.name === 'bounces') el.classList.toggle('wx-scroll-rigid', !on);
        } else throw new ApiFailure('not supported');
      },
      property(name) {
        if (name === 'scrollTop') return main.scrollTop;
        if (name === 'scrollLeft') return main.scrollLeft;
        return host.get(name);
      },
    };
  },
};
export default definition;
