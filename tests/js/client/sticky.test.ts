import type { StickyAssignments, StickyStore } from 'assay';
import type { Datafile } from 'assay/compile';
import { describe, expect, it } from 'vitest';
import { localStorageSticky } from '../../../js/client/stores/index.js';
import { stubWebStorage } from './fake-web-storage.js';
import { countsByEvent, open } from './open.js';

interface Split {
  readonly weights: Readonly<Record<string, number>>;
  readonly version?: number;
  readonly sticky?: boolean;
  readonly unit?: string | readonly string[];
  readonly variants?: readonly string[];
}

/** One flag with one experiment. */
function datafile({ weights, version = 1, sticky = true, unit = 'user', variants = ['old', 'new', 'off'] }: Split): Datafile {
  return {
    flags: {
      button: {
        type: 'string',
        variants: Object.fromEntries(variants.map((name) => [name, name])),
        default: variants.at(-1) as string,
        rules: [{ id: 'all', split: { experiment: 'colour', version, weights, sticky, unit } as never }],
      },
      plain: { type: 'string', variants: { a: 'a' }, default: 'a', rules: [{ split: { experiment: 'plain', weights: { a: 1 } } }] },
    },
  };
}

const OLD = datafile({ weights: { old: 1 } });
const NEW = datafile({ weights: { new: 1 } });

class MemorySticky implements StickyStore {
  readonly kept = new Map<string, StickyAssignments>();
  constructor(readonly unit: string | readonly string[] = 'user') {}
  get(unit: string): StickyAssignments | undefined {
    return this.kept.get(unit);
  }
  set(unit: string, assignments: StickyAssignments): void {
    this.kept.set(unit, assignments);
  }
}

describe('with a sticky store, a sticky split', () => {
  it('keeps who got what, whatever becomes of its weights', async () => {
    const sticky = new MemorySticky();
    const first = await open({ datafile: OLD, sticky, context: { user: 'ada' } });
    expect(first.assay.flag('button', '')).toBe('old');
    const at = Date.UTC(2024, 5, 1);
    expect([...sticky.kept]).toEqual([['ada', { 'colour:1': { variant: 'old', at } }]]);
    const { assay } = await open({ datafile: NEW, sticky, context: { user: 'ada' } });
    expect(assay.details('button')).toMatchObject({
      value: 'old',
      reason: 'SPLIT',
      rule: 'all',
      experiment: 'colour',
      experimentVersion: 1,
    });
    assay.setContext({ user: 'bob' });
    expect(assay.flag('button', '')).toBe('new');
  });

  it('keeps it within one page, from one datafile to the next', async () => {
    const { assay } = await open({ datafile: OLD, sticky: new MemorySticky(), context: { user: 'ada' } });
    expect(assay.flag('button', '')).toBe('old');
    await assay.setDatafile(NEW);
    expect(assay.flag('button', '')).toBe('old');
    assay.identify('bob');
    expect(assay.flag('button', '')).toBe('new');
    assay.identify('ada');
    expect(assay.flag('button', '')).toBe('old');
  });

  it('is exposed to once, and counts in the variant that is kept', async () => {
    const sticky = new MemorySticky();
    await open({ datafile: OLD, sticky, context: { user: 'ada' } }).then(({ assay }) => assay.flag('button', ''));
    const { assay } = await open({ datafile: NEW, sticky, context: { user: 'ada' } });
    assay.flag('button', '');
    assay.setContext({});
    assay.flag('button', '');
    const { rows } = await assay.query({ metric: { event: '$exposure', aggregate: 'count' }, by: 'variant' });
    expect(rows).toEqual([{ key: { variant: 'old' }, values: { count: 1 } }]);
  });

  it('assigns anew for a new version, and keeps both', async () => {
    const sticky = new MemorySticky();
    const { assay } = await open({ datafile: OLD, sticky, context: { user: 'ada' } });
    assay.flag('button', '');
    await assay.setDatafile(datafile({ weights: { new: 1 }, version: 2 }));
    expect(assay.flag('button', '')).toBe('new');
    expect(Object.keys(sticky.kept.get('ada') ?? {})).toEqual(['colour:1', 'colour:2']);
  });

  it('assigns anew when the variant is gone, and keeps that', async () => {
    const sticky = new MemorySticky();
    const { assay } = await open({ datafile: OLD, sticky, context: { user: 'ada' } });
    assay.flag('button', '');
    await assay.setDatafile(datafile({ weights: { new: 1 }, variants: ['new', 'off'] }));
    expect(assay.flag('button', '')).toBe('new');
    expect(sticky.kept.get('ada')?.['colour:1']?.variant).toBe('new');
  });

  const none: readonly { readonly name: string; readonly datafile: Datafile; readonly read: 'details' | 'plain' | 'flag' | 'wrong' }[] = [
    { name: 'details()', datafile: OLD, read: 'details' },
    { name: 'a value of another type, because the fallback was shown', datafile: OLD, read: 'wrong' },
    { name: 'a split that is not sticky', datafile: datafile({ weights: { old: 1 }, sticky: false }), read: 'flag' },
    { name: 'another experiment', datafile: OLD, read: 'plain' },
    { name: 'a user who is in no variant', datafile: datafile({ weights: { old: 1 }, unit: 'company' }), read: 'flag' },
  ];
  for (const { name, datafile: given, read } of none) {
    it(`keeps nothing for ${name}`, async () => {
      const sticky = new MemorySticky();
      const { assay } = await open({ datafile: given, sticky, context: { user: 'ada' } });
      if (read === 'details') assay.details('button');
      else assay.flag(read === 'plain' ? 'plain' : 'button', read === 'wrong' ? 7 : '');
      expect(sticky.kept.size).toBe(0);
    });
  }

  it('keeps nothing of what is overridden', async () => {
    const sticky = new MemorySticky();
    const { assay } = await open({ datafile: OLD, sticky });
    assay.override('plain', 'a');
    assay.flag('button', '');
    expect(sticky.kept.size).toBe(0);
    assay.override('plain', undefined);
    assay.flag('button', '');
    expect(sticky.kept.size).toBe(1);
  });

  it('keeps by another unit than the user when the store says so', async () => {
    const sticky = new MemorySticky(['device', 'user']);
    const given = datafile({ weights: { old: 1 }, unit: ['device', 'user'] });
    const { assay } = await open({ datafile: given, sticky, context: { user: 'ada', device: 17 } });
    assay.flag('button', '');
    assay.setContext({ user: 'bob', device: '' });
    assay.flag('button', '');
    expect([...sticky.kept.keys()]).toEqual(['17', 'bob']);
  });

  it('reads nothing for a context without such a unit', async () => {
    const sticky = new MemorySticky('device');
    const { assay, errors } = await open({ datafile: OLD, sticky, context: { user: 'ada' } });
    expect(assay.flag('button', '')).toBe('old');
    assay.setContext({ device: { id: 1 } });
    expect(assay.flag('button', '')).toBe('old');
    expect(sticky.kept.size).toBe(0);
    expect(errors).toEqual([]);
  });

  it('is like any other when the store fails, which is reported', async () => {
    const fail = (): never => {
      throw new Error('denied');
    };
    const { assay, errors } = await open({ datafile: OLD, sticky: { get: fail, set: fail } });
    expect(assay.flag('button', '')).toBe('old');
    expect((await countsByEvent(assay))['$exposure']).toBe(1);
    expect(new Set(errors.map(({ code }) => code))).toEqual(new Set(['INTERNAL']));
  });

  it('keeps what users called like what objects inherit got', async () => {
    const sticky = new MemorySticky();
    for (const user of ['__proto__', 'constructor']) {
      await open({ datafile: OLD, sticky, context: { user } }).then(({ assay }) => assay.flag('button', ''));
      expect((await open({ datafile: NEW, sticky, context: { user } })).assay.flag('button', '')).toBe('old');
    }
  });
});

