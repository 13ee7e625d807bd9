import { Builder } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import type { Query } from '../../../js/shared/query.js';
import type { MetricResult } from '../../../js/shared/result.js';
import { decodeResult } from '../../../js/wire/decode-result.js';
import { MetricResult as FbMetricResult } from '../../../js/wire/generated/assay/fb/metric-result.js';
import { Result } from '../../../js/wire/generated/assay/fb/result.js';
import { ResultKind } from '../../../js/wire/generated/assay/fb/result-kind.js';
import { Value } from '../../../js/wire/generated/assay/fb/value.js';
import { ValueType } from '../../../js/wire/generated/assay/fb/value-type.js';

interface Told {
  readonly keys?: readonly (string | number | boolean | null)[];
  readonly groups: readonly number[];
  readonly starts?: readonly number[];
  readonly values: readonly number[];
  readonly absent?: readonly number[];
  readonly previous?: readonly number[];
  readonly previousAbsent?: readonly number[];
  readonly errors?: readonly number[];
  readonly sketches?: readonly number[];
  readonly sketchEnds?: readonly number[];
}

function keyValueOf(fb: Builder, value: string | number | boolean | null): number {
  if (typeof value === 'string') return Value.createValue(fb, ValueType.String, fb.createString(value), 0, false);
  if (typeof value === 'number') return Value.createValue(fb, ValueType.Number, 0, value, false);
  return Value.createValue(fb, value === null ? ValueType.Null : ValueType.Bool, 0, 0, value === true);
}

/** What the engine would answer. */
function bytesOf(told: Told): Uint8Array {
  const fb = new Builder(1024);
  const keys = FbMetricResult.createKeysVector(
    fb,
    (told.keys ?? []).map((key) => keyValueOf(fb, key)),
  );
  const groups = FbMetricResult.createGroupsVector(fb, [...told.groups]);
  const starts = told.starts && FbMetricResult.createBucketStartsMsVector(fb, [...told.starts]);
  const values = told.values.length > 0 ? FbMetricResult.createValuesVector(fb, [...told.values]) : undefined;
  const absent = told.absent && FbMetricResult.createAbsentVector(fb, [...told.absent]);
  const previous = told.previous && FbMetricResult.createPreviousVector(fb, [...told.previous]);
  const previousAbsent = told.previousAbsent && FbMetricResult.createPreviousAbsentVector(fb, [...told.previousAbsent]);
  const errors = told.errors && FbMetricResult.createErrorsVector(fb, [...told.errors]);
  const sketches = told.sketches && FbMetricResult.createSketchesVector(fb, [...told.sketches]);
  const sketchEnds = told.sketchEnds && FbMetricResult.createSketchEndsVector(fb, [...told.sketchEnds]);
  FbMetricResult.startMetricResult(fb);
  FbMetricResult.addKeys(fb, keys);
  if (told.groups.length > 0) FbMetricResult.addGroups(fb, groups);
  if (starts !== undefined) FbMetricResult.addBucketStartsMs(fb, starts);
  if (values !== undefined) FbMetricResult.addValues(fb, values);
  if (absent !== undefined) FbMetricResult.addAbsent(fb, absent);
  if (previous !== undefined) FbMetricResult.addPrevious(fb, previous);
  if (previousAbsent !== undefined) FbMetricResult.addPreviousAbsent(fb, previousAbsent);
  if (errors !== undefined) FbMetricResult.addErrors(fb, errors);
  if (sketches !== undefined) FbMetricResult.addSketches(fb, sketches);
  if (sketchEnds !== undefined) FbMetricResult.addSketchEnds(fb, sketchEnds);
  const metric = FbMetricResult.endMetricResult(fb);
  Result.startResult(fb);
  Result.addKindType(fb, ResultKind.MetricResult);
  Result.addKind(fb, metric);
  Result.addEventsScanned(fb, 7n);
  Result.addGroupsOmitted(fb, 2n);
  Result.finishResultBuffer(fb, Result.endResult(fb));
  return fb.asUint8Array().slice();
}

const decode = (told: Told, query: Query): MetricResult => decodeResult(bytesOf(told), query) as MetricResult;

const COMPARED: Told = {
  keys: ['größe', null],
  groups: [0, 1, 2],
  starts: [-5, -5, 0],
  values: [4, 0, 3, 0, 1.5, Number.POSITIVE_INFINITY],
  absent: [0, 0, 0, 1, 0, 0],
  previous: [2, 0, 0, 1, 3, 5],
  previousAbsent: [0, 0, 1, 0, 0, 0],
};
const QUERY: Query = {
  metric: { aggregate: ['count', { aggregate: 'mean', property: 'x', as: '__proto__' }] },
  by: 'plan',
  bucket: 'day',
};
const proto = (value: number | null) => JSON.parse(`{"__proto__":${value}}`) as object;

