import type { AssayOptions } from 'assay';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { FakeStorage } from './fake-storage.js';
import { open } from './open.js';
import { recordedEvents } from './recorded-events.js';

interface Device {
  readonly coarse: boolean;
  readonly screen: readonly [width: number, height: number];
  readonly innerWidth: number;
  readonly language?: string;
}

/** Puts a page in place until the test ends. Gives how to resize its window. */
function stubPage({ coarse, screen, innerWidth, language = 'de-CH' }: Device): (innerWidth: number) => void {
  const listeners = new Set<() => void>();
  const document = { visibilityState: 'visible', addEventListener: () => {}, removeEventListener: () => {} };
  vi.stubGlobal('document', document);
  vi.stubGlobal('navigator', { language });
  vi.stubGlobal('screen', { width: screen[0], height: screen[1] });
  vi.stubGlobal('matchMedia', (query: string) => ({ matches: query === '(pointer: coarse)' && coarse }));
  vi.stubGlobal('innerWidth', innerWidth);
  vi.stubGlobal('addEventListener', (_: string, listener: () => void) => void listeners.add(listener));
  vi.stubGlobal('removeEventListener', (_: string, listener: () => void) => void listeners.delete(listener));
  onTestFinished(() => {
    vi.unstubAllGlobals();
  });
  return (next) => {
    vi.stubGlobal('innerWidth', next);
    for (const listener of listeners) listener();
  };
}

const laptop: Device = { coarse: false, screen: [1440, 900], innerWidth: 1200 };

async function openPage(options: AssayOptions = {}) {
  const storage = new FakeStorage();
  const opened = await open({ storage, engine: 'inline', ...options });
  const props = async () => {
    await opened.assay.flush();
    return recordedEvents(storage.segments).map((event) => event.props);
  };
  return { ...opened, props };
}

describe('in a page every event says', () => {
  it.each([
    ['a laptop', laptop, { $device: 'desktop', $viewport: 'large', $language: 'de-CH' }],
    ['a phone', { coarse: true, screen: [390, 844], innerWidth: 390 }, { $device: 'phone', $viewport: 'small', $language: 'de-CH' }],
    [
      'a phone on its side',
      { coarse: true, screen: [844, 390], innerWidth: 844 },
      { $device: 'phone', $viewport: 'medium', $language: 'de-CH' },
    ],
    ['a tablet', { coarse: true, screen: [820, 1180], innerWidth: 820 }, { $device: 'tablet', $viewport: 'medium', $language: 'de-CH' }],
    ['no language', { ...laptop, language: '' }, { $device: 'desktop', $viewport: 'large' }],
    ['the edges of classes', { ...laptop, innerWidth: 640 }, { $device: 'desktop', $viewport: 'medium', $language: 'de-CH' }],
    ['the edge below', { ...laptop, innerWidth: 639 }, { $device: 'desktop', $viewport: 'small', $language: 'de-CH' }],
    ['the upper edge', { ...laptop, innerWidth: 1024 }, { $device: 'desktop', $viewport: 'large', $language: 'de-CH' }],
  ] as const)('what device it is, and nothing more: %s', async (_, device, expected) => {
    stubPage(device);
    const { assay, props } = await openPage();
    assay.track('a');
    assay.identify('ada');
    const [event, identified] = await props();
    expect(event).toEqual(expected);
    expect(identified).toMatchObject(expected);
  });

  it("the window's new class after it was resized, until close", async () => {
    const resize = stubPage(laptop);
    const { assay, props } = await openPage();
    assay.track('a');
    resize(1100);
    assay.track('a');
    resize(500);
    assay.track('a');
    expect((await props()).map(({ $viewport }) => $viewport)).toEqual(['large', 'large', 'small']);
  });

  it('what the event itself says, where both do', async () => {
    stubPage(laptop);
    const { assay, props } = await openPage();
    assay.track('a', { $device: 'kiosk', price: 1 });
    expect(await props()).toEqual([{ $device: 'kiosk', $viewport: 'large', $language: 'de-CH', price: 1 }]);
  });

  it('nothing of it when it is not wanted, but the application all the same', async () => {
    stubPage(laptop);
    const without = await openPage({ pageContext: false });
    without.assay.track('a');
    expect(await without.props()).toEqual([{}]);
    const application = await openPage({ pageContext: false, app: { name: 'Shop', version: '2.1.0' } });
    application.assay.track('a');
    expect(await application.props()).toEqual([{ $app: 'Shop', $app_version: '2.1.0' }]);
  });
});

describe('outside of a page', () => {
  it('events say nothing but the application, when it is named', async () => {
    const plain = await openPage();
    plain.assay.track('a');
    expect(await plain.props()).toEqual([{}]);
    const named = await openPage({ app: { name: `ü\ud800${'x'.repeat(400)}` } });
    named.assay.track('a');
    expect(await named.props()).toEqual([{ $app: `ü\ufffd${'x'.repeat(254)}` }]);
  });
});
