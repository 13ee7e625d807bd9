import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../js/shared/errors.js';
import type { FunnelPreset as Preset, Query } from '../../../js/shared/query.js';
import { encodeQuery } from '../../../js/wire/encode-query.js';
import { BucketUnit } from '../../../js/wire/generated/assay/fb/bucket-unit.js';
import { CompareQuery } from '../../../js/wire/generated/assay/fb/compare-query.js';
import { FunnelCount } from '../../../js/wire/generated/assay/fb/funnel-count.js';
import { FunnelEntry } from '../../../js/wire/generated/assay/fb/funnel-entry.js';
import { FunnelOrder } from '../../../js/wire/generated/assay/fb/funnel-order.js';
import { FunnelPreset } from '../../../js/wire/generated/assay/fb/funnel-preset.js';
import { FunnelQuery } from '../../../js/wire/generated/assay/fb/funnel-query.js';
import { FunnelReentry } from '../../../js/wire/generated/assay/fb/funnel-reentry.js';
import type { FunnelRules } from '../../../js/wire/generated/assay/fb/funnel-rules.js';
import { FunnelTouch } from '../../../js/wire/generated/assay/fb/funnel-touch.js';
import { Query as FbQuery } from '../../../js/wire/generated/assay/fb/query.js';
import { QueryKind } from '../../../js/wire/generated/assay/fb/query-kind.js';

const encode = (query: Query): FbQuery => FbQuery.getRootAsQuery(new ByteBuffer(encodeQuery(query, 0)));
const funnelOf = (query: FbQuery): FunnelQuery => query.kind(new FunnelQuery());
const rulesOf = (rules: FunnelRules | null) =>
  rules && [
    rules.preset(),
    rules.strictDeduplication(),
    rules.strictOrder(),
    rules.strictIncrease(),
    rules.strictOnce(),
    rules.allowReentry(),
  ];

describe('a funnel as bytes', () => {
  it('has every field that is written', () => {
    const query = encode({
      funnel: {
        steps: ['a', { event: 'b', optional: true, within: '90s' }, { any: ['c', { where: { x: 1 } }], label: 'Ende ✓', within: 1 }],
        within: '1h',
        order: 'strict',
        preset: 'mixpanel-optimised',
        count: 'totals',
        entry: 'open',
        reentry: 'first',
        exclude: [{ event: 'x', where: { bot: true }, between: [1, 2] }, { any: ['y', 'z'] }],
        hold: 'größe',
        touch: { step: 3 },
        ties: '5s',
        segments: [
          { label: 'pro', where: { plan: 'pro' } },
          { label: 'all', where: {} },
        ],
        trend: 'week',
        samples: 1000,
        reasons: true,
      },
      by: 'plan',
      zone: 'Asia/Kolkata',
      range: { start: 0, end: 5 },
    });
    const funnel = funnelOf(query);
    const steps = Array.from({ length: funnel.stepsLength() }, (_, i) => funnel.steps(i));
    expect(steps.map((step) => [step?.label(), step?.optional(), step?.withinMs(), step?.anyOfLength()])).toEqual([
      ['a', false, null, 1],
      ['b', true, 90_000, 1],
      ['Ende ✓', false, 1, 2],
    ]);
    expect(funnel.windowMs()).toBe(3_600_000);
    expect(rulesOf(funnel.rules())).toEqual([FunnelPreset.MixpanelOptimised, false, false, false, false, false]);
    expect([funnel.order(), funnel.count(), funnel.entry(), funnel.reentry()]).toEqual([
      FunnelOrder.Strict,
      FunnelCount.Totals,
      FunnelEntry.Open,
      FunnelReentry.First,
    ]);
    const exclusions = Array.from({ length: funnel.exclusionsLength() }, (_, i) => funnel.exclusions(i));
    expect(exclusions.map((exclusion) => [exclusion?.fromStep(), exclusion?.toStep(), exclusion?.anyOfLength()])).toEqual([
      [1, 2, 1],
      [1, 3, 2],
    ]);
    expect(exclusions[0]?.anyOf(0)?.where(0)?.name()).toBe('bot');
    expect([funnel.hold(), funnel.touch(), funnel.touchStep(), funnel.tieMs()]).toEqual(['größe', FunnelTouch.Step, 3, 5000]);
    expect([funnel.segmentsLength(), funnel.segments(0)?.label(), funnel.segments(0)?.where(0)?.name()]).toEqual([2, 'pro', 'plan']);
    expect(funnel.segments(1)?.whereLength()).toBe(0);
    expect([funnel.samples(), funnel.reasons()]).toEqual([1000, true]);
    expect([query.bucketUnit(), query.bucketMs()]).toEqual([BucketUnit.Week, null]);
    expect(query.zoneOffsetMs(0)).toBe(19_800_000);
  });

  it('leaves to the engine what is not written', () => {
    const query = encode({ funnel: { steps: ['a'] } });
    const funnel = funnelOf(query);
    expect([funnel.rules(), funnel.hold(), funnel.tieMs(), query.bucketMs()]).toEqual([null, null, null, null]);
    expect([funnel.exclusionsLength(), funnel.segmentsLength(), funnel.samples(), funnel.touchStep()]).toEqual([0, 0, 0, 1]);
    expect([funnel.order(), funnel.touch(), funnel.reasons()]).toEqual([FunnelOrder.Ordered, FunnelTouch.First, false]);
  });

  it('has a trend of a fixed width', () => {
    expect(encode({ funnel: { steps: ['a'], trend: '6h' } }).bucketMs()).toBe(21_600_000);
  });

  it('has windowFunnel with its modes', () => {
    const presets: readonly (readonly [Preset, readonly unknown[]])[] = [
      ['clickhouse', [false, false, false, false, false]],
      [{ clickhouse: {} }, [false, false, false, false, false]],
      [{ clickhouse: { strictOrder: true, allowReentry: true } }, [false, true, false, false, true]],
      [{ clickhouse: { strictDeduplication: true, strictIncrease: true, strictOnce: true } }, [true, false, true, true, false]],
    ];
    for (const [preset, modes] of presets) {
      const funnel = funnelOf(encode({ funnel: { steps: ['a'], preset } }));
      expect(rulesOf(funnel.rules())).toEqual([FunnelPreset.ClickHouse, ...modes]);
    }
  });
});

