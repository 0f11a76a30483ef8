// Style laid over that of the template, property by property: what WXS and animations ask for.
// In: a node, properties. Out: the node's style. Must not: lose what the template says meanwhile.
import type { ValueNode } from './blocks/values';

interface Layer {
  /** Style text of the template. */
  base: string;
  over: Record<string, string>;
}

const layers = new WeakMap<ValueNode, Layer>();

export function overStyle(node: ValueNode, over: Record<string, string>): void {
  const layer = layers.get(node) ?? { base: node.getAttribute('style') ?? '', over: {} };
  layers.set(node, layer);
  node.$s = (base) => {
    layer.base = base;
    drawStyle(node, layer);
  };
  Object.assign(layer.over, over);
  drawStyle(node, layer);
}

function drawStyle(node: ValueNode, { base, over }: Layer): void {
  node.style.cssText = base;
  for (const name in over) {
    const value = over[name]!;
    const important = /\s*!important\s*$/.exec(value);
    node.style.setProperty(name, important ? value.slice(0, important.index) : value, important ? 'important' : '');
  }
  node.$e?.behaviour?.styled?.();
}