describe('the answer to a metric', () => {
  it('has rows with keys, buckets, values, the earlier values and the change', () => {
    const { rows, groupsOmitted, eventsScanned } = decode(COMPARED, QUERY);
    expect([groupsOmitted, eventsScanned]).toEqual([2, 7]);
    expect(rows.map(({ key, bucketStart, other }) => [key, bucketStart, other])).toEqual([
      [{ plan: 'größe' }, -5, undefined],
      [{ plan: null }, -5, undefined],
      [{}, 0, true],
    ]);
    expect(rows.map(({ values, previous, change }) => [values['count'], previous?.['count'], change?.['count']])).toEqual([
      [4, 2, 1],
      [0, 0, null],
      [3, null, null],
    ]);
    const means = rows.map((row) => [row.values, row.previous, row.change].map((one) => Object.entries(one ?? {})[1]?.[1]));
    expect(means).toEqual([
      [null, 1, null],
      [1.5, 3, -0.5],
      [Number.POSITIVE_INFINITY, 5, null],
    ]);
    expect(rows[0]?.values).toEqual({ count: 4, ...proto(null) });
  });

  it('has the same as columns, which are views of the message', () => {
    const { columns } = decode(COMPARED, QUERY);
    expect(columns?.length).toBe(3);
    expect(columns?.groups).toEqual([{ plan: 'größe' }, { plan: null }]);
    expect(columns?.group).toEqual(Uint32Array.of(0, 1, 2));
    expect(columns?.bucketStart).toEqual(Float64Array.of(-5, -5, 0));
    const [count, mean] = columns?.values ?? [];
    expect(count).toEqual({
      name: 'count',
      values: Float64Array.of(4, 0, 3),
      absent: Uint8Array.of(0, 0, 0),
      previous: Float64Array.of(2, 0, 0),
      previousAbsent: Uint8Array.of(0, 0, 1),
      errors: undefined,
      sketches: undefined,
    });
    expect(mean?.values.buffer).toBe(count?.values.buffer);
  });

  it('has errors and sketches of approximate values alone, which outlive the message', () => {
    const told: Told = {
      keys: ['a', 'b'],
      groups: [0, 1],
      values: [1, 2, 3, 4, 5, 6],
      errors: [0.1, 0.2, 0.3, 0.4],
      sketches: [1, 2, 2, 3, 3, 3],
      sketchEnds: [1, 3, 3, 6],
    };
    const query: Query = {
      metric: { aggregate: ['approx_users', 'count', { aggregate: 'approx_quantile', property: 'x', q: 0.5 }], sketches: true },
      by: 'plan',
    };
    const { rows, columns } = decode(told, query);
    expect(rows.map(({ values, errors, sketches }) => [values, errors, sketches])).toEqual([
      [
        { approx_users: 1, count: 3, 'approx_q0.5_x': 5 },
        { approx_users: 0.1, 'approx_q0.5_x': 0.2 },
        { approx_users: Uint8Array.of(1), 'approx_q0.5_x': Uint8Array.of(2, 2) },
      ],
      [
        { approx_users: 2, count: 4, 'approx_q0.5_x': 6 },
        { approx_users: 0.3, 'approx_q0.5_x': 0.4 },
        { approx_users: Uint8Array.of(), 'approx_q0.5_x': Uint8Array.of(3, 3, 3) },
      ],
    ]);
    expect(columns?.values.map(({ errors }) => errors)).toEqual([Float64Array.of(0.1, 0.3), undefined, Float64Array.of(0.2, 0.4)]);
    expect(rows[0]?.sketches?.['approx_users']?.buffer.byteLength).toBe(1);
  });

  it('is a plain object to who copies, compares or writes it', () => {
    const told: Told = { groups: [0], values: [3, 2] };
    const query: Query = { metric: { aggregate: ['count', 'users'] } };
    const plain = { rows: [{ key: {}, values: { count: 3, users: 2 } }], groupsOmitted: 2, eventsScanned: 7 };
    expect(decode(told, query)).toEqual(plain);
    expect(JSON.parse(JSON.stringify(decode(told, query)))).toEqual(plain);
    expect({ ...decode(told, query) }).toEqual(plain);
    expect(structuredClone(decode(told, query))).toEqual(plain);
    expect(Object.keys(decode(told, query))).toEqual(['rows', 'groupsOmitted', 'eventsScanned']);
    const result = decode(told, query);
    expect(result.rows).toBe(result.rows);
  });

  it('has no rows when there is nothing', () => {
    const result = decode({ groups: [], values: [] }, { metric: {}, by: 'plan', bucket: 'day' });
    expect(result.rows).toEqual([]);
    expect(result.columns?.groups).toEqual([]);
    expect(result.columns?.values[0]?.values).toHaveLength(0);
  });

  it('names the values of a formula by its operands', () => {
    const query: Query = { formula: { expression: 'a / b', of: { b: { event: 'view' }, a: { event: 'error' } } } };
    expect(decode({ groups: [0], values: [4, 2, 0.5], absent: [0, 0, 1] }, query).rows).toEqual([
      { key: {}, values: { b: 4, a: 2, value: null } },
    ]);
  });
});
