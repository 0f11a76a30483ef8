// `icon`: nine named signs. In: type, size, color. Out: nothing. Drawn as a mask over the colour, so that `color` and inherited sizes work.
// Accessible: an image named by its type; hide it with aria-hidden.

import type { ElementDefinition } from '../view/element';

const DISC = 'M12 2a10 10 0 1 0 0 20 10 10 0 0 0 0-20Z';
/** Paths on a 24-unit square; holes by the even-odd rule. */
const SHAPES: Record<string, { path: string; color: string }> = {
  success: { path: `${DISC}m-1.6 14.6-4.5-4.5 1.2-1.2 3.3 3.3 6.8-6.8 1.2 1.2Z`, color: '#09bb07' },
  success_circle: { path: `${DISC}m0 1.6a8.4 8.4 0 1 1 0 16.8 8.4 8.4 0 0 1 0-16.8Zm-1.6 12.6-4-4 1.1-1.1 2.9 2.9 6.1-6.1 1.1 1.1Z`, color: '#09bb07' },
  success_no_circle: { path: 'M9.2 18.3 3.4 12.500l1.500-1.500 4.300 4.300L19.100 5.400l1.500 1.500Z', color: '#09bb07' },
  info: { path: `${DISC}m-1.100 4.300h2.200v2.200h-2.200Zm0 4.200h2.200v7.200h-2.200Z`, color: '#10aeff' },
  warn: { path: `${DISC}m-1.200 4.200h2.400l-.3 8h-1.800Zm.05 9.600h2.300v2.200h-2.300Z`, color: '#f76260' },
  waiting: { path: `${DISC}m-.9 4.500h1.700v5.300l4 3.300-1.100 1.300-4.600-3.800Z`, color: '#10aeff' },
  waiting_circle: { path: `${DISC}m0 1.600a8.400 8.400 0 1 1 0 16.800 8.400 8.400 0 0 1 0-16.800Zm-.8 3h1.600v5.300l3.600 3-1 1.200-4.200-3.500Z`, color: '#10aeff' },
  cancel: { path: `${DISC}m0 1.600a8.400 8.400 0 1 1 0 16.800 8.400 8.400 0 0 1 0-16.800ZM8.700 7.600 7.600 8.700l3.300 3.300-3.300 3.300 1.100 1.100 3.300-3.300 3.300 3.300 1.100-1.100-3.300-3.300 3.300-3.300-1.100-1.100-3.300 3.300Z`, color: '#f43530' },
  download: { path: `${DISC}m0 1.600a8.400 8.400 0 1 1 0 16.800 8.400 8.400 0 0 1 0-16.800Zm-.8 3v6.900l-2.600-2.600-1.100 1.100 4.500 4.500 4.500-4.500-1.100-1.100-2.600 2.600V6.600Z`, color: '#09bb07' },
  search: { path: 'M10.500 3a7.500 7.500 0 1 0 4.600 13.400l4.600 4.600 1.300-1.300-4.600-4.600A7.500 7.500 0 0 0 10.500 3Zm0 1.800a5.700 5.700 0 1 1 0 11.400 5.700 5.700 0 0 1 0-11.400Z', color: '#b2b2b2' },
  clear: { path: `${DISC}M8.700 7.600 7.600 8.700l3.300 3.300-3.300 3.300 1.100 1.100 3.300-3.300 3.300 3.300 1.100-1.100-3.300-3.300 3.300-3.300-1.100-1.100-3.300 3.300Z`, color: '#b2b2b2' },
  circle: { path: `${DISC}m0 1.400a8.600 8.600 0 1 1 0 17.200 8.600 8.600 0 0 1 0-17.200Z`, color: '#c9c9c9' },
};
SHAPES.safe_success = SHAPES.success;
SHAPES.safe_warn = SHAPES.warn;
SHAPES.info_circle = SHAPES.info;

const definition: ElementDefinition = {
  tag: 'icon',
  shell: '<i class="wx-icon"></i>',
  attributes: {
    type: { type: 'string', default: '' },
    size: { type: 'length', default: 23 },
    color: { type: 'string', default: '' },
  },
  create(host) {
    const mark = host.el.querySelector<HTMLElement>('.wx-icon')!;
    host.el.setAttribute('role', 'img');
    function draw(): void {
      const type = host.get<string>('type');
      const shape = SHAPES[type];
      const size = host.get<number>('size') || 23;
      mark.style.width = mark.style.height = `${size}px`;
      mark.style.backgroundColor = shape ? host.get<string>('color') || shape.color : 'transparent';
      const image = shape ? `url("data:image/svg+xml,${encodeURIComponent(`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><path fill-rule="evenodd" d="${shape.path}"/></svg>`)}")` : 'none';
      mark.style.setProperty('-webkit-mask-image', image);
      mark.style.setProperty('mask-image', image);
      if (type && !host.el.hasAttribute('aria-label')) host.el.setAttribute('aria-label', type.replace(/_/g, ' '));
    }
    draw();
    return { update: draw, property: (name) => host.get(name) };
  },
};
export default definition;
