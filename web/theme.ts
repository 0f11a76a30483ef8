// Light or dark: what the device prefers, or what the person chose here.
// In: a choice. Out: `data-theme` on the root, which tokens.css reads. Must not: know a colour.

export type Theme = 'auto' | 'light' | 'dark';

const KEPT = 'minnow.theme';

export function theme(): Theme {
  const kept = localStorage.getItem(KEPT);
  return kept === 'light' || kept === 'dark' ? kept : 'auto';
}

export function chooseTheme(next: Theme): void {
  if (next === 'auto') localStorage.removeItem(KEPT);
  else localStorage.setItem(KEPT, next);
  applyTheme();
}

export function applyTheme(): void {
  const chosen = theme();
  if (chosen === 'auto') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}