describe('localStorageSticky()', () => {
  const DAY = 24 * 3600 * 1000;
  const assigned = (at: number): StickyAssignments => ({ 'colour:1': { variant: 'old', at } });

  it('keeps assignments from one page to the next', async () => {
    stubWebStorage('localStorage');
    const page = (given: Datafile) =>
      open({ datafile: given, sticky: localStorageSticky({ clock: () => 0 }), context: { user: 'zoë 🚚' } });
    expect((await page(OLD)).assay.flag('button', '')).toBe('old');
    expect((await page(NEW)).assay.flag('button', '')).toBe('old');
  });

  it('forgets an assignment when its time is over, counted from the first read', () => {
    stubWebStorage('localStorage');
    let now = 0;
    const store = localStorageSticky({ ttlMs: DAY, clock: () => now });
    store.set('ada', assigned(0));
    now = DAY - 1;
    expect(store.get('ada')).toEqual(assigned(0));
    now = DAY;
    expect(store.get('ada')).toEqual({});
  });

  it('keeps an assignment for 90 days unless told otherwise', () => {
    stubWebStorage('localStorage');
    let now = 0;
    const store = localStorageSticky({ clock: () => now });
    store.set('ada', assigned(0));
    now = 90 * DAY - 1;
    expect(store.get('ada')).toEqual(assigned(0));
    now = 90 * DAY;
    expect(store.get('ada')).toEqual({});
  });

  it('keeps the units that were written last, in any order of their names', () => {
    stubWebStorage('localStorage');
    const store = localStorageSticky({ maxUnits: 2, clock: () => 0 });
    for (const unit of ['b', '2', '1', 'b']) store.set(unit, assigned(0));
    expect(['b', '2', '1'].map((unit) => store.get(unit) !== undefined)).toEqual([true, false, true]);
  });

  it('keeps the 256 assignments of a unit that were first read last', () => {
    stubWebStorage('localStorage');
    const store = localStorageSticky({ clock: () => 0, ttlMs: DAY });
    store.set('ada', Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`e:${i}`, { variant: 'a', at: 300 - i }])));
    const kept = Object.keys(store.get('ada') ?? {});
    expect(kept).toHaveLength(256);
    expect(kept).toContain('e:0');
    expect(kept).not.toContain('e:256');
  });

  it('has a place of its own for every key', () => {
    stubWebStorage('localStorage');
    localStorageSticky({ key: 'a', clock: () => 0 }).set('ada', assigned(0));
    expect(localStorageSticky({ key: 'b', clock: () => 0 }).get('ada')).toBeUndefined();
  });

  for (const foreign of [
    '',
    '{',
    'null',
    '7',
    '{}',
    '[7]',
    '[["ada"]]',
    '[["ada",null]]',
    '[["ada",{"colour:1":7}]]',
    '[["ada",{"c:1":null}]]',
  ]) {
    it(`takes ${foreign} of somebody else for nothing`, () => {
      const items = stubWebStorage('localStorage');
      items.set('assay_sticky', foreign);
      const store = localStorageSticky({ clock: () => 0 });
      expect(store.get('ada')).toBeUndefined();
      store.set('ada', assigned(0));
      expect(store.get('ada')).toEqual(assigned(0));
    });
  }
});
