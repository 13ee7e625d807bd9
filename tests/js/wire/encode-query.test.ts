import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import { AssayError } from '../../../js/shared/errors.js';
import type { Query } from '../../../js/shared/query.js';
import { encodeQuery } from '../../../js/wire/encode-query.js';
import { Aggregate } from '../../../js/wire/generated/assay/fb/aggregate.js';
import { BucketUnit } from '../../../js/wire/generated/assay/fb/bucket-unit.js';
import { ExperimentQuery } from '../../../js/wire/generated/assay/fb/experiment-query.js';
import { FormulaQuery } from '../../../js/wire/generated/assay/fb/formula-query.js';
import { FunnelQuery } from '../../../js/wire/generated/assay/fb/funnel-query.js';
import { MetricQuery } from '../../../js/wire/generated/assay/fb/metric-query.js';
import { Operator } from '../../../js/wire/generated/assay/fb/operator.js';
import { Query as FbQuery } from '../../../js/wire/generated/assay/fb/query.js';
import { QueryKind } from '../../../js/wire/generated/assay/fb/query-kind.js';
import { TaskMetric } from '../../../js/wire/generated/assay/fb/task-metric.js';
import { TaskQuery } from '../../../js/wire/generated/assay/fb/task-query.js';
import { ValueType } from '../../../js/wire/generated/assay/fb/value-type.js';

const NOW = 1_700_000_000_000;
const DAY = 86_400_000;

function encode(query: Query): FbQuery {
  const buffer = new ByteBuffer(encodeQuery(query, NOW));
  expect(FbQuery.bufferHasIdentifier(buffer)).toBe(true);
  return FbQuery.getRootAsQuery(buffer);
}

