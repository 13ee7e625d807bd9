import { afterEach, describe, expect, it, vi } from 'vitest';
import { onPageHidden } from '../../../js/client/page-hidden.js';
import { randomId } from '../../../js/client/random-id.js';

afterEach(() => {
  vi.unstubAllGlobals();
});

describe('onPageHidden()', () => {
  it('calls when the page is hidden, not when it is shown, until it is stopped', () => {
    const page = Object.assign(new EventTarget(), { visibilityState: 'visible' });
    vi.stubGlobal('document', page);
    let calls = 0;
    const stop = onPageHidden(() => calls++);
    const become = (state: string) => {
      page.visibilityState = state;
      page.dispatchEvent(new Event('visibilitychange'));
    };
    become('hidden');
    become('visible');
    expect(calls).toBe(1);
    stop();
    become('hidden');
    expect(calls).toBe(1);
  });

  it('does nothing where there is no page', () => {
    let calls = 0;
    onPageHidden(() => calls++)();
    expect(calls).toBe(0);
  });
});

describe('randomId()', () => {
  it('is a UUID', () => {
    expect(randomId()).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it('is 128 random bits on a page without TLS, where crypto.randomUUID is missing', () => {
    vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) });
    const ids = Array.from({ length: 100 }, randomId);
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{32}$/);
    expect(new Set(ids).size).toBe(100);
  });
});
