// Elements whose service is the vendor's own (ads, channels, live rooms, accounts): a labelled box and the documented error event.
// In: tag, names, event. Out: the box. Must not: pretend the service is there.

import { ApiFailure } from '../../api/host';
import type { AttributeDefinition, ElementDefinition } from '../../view/element';
import { setText } from './text';

export interface PlaceholderOptions {
  tag: string;
  zh: string;
  en: string;
  attributes?: Record<string, AttributeDefinition>;
  /** Told once, when the node is in the document. */
  event?: { type: string; detail: unknown };
  /** Zero height: an ad that is not there takes no room. */
  collapsed?: boolean;
}

export function placeholder(options: PlaceholderOptions): ElementDefinition {
  return {
    tag: options.tag,
    shell: `<div class="wx-unavailable"${options.collapsed ? ' hidden' : ''}></div><slot></slot>`,
    attributes: options.attributes,
    create(host) {
      const chinese = host.page.frame.language === 'zh';
      const box = host.el.querySelector<HTMLElement>('.wx-unavailable')!;
      setText(box, chinese ? `${options.zh}（此平台不提供）` : `${options.en} (not available here)`);
      return {
        attached() {
          if (options.event) host.fire(options.event.type, options.event.detail);
        },
        context: () => ({}),
        command() {
          throw new ApiFailure('not supported');
        },
        property: (name) => host.get(name),
      };
    },
  };
}
