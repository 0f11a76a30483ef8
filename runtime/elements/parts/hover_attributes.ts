// Attributes of `hover-class` and its defaults per element. The view adds and removes the class (view/gestures.ts).

import type { AttributeDefinition } from '../../view/element';

export function hoverAttributes(hoverClass: string, startMs: number, stayMs: number): Record<string, AttributeDefinition> {
  return {
    'hover-class': { type: 'string', default: hoverClass },
    'hover-stop-propagation': { type: 'boolean', default: false },
    'hover-start-time': { type: 'number', default: startMs },
    'hover-stay-time': { type: 'number', default: stayMs },
  };
}
