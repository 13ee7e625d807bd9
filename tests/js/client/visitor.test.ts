import type { AssayOptions, KeptItems } from 'assay';
import { describe, expect, it } from 'vitest';
import { FakeStorage } from './fake-storage.js';
import { countsBy, countsByEvent, type Opened, open } from './open.js';
import { recordedEvents } from './recorded-events.js';

/** What a browser's storage of one origin does, shared by all who open it. */
function keptItems(): KeptItems & { readonly items: Map<string, string> } {
  const items = new Map<string, string>();
  return { items, getItem: (key) => items.get(key) ?? null, setItem: (key, value) => void items.set(key, value) };
}

/** One page after the other: ids are told apart by the page. */
async function page(number: number, keep: KeptItems, options: AssayOptions = {}): Promise<Page> {
  let ids = 0;
  const storage = new FakeStorage();
  return { ...(await open({ keep, storage, engine: 'inline', randomId: () => `p${number}-${++ids}`, ...options })), storage };
}

type Page = Opened & { readonly storage: FakeStorage };

/** What the events of a name say of whose ids are whose. */
async function links(page: Page, event: string): Promise<readonly (readonly [user: string, anonymous: string | undefined])[]> {
  await page.assay.flush();
  const events = recordedEvents(page.storage.segments).filter(({ name }) => name === event);
  return events.map(({ user, props }) => [user, props['anonymous_id'] as string | undefined]);
}

describe('identify()', () => {
  it('links the anonymous id once, however often it is called and however many pages there are', async () => {
    const keep = keptItems();
    const first = await page(1, keep);
    expect(first.assay.user).toBe('anonymous-p1-1');
    first.assay.track('visited');
    first.assay.identify('ada');
    first.assay.identify('ada');
    expect(await links(first, '$identify')).toEqual([['ada', 'anonymous-p1-1']]);
    const second = await page(2, keep);
    expect(second.assay.user).toBe('ada');
    second.assay.identify('ada');
    expect(await countsByEvent(second.assay)).toEqual({});
    second.assay.identify('ada', { tier: 'gold' });
    expect(await links(second, '$identify')).toEqual([['ada', undefined]]);
  });

  it('does not link two people who use one page: the anonymous id stays with the first, and the second begins a session', async () => {
    const opened = await page(1, keptItems());
    opened.assay.identify('ada');
    opened.assay.track('visited');
    opened.assay.identify('bob');
    opened.assay.track('visited');
    expect(await countsBy(opened.assay, 'anonymous_id', '$identify')).toEqual({ 'anonymous-p1-1': 1, null: 1 });
    const { rows } = await opened.assay.query({ metric: { event: 'visited', aggregate: 'sessions' } });
    expect(rows[0]?.values).toEqual({ sessions: 2 });
  });

  it('does not link an id that the page gave in its context: whose that is, is not ours to say', async () => {
    const opened = await page(1, keptItems(), { context: { user: 'server-7' } });
    opened.assay.identify('ada');
    expect(await links(opened, '$identify')).toEqual([['ada', undefined]]);
  });

  it('cannot be made to link by a trait', async () => {
    const opened = await page(1, keptItems());
    opened.assay.identify('ada');
    opened.assay.identify('ada', { anonymous_id: 'bob' });
    expect(await countsBy(opened.assay, 'anonymous_id', '$identify')).toEqual({ 'anonymous-p1-1': 1, null: 1 });
  });

  it('links later when the link could not be recorded', async () => {
    const keep = keptItems();
    const first = await page(1, keep);
    await first.assay.close();
    first.assay.identify('ada');
    expect(JSON.parse(keep.items.get('assay_visitor') as string)).toMatchObject({ user: 'ada', linked: false });
  });
});