describe('encodeQuery', () => {
  it('writes a funnel with its defaults', () => {
    const query = encode({ funnel: { steps: ['a', { event: 'b', label: 'zwei ✓' }, { any: ['c', { where: { x: 1 } }] }, {}] } });
    expect(query.format()).toBe(1);
    expect(query.kindType()).toBe(QueryKind.FunnelQuery);
    expect(query.maxGroups()).toBe(1000);
    expect([query.startMs(), query.endMs(), query.bucketMs()]).toEqual([null, null, null]);
    const funnel = query.kind(new FunnelQuery()) as FunnelQuery;
    expect(funnel.windowMs()).toBe(7 * DAY);
    expect(Array.from({ length: funnel.stepsLength() }, (_, i) => funnel.steps(i)?.label())).toEqual([
      'a',
      'zwei ✓',
      'c or any event',
      'any event',
    ]);
    expect(funnel.steps(1)?.anyOf(0)?.event()).toBe('b');
    expect(funnel.steps(2)?.anyOfLength()).toBe(2);
    expect(funnel.steps(2)?.anyOf(1)?.event()).toBeNull();
    expect(funnel.steps(2)?.anyOf(1)?.where(0)?.name()).toBe('x');
  });

  it('writes every operator and type of operand', () => {
    const query = encode({
      metric: {},
      filter: {
        bare: 'text',
        größe: { equals: 1.5, not_equals: true },
        list: { in: ['a', -0, false], not_in: [] },
        order: { gt: 1, gte: '😀', lt: 5e-324, lte: 1e308 },
        there: { exists: true },
        gone: { exists: false },
      },
    });
    const written = Array.from({ length: query.filterLength() }, (_, i) => {
      const condition = query.filter(i);
      const values = Array.from({ length: condition?.valuesLength() ?? 0 }, (__, at) => {
        const value = condition?.values(at);
        return {
          [ValueType.String]: value?.text(),
          [ValueType.Number]: value?.number(),
          [ValueType.Bool]: value?.boolean(),
          [ValueType.Null]: null,
        }[value?.type() as ValueType];
      });
      return [condition?.name(), Operator[condition?.op() as Operator], values];
    });
    expect(written).toEqual([
      ['bare', 'Equals', ['text']],
      ['größe', 'Equals', [1.5]],
      ['größe', 'NotEquals', [true]],
      ['list', 'In', ['a', 0, false]],
      ['list', 'NotIn', []],
      ['order', 'Gt', [1]],
      ['order', 'Gte', ['😀']],
      ['order', 'Lt', [5e-324]],
      ['order', 'Lte', [1e308]],
      ['there', 'Exists', []],
      ['gone', 'NotExists', []],
    ]);
  });

  it('writes the aggregates of a metric, its buckets, groups and range', () => {
    const query = encode({
      metric: {
        event: 'm',
        aggregate: ['count', 'users', 'sessions', 'per_user', 'distinct', 'p95', { aggregate: 'quantile', property: 'x', q: 0.1 }],
        property: 'price',
      },
      by: ['plan', '$event'],
      bucket: 'week',
      range: { start: '1969-12-31T23:59:59.999Z', end: 5 },
      maxGroups: 7,
    });
    const metric = query.kind(new MetricQuery()) as MetricQuery;
    expect(metric.match()?.event()).toBe('m');
    const specs = Array.from({ length: metric.aggregatesLength() }, (_, i) => metric.aggregates(i));
    expect(specs.map((spec) => [spec?.aggregate(), spec?.property(), spec?.quantile()])).toEqual([
      [Aggregate.Count, null, 0],
      [Aggregate.Users, null, 0],
      [Aggregate.Sessions, null, 0],
      [Aggregate.PerUser, null, 0],
      [Aggregate.Distinct, 'price', 0],
      [Aggregate.Quantile, 'price', 0.95],
      [Aggregate.Quantile, 'x', 0.1],
    ]);
    expect([query.by(0), query.by(1), query.byLength()]).toEqual(['plan', '$event', 2]);
    expect([query.bucketMs(), query.startMs(), query.endMs(), query.maxGroups()]).toEqual([null, -1, 5, 7]);
    expect([query.bucketUnit(), query.zoneFromMsLength(), query.other(), query.compareMs()]).toEqual([BucketUnit.Week, 0, false, null]);
  });

  it('writes buckets of a width and of every unit of the calendar', () => {
    const written = (bucket: string | number) => {
      const query = encode({ metric: {}, bucket });
      return [query.bucketMs(), query.bucketUnit()];
    };
    expect([written('1w'), written(5)]).toEqual([
      [7 * DAY, BucketUnit.Fixed],
      [5, BucketUnit.Fixed],
    ]);
    const units = ['minute', 'hour', 'day', 'week', 'month', 'quarter'];
    expect(units.map(written)).toEqual([1, 2, 3, 4, 5, 6].map((unit) => [null, unit]));
  });

  it('writes a zone as its transitions around the range and the earlier one', () => {
    const range = { start: '2026-07-01', end: '2026-08-01' };
    const query = encode({ metric: {}, bucket: 'day', zone: 'Europe/Berlin', range, compare: { offset: '700d' }, other: true });
    expect([query.compareMs(), query.other()]).toEqual([700 * DAY, true]);
    expect(query.zoneFromMs(0)).toBe(Date.UTC(2023, 0, 1));
    const at = Array.from(query.zoneFromMsArray() ?? []).indexOf(Date.UTC(2026, 2, 29, 1));
    expect([query.zoneOffsetMs(at - 1), query.zoneOffsetMs(at)]).toEqual([3_600_000, 7_200_000]);
    expect(query.zoneOffsetMsLength()).toBe(query.zoneFromMsLength());
    expect(encode({ metric: {}, range, compare: 'previous', zone: 'UTC' }).compareMs()).toBe(0);
  });

  it('writes a formula with its operands in their order', () => {
    const query = encode({
      formula: {
        expression: '100 * errors / -views',
        of: { views: { event: 'view', where: { page: '/' } }, errors: { aggregate: 'sum', property: 'n' } },
      },
      by: 'plan',
    });
    expect(query.kindType()).toBe(QueryKind.FormulaQuery);
    const formula = query.kind(new FormulaQuery()) as FormulaQuery;
    expect(Array.from(formula.programArray() ?? [])).toEqual([0, 0, 1, 1, 4, 1, 0, 6, 5]);
    expect(Array.from(formula.numbersArray() ?? [])).toEqual([100]);
    expect([formula.operandsLength(), formula.operands(0)?.match()?.event(), formula.operands(0)?.match()?.whereLength()]).toEqual([
      2,
      'view',
      1,
    ]);
    const spec = formula.operands(1)?.aggregate();
    expect([spec?.aggregate(), spec?.property()]).toEqual([Aggregate.Sum, 'n']);
  });

  it('tells a range that begins with the epoch from one without a beginning', () => {
    const query = encode({ metric: {}, range: { start: 0, end: 0 } });
    expect([query.startMs(), query.endMs()]).toEqual([0, 0]);
  });

  it('counts a range back from now', () => {
    const query = encode({ metric: {}, range: { last: '1.5h' }, by: 'plan' });
    expect([query.startMs(), query.endMs()]).toEqual([NOW - 5_400_000, NOW]);
    expect(query.by(0)).toBe('plan');
  });

  it('writes what else a task may ask', () => {
    const target = { metric: 'time', improveBy: 0.15, over: { start: 0, end: '1970-01-02' } } as const;
    const steps = ['page', { event: 'sum', where: { ok: true }, label: 'summary' }];
    const query = encode({
      task: {
        start: 'open',
        complete: 'send',
        errors: ['bad', 'größe'],
        errorField: 'field',
        maxErrorFields: 7,
        steps,
        experience: true,
        target,
      },
    });
    const told = query.kind(new TaskQuery()) as TaskQuery;
    expect([told.errorsLength(), told.errors(1)?.event(), told.errorField(), told.maxErrorFields()]).toEqual([2, 'größe', 'field', 7]);
    expect([told.stepsLength(), told.steps(0)?.event(), told.steps(1)?.event(), told.steps(1)?.whereLength()]).toEqual([
      2,
      'page',
      'sum',
      1,
    ]);
    expect(told.experience()).toBe(true);
    expect([told.target()?.metric(), told.target()?.improveBy(), told.target()?.atLeast()]).toEqual([TaskMetric.Time, 0.15, null]);
    expect([told.target()?.baselineStartMs(), told.target()?.baselineEndMs()]).toEqual([0, DAY]);
    const one = encode({ task: { start: 'open', complete: 'send', errors: 'bad', target: { metric: 'errors', atMost: 0 } } });
    const fixed = (one.kind(new TaskQuery()) as TaskQuery).target();
    expect([fixed?.atMost(), fixed?.improveBy(), fixed?.baselineStartMs()]).toEqual([0, null, null]);
  });

  it('writes the zone of the range before, which a task may improve on', () => {
    const range = { start: '2100-04-01', end: '2104-04-01' };
    const firstYear = (over: 'previous' | { start: number; end: number }): number => {
      const target = { metric: 'time', improveBy: 0.1, over } as const;
      const query = encode({ task: { start: 'a', complete: 'b', target }, range, bucket: 'day', zone: 'Europe/Berlin' });
      return new Date(query.zoneFromMs(1) as number).getUTCFullYear();
    };
    expect([firstYear({ start: 0, end: 1 }), firstYear('previous')]).toEqual([2099, 2095]);
  });

  it('writes a task and an experiment', () => {
    const task = encode({ task: { start: 'open', complete: { event: 'send', where: { ok: true } }, within: '90s' } }).kind(
      new TaskQuery(),
    ) as TaskQuery;
    expect([task.start()?.event(), task.complete()?.event(), task.complete()?.whereLength(), task.windowMs()]).toEqual([
      'open',
      'send',
      1,
      90_000,
    ]);
    const query = encode({ experiment: { key: 'button', conversion: 'buy', arms: ['control', 'b 💚'], weights: [0.5, 2] } });
    const experiment = query.kind(new ExperimentQuery()) as ExperimentQuery;
    expect([experiment.experiment(), experiment.conversion()?.event(), experiment.windowMs()]).toEqual(['button', 'buy', 30 * DAY]);
    expect([experiment.arms(0), experiment.arms(1), experiment.armsLength()]).toEqual(['control', 'b 💚', 2]);
    expect(Array.from(experiment.weightsArray() ?? [])).toEqual([0.5, 2]);
    const bare = encode({ experiment: { key: 'button', conversion: 'buy' } }).kind(new ExperimentQuery()) as ExperimentQuery;
    expect([bare.armsLength(), bare.weightsLength()]).toEqual([0, 0]);
  });

  it('gives the same bytes for the same query', () => {
    const query: Query = { funnel: { steps: ['a', 'b'] }, filter: { x: { in: [1, 'a'] } }, by: 'plan' };
    expect(encodeQuery(query, 0)).toEqual(encodeQuery(query, 0));
  });
});

