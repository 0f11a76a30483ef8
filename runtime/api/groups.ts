// The API groups, and who needs which: services, topics and view handlers (of nodes: node_groups.ts). Their members of `wx` stand in members.ts.
// In: nothing. Out: lookups by name. Must not import a group (this table is part of the core).
// A group's half that is not in its realm's core is a chunk `runtime.api.<group>` of the manifest.

export type GroupName =
  | 'base' | 'system' | 'frame' | 'ui' | 'storage' | 'file' | 'network' | 'media' | 'canvas' | 'location' | 'device' | 'hardware' | 'contacts'
  | 'share' | 'open' | 'cloud' | 'worker' | 'ad' | 'analytics' | 'worklet' | 'rest' | 'failure' | 'development' | 'names';

/** Groups whose half is bundled with the core of a realm. */
export const LOGIC_CORE: readonly GroupName[] = [];
export const VIEW_CORE: readonly GroupName[] = ['base', 'ui'];

/** The group that provides a service (`host.provide`, `host.use`). */
export const SERVICES: Record<string, GroupName> = { database: 'storage', files: 'file', transfer: 'network', permissions: 'open', openTypes: 'open', standIn: 'open', share: 'share', worklet: 'worklet', development: 'development', names: 'names' };

/** The group that listens to a stream of the view. Absent: what nobody asked for need not be heard. */
export const TOPICS: Record<string, GroupName> = { openType: 'open', permission: 'open' };

/** View handlers by group, by the part of the handler's name before the dot, or its whole name. */
const VIEW_PREFIXES: Record<string, GroupName> = {
  base: 'base', element: 'base', openType: 'base', permission: 'base', ui: 'ui', storage: 'storage', file: 'file', network: 'network', media: 'media', audio: 'media',
  canvas: 'canvas', location: 'location', device: 'device', hardware: 'hardware', share: 'share', open: 'open', cloud: 'cloud', worker: 'worker', ad: 'ad', failure: 'failure', worklet: 'worklet',
};

/** The group whose view.ts answers `host.view(name)`. */
export function viewGroupOf(handler: string): GroupName | undefined {
  return VIEW_PREFIXES[handler.split('.', 1)[0]!];
}
