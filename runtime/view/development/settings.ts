// What a visit pretends, kept for the session of the tab. In: changes of the panel. Out: settings. Must not: outlive the tab.
import type { Settings } from '../../shared/development';

const KEY = 'minnow:settings';

const plain: Settings = { device: '', theme: '', language: '', network: 'online', scene: null, referrerInfo: '', mocks: [] };

function read(): Settings {
  try {
    return { ...plain, ...JSON.parse(sessionStorage.getItem(KEY) ?? '{}') };
  } catch {
    return { ...plain };
  }
}

export const settings: Settings = read();

export function change(changes: Partial<Settings>): void {
  Object.assign(settings, changes);
  try {
    sessionStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // Without storage they last as long as the page.
  }
}