const LONE = 'a\ud800';
const funnel = (changes: object) => ({ funnel: { steps: ['a'], ...changes } });
const formula = (expression: string, of: unknown) => ({ formula: { expression, of } });
const task = (more: object): object => ({ task: { start: 'a', complete: 'b', ...more } });
const filtered = (filter: unknown) => ({ metric: {}, filter });

/** What is wrong, the query, and the field that the message must name first. */
const REFUSED: readonly (readonly [string, unknown, string])[] = [
  ['no object', null, 'query:'],
  ['no kind', {}, 'query:'],
  ['an unknown field', { metric: {}, group: 'a' }, 'query.group:'],
  ['two kinds', { metric: {}, funnel: {} }, 'query.metric:'],
  ['a bucket on a funnel', { ...funnel({}), bucket: 'day' }, 'query.bucket:'],
  ['groups of an experiment', { experiment: { key: 'e', conversion: 'a' }, by: 'plan' }, 'query.by:'],
  ['a funnel that is no object', { funnel: ['a'] }, 'funnel:'],
  ['an unknown field of a funnel', funnel({ window: '1d' }), 'funnel.window:'],
  ['no steps', { funnel: {} }, 'funnel.steps:'],
  ['an empty list of steps', funnel({ steps: [] }), 'funnel.steps:'],
  ['33 steps', funnel({ steps: Array(33).fill('a') }), 'funnel.steps:'],
  ['an empty event name', funnel({ steps: ['a', ''] }), 'funnel.steps[1].event:'],
  ['half of a surrogate pair in an event name', funnel({ steps: [LONE] }), 'funnel.steps[0].event:'],
  ['a step that is a number', funnel({ steps: [5] }), 'funnel.steps[0]:'],
  ['an unknown field of a step', funnel({ steps: [{ name: 'a' }] }), 'funnel.steps[0].name:'],
  ['an empty label', funnel({ steps: [{ event: 'a', label: '' }] }), 'funnel.steps[0].label:'],
  ['alternatives and an event', funnel({ steps: [{ any: ['a'], event: 'b' }] }), 'funnel.steps[0]:'],
  ['no alternatives', funnel({ steps: [{ any: [] }] }), 'funnel.steps[0].any:'],
  ['an alternative that is null', funnel({ steps: [{ any: ['a', null] }] }), 'funnel.steps[0].any[1]:'],
  ['a malformed condition of an alternative', funnel({ steps: [{ any: [{ where: { x: null } }] }] }), 'funnel.steps[0].any[0].where.x:'],
  ['an order that is not known', funnel({ order: 'random' }), 'funnel.order:'],
  ['a window that is no duration', funnel({ within: {} }), 'funnel.within:'],
  ['an event name that is a number', { metric: { event: 5 } }, 'metric.event:'],
  ['an unknown aggregate', { metric: { aggregate: 'average' } }, 'metric.aggregate:'],
  ['an aggregate that objects have', { metric: { aggregate: 'constructor' } }, 'metric.aggregate:'],
  ['no aggregates', { metric: { aggregate: [] } }, 'metric.aggregate:'],
  ['an unknown aggregate of a list', { metric: { aggregate: ['count', 'mode'] } }, 'metric.aggregate[1]:'],
  ['a sum of nothing', { metric: { aggregate: 'sum' } }, 'metric.aggregate:'],
  ['a quantile without q', { metric: { aggregate: { aggregate: 'quantile', property: 'x' } } }, 'metric.aggregate.q:'],
  ['a quantile above 1', { metric: { aggregate: 'quantile', property: 'x', q: 95 } }, 'metric.aggregate.q:'],
  ['one name twice', { metric: { aggregate: ['count', { aggregate: 'sum', property: 'x', as: 'count' }] } }, 'metric.aggregate:'],
  ['an unknown field of an aggregate', { metric: { aggregate: [{ aggregate: 'count', of: 'x' }] } }, 'metric.aggregate[0].of:'],
  ['half of a surrogate pair in a property', { metric: { aggregate: 'sum', property: LONE } }, 'metric.aggregate.property:'],
  ['a task without a start', { task: { complete: 'a' } }, 'task.start:'],
  ['a task without an end', { task: { start: 'a' } }, 'task.complete:'],
  ['no errors', task({ errors: [] }), 'task.errors:'],
  ['an error that is a number', task({ errors: ['a', 5] }), 'task.errors[1]:'],
  ['a field without errors', task({ errorField: 'field' }), 'task.errorField:'],
  ['no fields', task({ errors: 'e', errorField: 'field', maxErrorFields: 0 }), 'task.maxErrorFields:'],
  ['no steps', task({ steps: [] }), 'task.steps:'],
  ['30 steps', task({ steps: Array.from({ length: 30 }, () => 'a') }), 'task.steps:'],
  ['a step with a nameless label', task({ steps: [{ event: 'a', label: '' }] }), 'task.steps[0].label:'],
  ['experience that is no boolean', task({ experience: 'first' }), 'task.experience:'],
  ['a target without a metric', task({ target: { atLeast: 1 } }), 'task.target.metric:'],
  ['a target of errors that are not looked for', task({ target: { metric: 'errors', atMost: 1 } }), 'task.target.metric:'],
  ['a target without a number', task({ target: { metric: 'time' } }), 'task.target:'],
  ['a target with two numbers', task({ target: { metric: 'time', atLeast: 1, atMost: 2 } }), 'task.target:'],
  ['a target that is not finite', task({ target: { metric: 'time', atMost: Number.NaN } }), 'task.target.atMost:'],
  ['an improvement of nothing', task({ target: { metric: 'time', improveBy: 0, over: 'previous' } }), 'task.target.improveBy:'],
  ['an improvement on nothing', task({ target: { metric: 'time', improveBy: 0.1 } }), 'task.target.over:'],
  ['an improvement on no range', task({ target: { metric: 'time', improveBy: 0.1, over: 'previous' } }), 'task.target.over:'],
  ['an improvement on half a range', task({ target: { metric: 'time', improveBy: 0.1, over: { start: 0 } } }), 'task.target.over:'],
  ['a fixed target over a range', task({ target: { metric: 'time', atMost: 1, over: { start: 0, end: 1 } } }), 'task.target.over:'],
  ['an experiment without a key', { experiment: { conversion: 'a' } }, 'experiment.key:'],
  ['an experiment without a conversion', { experiment: { key: 'e' } }, 'experiment.conversion:'],
  ['arms that are no list', { experiment: { key: 'e', conversion: 'a', arms: 'b' } }, 'experiment.arms:'],
  ['an arm without a name', { experiment: { key: 'e', conversion: 'a', arms: ['a', ''] } }, 'experiment.arms[1]:'],
  ['a negative weight', { experiment: { key: 'e', conversion: 'a', arms: ['a', 'b'], weights: [1, -1] } }, 'experiment.weights[1]:'],
  ['a weight too few', { experiment: { key: 'e', conversion: 'a', arms: ['a', 'b'], weights: [1] } }, 'experiment.weights:'],
  ['a filter that is a list', filtered([]), 'filter:'],
  ['a property without a name', filtered({ '': 1 }), 'filter: property name:'],
  ['a condition that is null', filtered({ plan: null }), 'filter.plan:'],
  ['a condition without an operator', filtered({ plan: {} }), 'filter.plan:'],
  ['a condition that is a list', filtered({ plan: ['a'] }), 'filter.plan:'],
  ['an unknown operator', filtered({ plan: { like: 'a' } }), 'filter.plan.like:'],
  ['a comparison of versions', filtered({ plan: { semver_gt: '1' } }), 'filter.plan.semver_gt:'],
  ['equality with a list', filtered({ plan: { equals: ['a'] } }), 'filter.plan.equals:'],
  ['a list that is none', filtered({ plan: { in: 'a' } }), 'filter.plan.in:'],
  ['an operand of null', filtered({ plan: { in: ['a', null] } }), 'filter.plan.in[1]:'],
  ['order of booleans', filtered({ plan: { gt: true } }), 'filter.plan.gt:'],
  ['presence that is no boolean', filtered({ plan: { exists: 1 } }), 'filter.plan.exists:'],
  ['a number that is not finite', filtered({ price: { lt: Number.POSITIVE_INFINITY } }), 'filter.price.lt:'],
  ['half of a surrogate pair in an operand', filtered({ plan: LONE }), 'filter.plan:'],
  ['a group without a name', { metric: {}, by: ['plan', ''] }, 'by[1]:'],
  ['groups that are a number', { metric: {}, by: 5 }, 'by:'],
  ['a bucket that is no duration', { metric: {}, bucket: true }, 'bucket:'],
  ['a zone on an experiment', { experiment: { key: 'e', conversion: 'a' }, zone: 'UTC' }, 'query.zone:'],
  ['a zone that is none', { metric: {}, bucket: 'day', zone: 'Mars/Phobos' }, 'zone:'],
  ['a zone that is none, without buckets', { metric: {}, zone: 'Mars/Phobos' }, 'zone:'],
  ['others that are counted', { metric: {}, other: 1 }, 'other:'],
  ['a comparison on a task', { task: { start: 'a', complete: 'b' }, compare: 'previous' }, 'query.compare:'],
  ['a comparison without a range', { metric: {}, compare: 'previous' }, 'compare:'],
  ['a comparison without an end', { metric: {}, compare: { offset: '7d' }, range: { start: 0 } }, 'compare:'],
  ['a comparison with the next', { metric: {}, compare: 'next', range: { last: '7d' } }, 'compare:'],
  ['a comparison without an offset', { metric: {}, compare: {}, range: { last: '7d' } }, 'compare.offset:'],
  ['a formula without operands', { formula: { expression: '1' } }, 'formula.of:'],
  ['a formula of no operands', { formula: { expression: '1', of: {} } }, 'formula.of:'],
  ['17 operands', formula('a', Object.fromEntries(Array.from({ length: 17 }, (_, i) => [`a${i}`, {}]))), 'formula.of:'],
  ['a formula without an expression', { formula: { of: { a: {} } } }, 'formula.expression:'],
  ['an expression that breaks off', formula('a +', { a: {} }), 'formula.expression: character 4:'],
  ['an operand named like the result', formula('value', { value: {} }), 'formula.of:'],
  ['an operand named with a sign', formula('a', { 'a-b': {} }), 'formula.of:'],
  ['an operand with a list of aggregates', formula('a', { a: { aggregate: ['count'] } }), 'formula.of.a.aggregate:'],
  ['a sum of nothing in a formula', formula('a', { a: { aggregate: 'sum' } }), 'formula.of.a.aggregate:'],
  ['an unknown field of an operand', formula('a', { a: { as: 'b' } }), 'formula.of.a.as:'],
  ['distinct values of nothing', { metric: { aggregate: 'distinct' } }, 'metric.aggregate:'],
  ['groups without a cap', { metric: {}, maxGroups: 0 }, 'maxGroups:'],
  ['a cap with a fraction', { metric: {}, maxGroups: 1.5 }, 'maxGroups:'],
  ['an unknown field of a range', { metric: {}, range: { from: 0 } }, 'range.from:'],
  ['a range of two kinds', { metric: {}, range: { last: '1d', end: 5 } }, 'range:'],
  ['a range that ends before it starts', { metric: {}, range: { start: 5, end: 4 } }, 'range:'],
  ['a start that is no time', { metric: {}, range: { start: 'yesterday' } }, 'range.start:'],
  ['an end with a fraction', { metric: {}, range: { end: 0.5 } }, 'range.end:'],
  ['an approximate quantile without q', { metric: { aggregate: 'approx_quantile', property: 'x' } }, 'metric.aggregate.q:'],
  ['approximate values of nothing', { metric: { aggregate: 'approx_distinct' } }, 'metric.aggregate:'],
  ['sketches that are no truth value', { metric: { aggregate: 'approx_users', sketches: 1 } }, 'metric.sketches:'],
  ['the most frequent values of nothing', { top: {} }, 'top.property:'],
  ['no most frequent values', { top: { property: 'x', k: 0 } }, 'top.k:'],
  ['groups of the most frequent values', { top: { property: 'x' }, by: 'y' }, 'query.by:'],
  ['an unknown field of the most frequent values', { top: { property: 'x', aggregate: 'users' } }, 'top.aggregate:'],
  ['a group of lifecycles without a name', { lifecycle: {}, by: '' }, 'by[0]:'],
  ['a bucket on a lifecycle', { lifecycle: {}, bucket: 'day' }, 'query.bucket:'],
  ['a zone on paths', { paths: {}, zone: 'UTC' }, 'query.zone:'],
];

describe('encodeQuery refuses, naming the field,', () => {
  it.each(REFUSED)('%s', (_, query, field) => {
    const caught = ((): unknown => {
      try {
        encodeQuery(query as Query, NOW);
        return undefined;
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AssayError);
    const { code, message } = caught as AssayError;
    expect(code).toBe('INVALID_ARGUMENT');
    expect(message.startsWith(`${field} `), message).toBe(true);
  });

  it('a duration that cannot be read, saying what can', () => {
    expect(() => encodeQuery(funnel({ within: '7 days' }) as Query, NOW)).toThrow(/duration "7 days".*"7d"/);
    expect(() => encodeQuery({ metric: {}, bucket: 0 }, NOW)).toThrow(/duration 0/);
  });
});
