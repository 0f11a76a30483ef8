// Which group makes the objects that programs hold of elements. In: nothing. Out: a lookup by tag. Must not import a group.
import type { GroupName } from './groups';

/** The group that makes the objects of SelectorQuery `.node()` and `.context()`, by element tag. */
export const NODES: Record<string, GroupName> = {
  canvas: 'canvas', video: 'media', audio: 'media', map: 'media', camera: 'media',
  'live-player': 'media', 'live-pusher': 'media', editor: 'media', 'scroll-view': 'media', 'draggable-sheet': 'media', snapshot: 'media',
};