describe('alias()', () => {
  it('records the pair once, across pages, and changes nobody', async () => {
    const keep = keptItems();
    const first = await page(1, keep);
    first.assay.alias('ada', 'old-7');
    first.assay.alias('ada', 'old-7');
    first.assay.alias('ada', 'old-8');
    expect(await links(first, '$alias')).toEqual([
      ['ada', 'old-7'],
      ['ada', 'old-8'],
    ]);
    expect(first.assay.user).toBe('anonymous-p1-1');
    const second = await page(2, keep);
    second.assay.alias('ada', 'old-7');
    expect(await countsByEvent(second.assay)).toEqual({});
  });

  it.each([
    ['', 'old'],
    ['ada', ''],
    ['ada', undefined],
    [null, 'old'],
    ['x'.repeat(257), 'old'],
    ['ada', 'a\ud800'],
  ])('refuses and reports %j, %j', async (user, previous) => {
    const { assay, errors } = await open();
    assay.alias(user as string, previous as string);
    expect([assay.counters.recorded, errors.length > 0]).toEqual([0, user !== null && previous !== undefined]);
  });

  it('of somebody with himself is nothing', async () => {
    const { assay, errors } = await open();
    assay.alias('ada', 'ada');
    expect([assay.counters.recorded, errors.length]).toEqual([0, 0]);
  });
});

describe('reset()', () => {
  it('makes somebody new, with a session of his own and nothing registered, also for the next page', async () => {
    const keep = keptItems();
    const first = await page(1, keep, { context: { country: 'NO' } });
    first.assay.identify('ada');
    first.assay.register({ plan: 'pro' });
    first.assay.track('visited');
    first.assay.reset();
    const { user } = first.assay;
    expect(user).toMatch(/^anonymous-p1-/);
    expect(user).not.toBe('anonymous-p1-1');
    first.assay.track('visited');
    expect(await countsBy(first.assay, 'plan', 'visited')).toEqual({ pro: 1, null: 1 });
    const { rows } = await first.assay.query({ metric: { event: 'visited', aggregate: ['sessions', 'users'] } });
    expect(rows[0]?.values).toEqual({ sessions: 2, users: 2 });
    const second = await page(2, keep);
    expect(second.assay.user).toBe(user);
    second.assay.identify('bob');
    expect(await links(second, '$identify')).toEqual([['bob', user]]);
  });
});

describe('register()', () => {
  it("attaches its properties to every event of now, beneath the event's own, and to no imported one", async () => {
    const { assay } = await open();
    assay.register({ plan: 'pro', theme: 'dark' });
    assay.track('a');
    assay.track('a', { plan: 'free' });
    assay.identify('ada');
    await assay.importEvents([{ name: 'a', time: 0, user: 'bob' }]);
    expect(await countsBy(assay, 'plan', 'a')).toEqual({ pro: 1, free: 1, null: 1 });
    expect(await countsBy(assay, 'theme', '$identify')).toEqual({ dark: 1 });
    assay.unregister('theme');
    assay.unregister('never');
    assay.track('b');
    expect(await countsBy(assay, 'theme', 'b')).toEqual({ null: 1 });
    expect(await countsBy(assay, 'plan', 'b')).toEqual({ pro: 1 });
  });

  it('replaces, and registerOnce does not', async () => {
    const { assay } = await open();
    assay.registerOnce({ source: 'ad' });
    assay.registerOnce({ source: 'mail', medium: 'x' });
    assay.register({ medium: 'y' });
    assay.track('a');
    expect(await countsBy(assay, 'source')).toEqual({ ad: 1 });
    expect(await countsBy(assay, 'medium')).toEqual({ y: 1 });
  });

  it('is kept for the next page, and two tabs do not undo each other', async () => {
    const keep = keptItems();
    const [left, right] = [await page(1, keep), await page(2, keep)];
    expect(right.assay.user).toBe(left.assay.user);
    left.assay.register({ a: 1 });
    right.assay.register({ b: 2 });
    left.assay.unregister('missing');
    const next = await page(3, keep);
    next.assay.track('x');
    for (const [name, value] of [
      ['a', 1],
      ['b', 2],
    ] as const)
      expect(await countsBy(next.assay, name)).toEqual({ [value]: 1 });
  });

  it('takes names that objects inherit, as data', async () => {
    const keep = keptItems();
    (await page(1, keep)).assay.register(JSON.parse('{"__proto__": "p", "constructor": "c"}'));
    const { assay } = await page(2, keep);
    assay.track('x');
    expect(await countsBy(assay, '__proto__')).toEqual({ p: 1 });
    expect(await countsBy(assay, 'constructor')).toEqual({ c: 1 });
  });

  it.each([
    ['a name of ours', { $device: 'x' }, 'invalid_property'],
    ['a list', { tags: ['a'] }, 'invalid_property'],
    ['33 properties', Object.fromEntries(Array.from({ length: 33 }, (_, i) => [`p${i}`, i])), 'too_many_properties'],
    ['a text too long', { text: 'x'.repeat(2049) }, 'too_long'],
    ['no object', 'plan=pro', 'invalid_property'],
  ])('refuses %s as a whole, counts and reports it', async (_, props, rejection) => {
    const { assay, errors } = await open();
    assay.register({ fine: 1, ...(typeof props === 'object' ? props : {}) } as never);
    if (typeof props !== 'object') assay.register(props as never);
    assay.track('a');
    expect(assay.counters).toEqual({ recorded: 1, rejected: { [rejection]: 1 } });
    expect(errors[0]?.message).toContain('register:');
    if (typeof props === 'object') expect(await countsBy(assay, 'fine')).toEqual({ null: 1 });
  });

  it('never throws', async () => {
    const { assay } = await open();
    expect(() =>
      assay.register({
        get a(): never {
          throw new Error('getter');
        },
      }),
    ).not.toThrow();
    expect(assay.counters.rejected).toEqual({ unreadable: 1 });
  });
});

