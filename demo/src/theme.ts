import { h } from './dom.js';

const KEY = 'freight-theme';
type Theme = 'light' | 'dark';

/** Puts the remembered choice, if there is one, on the page; without one the page follows the system. */
export function applyRememberedTheme(): void {
  const theme = remembered();
  if (theme !== undefined) document.documentElement.dataset['theme'] = theme;
}

/** A button that switches between light and dark and remembers it. */
export function themeToggle(): HTMLButtonElement {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const isDark = (): boolean => (document.documentElement.dataset['theme'] ?? (system.matches ? 'dark' : 'light')) === 'dark';
  const button = h('button', { type: 'button', class: 'button button-quiet', 'data-testid': 'theme-toggle' });
  const show = (): void => {
    button.textContent = isDark() ? 'Light mode' : 'Dark mode';
  };
  button.addEventListener('click', () => {
    const theme: Theme = isDark() ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    remember(theme);
    show();
  });
  system.addEventListener('change', show);
  show();
  return button;
}

function remembered(): Theme | undefined {
  try {
    const value = localStorage.getItem(KEY);
    return value === 'light' || value === 'dark' ? value : undefined;
  } catch {
    // Storage may be refused to the page; the system's theme is then good enough.
    return undefined;
  }
}

function remember(theme: Theme): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // As above: the choice then lasts as long as the page.
  }
}
