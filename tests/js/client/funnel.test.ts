import type { FunnelPreset, FunnelResult } from 'assay';
import { describe, expect, it } from 'vitest';
import { open } from './open.js';

const MINUTE = 60_000;
const DAY = 86_400_000;

/** What users did: at a minute, an event, and its properties. */
type Story = Readonly<Record<string, readonly (readonly [minute: number, name: string, props?: Record<string, string>])[]>>;

const SHOP: Story = {
  ana: [
    [0, 'view', { plan: 'pro', cart: 'A' }],
    [1, 'cart', { cart: 'A' }],
    [2, 'pay', { plan: 'free', cart: 'A' }],
  ],
  жанна: [
    [10, 'view', { plan: 'free', cart: 'B' }],
    [11, 'help'],
    [12, 'cart', { cart: 'C' }],
  ],
  bob: [[24 * 60, 'view', { plan: 'pro' }]],
  eve: [
    [30, 'cart'],
    [31, 'pay'],
  ],
};

/** The story as imported events, from the epoch on. */
async function tell(story: Story) {
  const opened = await open();
  const events = Object.entries(story).flatMap(([user, done]) =>
    done.map(([minute, name, props]) => ({ name, time: minute * MINUTE, user, ...(props && { props }) })),
  );
  await opened.assay.importEvents(events);
  return opened.assay;
}

const counts = ({ steps }: Pick<FunnelResult, 'steps'>): readonly number[] => steps.map(({ count }) => count);