describe('keep', () => {
  const throwing = (): never => {
    throw new Error('the disk is full');
  };
  it.each([
    ['throws when read', { getItem: throwing, setItem: () => {} }],
    ['throws when written', { getItem: () => null, setItem: throwing }],
  ])('that %s is reported once and costs nothing else', async (_, keep) => {
    const opened = await page(1, keep);
    for (let i = 0; i < 3; i++) opened.assay.track('a');
    opened.assay.register({ plan: 'pro' });
    opened.assay.identify('ada');
    opened.assay.reset();
    expect(opened.assay.counters).toEqual({ recorded: 4, rejected: {} });
    expect(opened.errors.map(({ message }) => message)).toEqual([expect.stringContaining('cannot be kept')]);
  });

  it('in a localStorage that there is not is reported, and costs nothing else', async () => {
    const { assay, errors } = await open({ keep: 'localStorage' });
    assay.track('a');
    expect([assay.counters.recorded, errors.length]).toEqual([1, 1]);
  });

  it.each(['', 'null', '7', '[]', '{', '{"anonymous":""}', '{"anonymous":7}', `{"anonymous":"${'x'.repeat(300)}"}`])(
    'that holds %j, which is nothing of ours, is begun anew',
    async (text) => {
      const keep = keptItems();
      keep.setItem('assay_visitor', text);
      keep.setItem('assay_session', text);
      const { assay, errors } = await page(1, keep);
      assay.track('a');
      expect([assay.user, assay.counters.recorded, errors.length]).toEqual(['anonymous-p1-1', 1, 0]);
    },
  );

  it('takes of a damaged state what is sound', async () => {
    const keep = keptItems();
    const registered = { $device: 'x', fine: 1 };
    keep.setItem('assay_visitor', JSON.stringify({ anonymous: 'anonymous-7', user: {}, linked: 'yes', aliases: 7, registered }));
    const { assay } = await page(1, keep);
    assay.track('a');
    expect(assay.user).toBe('anonymous-7');
    expect(await countsBy(assay, 'fine')).toEqual({ 1: 1 });
    expect(await countsBy(assay, '$device')).toEqual({ null: 1 });
  });
});