describe('a comparison of presets as bytes', () => {
  it('has the funnel and the presets in their order', () => {
    const query = encode({
      comparePresets: { steps: ['a', 'b'], within: '2d', order: 'any', ties: '1m', presets: ['posthog', { clickhouse: {} }], samples: 3 },
      filter: { plan: 'pro' },
    });
    expect(query.kindType()).toBe(QueryKind.CompareQuery);
    const compare = query.kind(new CompareQuery()) as CompareQuery;
    expect([compare.presetsLength(), compare.samples()]).toEqual([2, 3]);
    expect([compare.presets(0)?.preset(), compare.presets(1)?.preset()]).toEqual([FunnelPreset.PostHog, FunnelPreset.ClickHouse]);
    expect([compare.funnel()?.stepsLength(), compare.funnel()?.order(), compare.funnel()?.tieMs()]).toEqual([2, FunnelOrder.Any, 60_000]);
    expect(query.filterLength()).toBe(1);
  });
});

const funnel = (changes: object) => ({ funnel: { steps: ['a', 'b'], ...changes } });
const compared = (changes: object) => ({ comparePresets: { steps: ['a'], presets: ['assay'], ...changes } });

/** What is wrong, the query, and the field that the message must name first. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['a preset that is not known', funnel({ preset: 'heap' }), 'funnel.preset:'],
  ['a preset that objects have', funnel({ preset: 'constructor' }), 'funnel.preset:'],
  ['a preset that is null', funnel({ preset: null }), 'funnel.preset:'],
  ['modes of another preset', funnel({ preset: { posthog: {} } }), 'funnel.preset.posthog:'],
  ['modes that are missing', funnel({ preset: {} }), 'funnel.preset.clickhouse:'],
  ['a mode that is not known', funnel({ preset: { clickhouse: { strict: true } } }), 'funnel.preset.clickhouse.strict:'],
  ['a mode that is a text', funnel({ preset: { clickhouse: { strictOnce: 'yes' } } }), 'funnel.preset.clickhouse.strictOnce:'],
  ['a count that is not known', funnel({ count: 'events' }), 'funnel.count:'],
  ['an entry that is not known', funnel({ entry: 'ajar' }), 'funnel.entry:'],
  ['a re-entry that is not known', funnel({ reentry: 'last' }), 'funnel.reentry:'],
  ['an optional that is a number', funnel({ steps: ['a', { event: 'b', optional: 1 }] }), 'funnel.steps[1].optional:'],
  ['a window before the first step', funnel({ steps: [{ event: 'a', within: '1d' }] }), 'funnel.steps[0].within:'],
  ['a window that is a list', funnel({ steps: ['a', { event: 'b', within: [] }] }), 'funnel.steps[1].within:'],
  ['exclusions that are none', funnel({ exclude: 'x' }), 'funnel.exclude:'],
  ['33 exclusions', funnel({ exclude: Array(33).fill({ event: 'x' }) }), 'funnel.exclude:'],
  ['an exclusion that is a name', funnel({ exclude: ['x'] }), 'funnel.exclude[0]:'],
  ['an exclusion of nothing', funnel({ exclude: [{ any: [] }] }), 'funnel.exclude[0].any:'],
  ['an unknown field of an exclusion', funnel({ exclude: [{ event: 'x', from: 1 }] }), 'funnel.exclude[0].from:'],
  ['an exclusion from 0', funnel({ exclude: [{ event: 'x', between: [0, 2] }] }), 'funnel.exclude[0].between:'],
  ['an exclusion between nothing', funnel({ exclude: [{ event: 'x', between: [1, 1] }] }), 'funnel.exclude[0].between:'],
  ['an exclusion beyond the end', funnel({ exclude: [{ event: 'x', between: [1, 3] }] }), 'funnel.exclude[0].between:'],
  ['an exclusion of three steps', funnel({ exclude: [{ event: 'x', between: [1, 2, 2] }] }), 'funnel.exclude[0].between:'],
  ['an exclusion from text', funnel({ exclude: [{ event: 'x', between: ['a', 'b'] }] }), 'funnel.exclude[0].between:'],
  ['an exclusion in one step', { funnel: { steps: ['a'], exclude: [{ event: 'x' }] } }, 'funnel.exclude[0].between:'],
  ['a held property without a name', funnel({ hold: '' }), 'funnel.hold:'],
  ['half of a surrogate pair in a held property', funnel({ hold: 'a\ud800' }), 'funnel.hold:'],
  ['a touch that is not known', funnel({ touch: 'best' }), 'funnel.touch:'],
  ['a touch of step 0', funnel({ touch: { step: 0 } }), 'funnel.touch.step:'],
  ['a touch beyond the end', funnel({ touch: { step: 3 } }), 'funnel.touch.step:'],
  ['an unknown field of a touch', funnel({ touch: { event: 'a' } }), 'funnel.touch.event:'],
  ['9 segments', funnel({ segments: Array(9).fill({ label: 's', where: {} }) }), 'funnel.segments:'],
  ['a segment without a label', funnel({ segments: [{ where: {} }] }), 'funnel.segments[0].label:'],
  ['a segment without conditions', funnel({ segments: [{ label: 's' }] }), 'funnel.segments[0].where:'],
  ['a malformed condition of a segment', funnel({ segments: [{ label: 's', where: { x: null } }] }), 'funnel.segments[0].where.x:'],
  ['a trend of no duration', funnel({ trend: true }), 'funnel.trend:'],
  ['a zone that is none', { ...funnel({ trend: 'day' }), zone: 'Mars/Olympus' }, 'zone:'],
  ['samples with a fraction', funnel({ samples: 1.5 }), 'funnel.samples:'],
  ['1001 samples', funnel({ samples: 1001 }), 'funnel.samples:'],
  ['reasons that are a text', funnel({ reasons: 'all' }), 'funnel.reasons:'],
  ['ties that are none', funnel({ ties: null }), 'funnel.ties:'],
  ['a comparison without presets', { comparePresets: { steps: ['a'] } }, 'comparePresets.presets:'],
  ['a comparison of nothing', compared({ presets: [] }), 'comparePresets.presets:'],
  ['9 presets', compared({ presets: Array(9).fill('assay') }), 'comparePresets.presets:'],
  ['an unknown preset of a comparison', compared({ presets: ['assay', 'heap'] }), 'comparePresets.presets[1]:'],
  ['a comparison of sessions', compared({ count: 'sessions' }), 'comparePresets.count:'],
  ['a comparison by groups', { ...compared({}), by: 'plan' }, 'query.by:'],
  ['a comparison without steps', compared({ steps: [] }), 'comparePresets.steps:'],
];

describe('a funnel is refused, naming the field,', () => {
  it.each(REFUSED)('for %s', (_, query, field) => {
    const caught = ((): unknown => {
      try {
        encodeQuery(query as Query, 0);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AssayError);
    expect((caught as AssayError).code).toBe('INVALID_ARGUMENT');
    expect((caught as AssayError).message.startsWith(`${field} `), (caught as AssayError).message).toBe(true);
  });
});
