import { onTestFinished, vi } from 'vitest';

/** Puts a `localStorage` or `sessionStorage` in place until the test ends. */
export function stubWebStorage(name: 'localStorage' | 'sessionStorage'): Map<string, string> {
  const items = new Map<string, string>();
  vi.stubGlobal(name, {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, value: string) => void items.set(key, value),
  });
  onTestFinished(() => void vi.unstubAllGlobals());
  return items;
}