describe('funnel()', () => {
  it('names who stopped where, why, and with what they went on', async () => {
    const assay = await tell(SHOP);
    const funnel = await assay.funnel({ steps: ['view', 'cart', 'pay'], samples: 10, reasons: true });
    expect(counts(funnel)).toEqual([3, 2, 1]);
    expect([funnel.entered, funnel.excluded, funnel.eventsWithoutSession, funnel.eventsScanned]).toEqual([3, 0, 0, 9]);
    expect(funnel.convertedUsers).toEqual(['ana']);
    expect(funnel.steps.map(({ droppedUsers }) => droppedUsers)).toEqual([['bob'], ['жанна'], []]);
    const none = { window: 0, exclusion: 0, order: 0, noNextEvent: 0, nextEvents: [], otherNextEvents: 0 };
    expect(funnel.steps.map(({ dropReasons }) => dropReasons)).toEqual([{ ...none, noNextEvent: 1 }, { ...none, noNextEvent: 1 }, none]);
    expect(funnel.segments).toEqual([]);
    const strict = await assay.funnel({ steps: ['view', 'cart'], order: 'strict', reasons: true });
    expect(counts(strict)).toEqual([3, 1]);
    expect(strict.steps[0]?.dropReasons).toEqual({ ...none, order: 1, noNextEvent: 1, nextEvents: [{ event: 'help', count: 1 }] });
  });

  it('has no field that was not asked for', async () => {
    const assay = await tell(SHOP);
    const funnel = await assay.funnel({ steps: ['view', 'cart'], by: 'plan' });
    expect(Object.keys(funnel.steps[0] ?? {})).not.toContain('dropReasons');
    expect(Object.keys(funnel.steps[0] ?? {})).not.toContain('droppedUsers');
    for (const part of [funnel, ...funnel.groups]) {
      expect(Object.keys(part)).not.toContain('trend');
      expect(Object.keys(part)).not.toContain('convertedUsers');
    }
  });

  it('skips optional steps, and ends chains at exclusions', async () => {
    const assay = await tell(SHOP);
    const skipping = await assay.funnel({ steps: ['view', { event: 'help', optional: true }, 'cart'] });
    expect(counts(skipping)).toEqual([3, 2, 2]);
    expect(skipping.steps.map(({ skipped }) => skipped)).toEqual([0, 1, 0]);
    expect(counts(await assay.funnel({ steps: ['view', 'cart'], exclude: [{ event: 'help' }] }))).toEqual([3, 1]);
    const posthog = await assay.funnel({ steps: ['view', 'cart'], exclude: [{ any: ['help'], between: [1, 2] }], preset: 'posthog' });
    expect([counts(posthog), posthog.excluded, posthog.entered]).toEqual([[2, 1], 1, 2]);
    expect(counts(await assay.funnel({ steps: ['view', { event: 'cart', within: '1m' }] }))).toEqual([3, 1]);
  });

  it('lets an open funnel widen, with rates of those who entered', async () => {
    const assay = await tell(SHOP);
    const open = await assay.funnel({ steps: ['view', 'cart', 'pay'], entry: 'open' });
    expect(counts(open)).toEqual([3, 3, 2]);
    expect(open.entered).toBe(4);
    expect(open.steps.map(({ rate }) => rate)).toEqual([0.75, 0.75, 0.5]);
    expect(open.steps.map(({ rateFromPrevious }) => rateFromPrevious)).toEqual([null, null, null]);
    expect(open.steps.map(({ dropOff }) => dropOff)).toEqual([0, 0, 1]);
    expect([open.conversion.successes, open.conversion.trials]).toEqual([2, 4]);
  });

  it('converts in any order without its optional steps', async () => {
    const assay = await tell(SHOP);
    const any = await assay.funnel({ steps: ['pay', { event: 'never', optional: true }, 'view'], order: 'any' });
    expect([any.conversion.successes, any.conversion.trials]).toEqual([1, 4]);
  });

  it('holds a property constant', async () => {
    const assay = await tell(SHOP);
    expect(counts(await assay.funnel({ steps: ['view', 'cart'], hold: 'cart' }))).toEqual([2, 1]);
  });

  it('counts groups by the first, the last or a step’s value', async () => {
    const assay = await tell(SHOP);
    const groupsBy = async (touch: 'first' | 'last' | { readonly step: number }) => {
      const { groups } = await assay.funnel({ steps: ['view', 'cart', 'pay'], by: 'plan', touch });
      return Object.fromEntries(groups.map(({ key, entered }) => [String(key['plan']), entered]));
    };
    expect(await groupsBy('first')).toEqual({ pro: 2, free: 1 });
    expect(await groupsBy('last')).toEqual({ free: 2, pro: 1 });
    expect(await groupsBy({ step: 3 })).toEqual({ free: 1, null: 2 });
  });

  it('answers for segments, each with groups and samples of its own', async () => {
    const assay = await tell(SHOP);
    const { segments, groups } = await assay.funnel({
      steps: ['view', 'cart'],
      by: 'plan',
      segments: [
        { label: 'with a cart', where: { cart: { exists: true } } },
        { label: 'nobody', where: { plan: 'none' } },
      ],
      samples: 5,
    });
    expect(groups).toHaveLength(2);
    expect(segments.map(({ label }) => label)).toEqual(['with a cart', 'nobody']);
    expect(segments.map(counts)).toEqual([
      [2, 2],
      [0, 0],
    ]);
    expect(segments[0]?.convertedUsers).toEqual(['ana', 'жанна']);
    expect(segments[0]?.groups.map(({ key, convertedUsers }) => [key['plan'], convertedUsers])).toEqual([
      ['free', ['жанна']],
      ['pro', ['ana']],
    ]);
    expect(segments[1]?.conversion.rate).toBeNull();
  });

  it('has a trend of the calendar where the users are, with intervals', async () => {
    const assay = await tell(SHOP);
    const days = async (options: object) =>
      (await assay.funnel({ steps: ['view', 'cart'], ...options })).trend?.map(({ bucketStart, conversion }) => [
        bucketStart,
        conversion.successes,
        conversion.trials,
      ]);
    expect(await days({ trend: 'day' })).toEqual([
      [0, 2, 2],
      [DAY, 0, 1],
    ]);
    expect(await days({ trend: 'day', zone: 'Asia/Kolkata' })).toEqual([
      [-5.5 * 60 * MINUTE, 2, 2],
      [DAY - 5.5 * 60 * MINUTE, 0, 1],
    ]);
    expect(await days({ trend: '10m' })).toEqual([
      [0, 1, 1],
      [10 * MINUTE, 1, 1],
      [DAY, 0, 1],
    ]);
    const { trend, groups } = await assay.funnel({ steps: ['view', 'cart'], trend: 'month', by: 'plan' });
    expect(trend?.[0]?.conversion.rate).toBeCloseTo(2 / 3);
    expect(trend?.[0]?.conversion.low).toBeGreaterThan(0.2);
    expect(groups.map((group) => group.trend?.length)).toEqual([1, 1]);
  });

  it('counts every attempt', async () => {
    const assay = await tell({
      ana: [
        [0, 'a'],
        [1, 'b'],
        [2, 'a'],
        [3, 'b'],
        [4, 'a'],
      ],
    });
    expect(counts(await assay.funnel({ steps: ['a', 'b'], count: 'totals' }))).toEqual([3, 2]);
    expect(counts(await assay.funnel({ steps: ['a', 'b'] }))).toEqual([1, 1]);
  });

  it('counts sessions, and events that belong to none', async () => {
    const { assay } = await open();
    const row = (time: number, name: string, session?: string) => ({ name, time, user: 'ana', ...(session && { session }) });
    await assay.importEvents([row(0, 'a', 's1'), row(1, 'b', 's1'), row(2, 'a', 's2'), row(3, 'b', 's3'), row(4, 'a')]);
    const funnel = await assay.funnel({ steps: ['a', 'b'], count: 'sessions', samples: 5 });
    expect(counts(funnel)).toEqual([2, 1]);
    expect(funnel.eventsWithoutSession).toBe(1);
    expect([funnel.convertedUsers, funnel.steps[0]?.droppedUsers]).toEqual([['ana'], ['ana']]);
  });

  it('follows each preset where they differ', async () => {
    // The same stream for all: two starts at one time, a repeated step, and a tie.
    const stream: Story = {
      u: [
        [0, 'a'],
        [0, 'a'],
        [0, 'b'],
        [1, 'c'],
      ],
    };
    const assay = await tell(stream);
    const by = async (preset: FunnelPreset) => counts(await assay.funnel({ steps: ['a', 'a', 'b', 'c'], preset }));
    expect(await by('assay')).toEqual([1, 1, 1, 1]);
    expect(await by({ clickhouse: { strictIncrease: true } })).toEqual([1, 0, 0, 0]);
    expect(await by('mixpanel')).toEqual([1, 1, 1, 1]);
  });

  it('refuses what a preset’s vendor does not have', async () => {
    const assay = await tell({});
    const refused: readonly object[] = [
      { preset: 'clickhouse', order: 'any' },
      { preset: 'clickhouse', exclude: [{ event: 'x' }] },
      { preset: 'posthog', count: 'totals' },
      { preset: 'amplitude', entry: 'open' },
      { touch: 'all' },
      { preset: { clickhouse: { allowReentry: true } } },
    ];
    for (const options of refused) {
      await expect(assay.funnel({ steps: ['a', 'b'], ...options }), JSON.stringify(options)).rejects.toMatchObject({
        code: 'INVALID_ARGUMENT',
      });
    }
  });
});

