import type { MetricColumn, MetricColumns, MetricResult } from '../../shared/result.js';
import { MetricResult as FbMetricResult } from '../generated/assay/fb/metric-result.js';
import type { Result } from '../generated/assay/fb/result.js';
import { aggregatesOf, isApproximate } from '../query/aggregates.js';
import { operandNames } from '../query/formula.js';
import type { Asked } from './asked.js';
import { metricRows } from './metric-rows.js';
import { groupedOf, keyOf } from './parts.js';

/** The answer to a metric or a formula. Its rows are made when first read. */
export function decodeMetric(result: Result, asked: Asked): MetricResult {
  const columns = columnsOf(result.kind(new FbMetricResult()), valuesOf(asked.query), asked.by);
  const decoded = {} as { -readonly [Field in keyof MetricResult]: MetricResult[Field] };
  defineOnce(decoded, 'rows', () => metricRows(columns));
  Object.assign(decoded, groupedOf(result));
  Object.defineProperty(decoded, 'columns', { value: columns });
  return decoded;
}

interface AskedValue {
  readonly name: string;
  /** Its place among the approximate ones; `undefined` where it is exact, or a formula's. */
  readonly sketch: number | undefined;
}

/** A row's values, in the order of the engine's. */
function valuesOf(query: Asked['query']): readonly AskedValue[] {
  if ('formula' in query) return [...operandNames(query.formula), 'value'].map((name) => ({ name, sketch: undefined }));
  let sketches = 0;
  return aggregatesOf((query as { metric: Readonly<Record<string, unknown>> }).metric, 'metric').map((spec) => ({
    name: spec.as,
    sketch: isApproximate(spec) ? sketches++ : undefined,
  }));
}

function columnsOf(metric: FbMetricResult, asked: readonly AskedValue[], by: readonly string[]): MetricColumns {
  const group = metric.groupsArray() ?? new Uint32Array();
  const length = group.length;
  const values = metric.valuesArray() ?? new Float64Array();
  const [absent, previous, previousAbsent] = [metric.absentArray(), metric.previousArray(), metric.previousAbsentArray()];
  const sketches = sketchesOf(metric);
  const perRow = asked.filter(({ sketch }) => sketch !== undefined).length;
  const column = <T>(all: ArrayLike<T>, place: number): T[] => Array.from({ length }, (_, row) => all[row * perRow + place] as T);
  const columns = {
    length,
    group,
    bucketStart: metric.bucketStartsMsArray() ?? undefined,
    values: asked.map(({ name, sketch }, i): MetricColumn => {
      const [from, to] = [i * length, (i + 1) * length];
      return {
        name,
        values: values.subarray(from, to),
        absent: absent?.subarray(from, to),
        previous: previous?.subarray(from, to),
        previousAbsent: previousAbsent?.subarray(from, to),
        errors: sketch === undefined ? undefined : Float64Array.from(column(metric.errorsArray() ?? [], sketch)),
        sketches: sketch === undefined || sketches === undefined ? undefined : column(sketches, sketch),
      };
    }),
  };
  defineOnce(columns, 'groups', () => groupsOf(metric, by));
  return columns as typeof columns & Pick<MetricColumns, 'groups'>;
}

/** Row after row, the sketches of its approximate values; views of the message. */
function sketchesOf(metric: FbMetricResult): readonly Uint8Array[] | undefined {
  const [bytes, ends] = [metric.sketchesArray(), metric.sketchEndsArray()];
  if (bytes === null || ends === null) return undefined;
  return Array.from(ends, (end, i) => bytes.subarray(i === 0 ? 0 : ends[i - 1], end));
}

function groupsOf(metric: FbMetricResult, by: readonly string[]): MetricColumns['groups'] {
  if (by.length === 0) return [{}];
  return Array.from({ length: metric.keysLength() / by.length }, (_, group) =>
    keyOf({ keyLength: () => by.length, key: (i) => metric.keys(group * by.length + i) }, by),
  );
}

/** A field whose value `make` makes when it is first read; from then on it is a plain one. */
function defineOnce(target: object, field: string, make: () => unknown): void {
  Object.defineProperty(target, field, {
    configurable: true,
    enumerable: true,
    get: () => {
      const value = make();
      Object.defineProperty(target, field, { value, enumerable: true, configurable: false, writable: false });
      return value;
    },
  });
}
