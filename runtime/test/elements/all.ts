// Every element, by tag, for tests. Written by hand order; `complete.test.mjs` compares it with the folder.
import type { ElementDefinition } from '../../view/element';
import button_ from '../../elements/button';
import image_ from '../../elements/image';
import text_ from '../../elements/text';
import view_ from '../../elements/view';

export const definitions = new Map<string, ElementDefinition>(
  [
    button_,
    image_,
    text_,
    view_,
  ].map((one) => [one.tag, one]),
);