describe('query({ comparePresets })', () => {
  it('says who gets how far by each preset, and why they differ', async () => {
    const assay = await tell({
      same: [
        [0, 'a'],
        [1, 'b'],
      ],
      tie: [
        [0, 'a'],
        [0, 'x'],
      ],
      excluded: [
        [5, 'a'],
        [6, 'x'],
        [7, 'b'],
      ],
    });
    const { presets, eventsScanned } = await assay.query({
      comparePresets: {
        steps: ['a', { any: ['b'], label: 'Ende' }],
        exclude: [{ event: 'x' }],
        presets: ['assay', 'posthog'],
        samples: 10,
      },
    });
    expect(eventsScanned).toBe(7);
    expect(presets.map(({ preset }) => preset)).toEqual(['assay', 'posthog']);
    expect(presets[0]).toMatchObject({ further: 0, lessFar: 0, samples: [] });
    expect(presets.map(({ steps }) => steps)).toEqual([
      [
        { step: 'a', count: 3 },
        { step: 'Ende', count: 1 },
      ],
      [
        { step: 'a', count: 2 },
        { step: 'Ende', count: 1 },
      ],
    ]);
    expect(presets[1]).toMatchObject({
      further: 0,
      lessFar: 1,
      reasons: { rounding: 0, tie: 0, repeat: 0, reentry: 0, exclusion: 1, strictOrder: 0, other: 0 },
      samples: [{ user: 'excluded', firstLevel: 1, level: 0, reason: 'exclusion' }],
    });
  });

  it('looks at what filter and range leave', async () => {
    const assay = await tell({
      ana: [
        [0, 'a'],
        [1, 'b'],
      ],
    });
    const { presets } = await assay.query({
      comparePresets: { steps: ['a', 'b'], presets: [{ clickhouse: { strictOrder: true } }, 'amplitude'] },
      range: { end: MINUTE },
    });
    expect(presets.map(({ steps }) => steps.map(({ count }) => count))).toEqual([
      [1, 0],
      [1, 0],
    ]);
    expect(presets[0]?.preset).toEqual({ clickhouse: { strictOrder: true } });
  });
});
