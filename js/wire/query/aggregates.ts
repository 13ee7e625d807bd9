import type { Builder, Offset } from 'flatbuffers';
import type { AggregateName } from '../../shared/query.js';
import { fieldsOf, invalid, textOf } from '../check.js';
import { Aggregate } from '../generated/assay/fb/aggregate.js';
import { AggregateSpec } from '../generated/assay/fb/aggregate-spec.js';

/** One aggregate, with its defaults filled in. `as` is the name of its value in the result's rows. */
export interface NamedAggregate {
  readonly aggregate: Aggregate;
  readonly property?: string;
  readonly q?: number;
  readonly as: string;
}

const COUNTING: Readonly<Record<string, Aggregate>> = {
  count: Aggregate.Count,
  users: Aggregate.Users,
  sessions: Aggregate.Sessions,
  per_user: Aggregate.PerUser,
  approx_users: Aggregate.ApproxUsers,
};
const OF_PROPERTY: Readonly<Record<string, Aggregate>> = {
  distinct: Aggregate.Distinct,
  approx_distinct: Aggregate.ApproxDistinct,
  sum: Aggregate.Sum,
  mean: Aggregate.Mean,
  min: Aggregate.Min,
  max: Aggregate.Max,
};
const QUANTILES: Readonly<Record<string, number>> = { median: 0.5, p90: 0.9, p95: 0.95, p99: 0.99 };
const NAMES = [...Object.keys(COUNTING), ...Object.keys(OF_PROPERTY), ...Object.keys(QUANTILES), 'quantile', 'approx_quantile'];

/**
 * The aggregates of a metric, in order.
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function aggregatesOf(metric: Readonly<Record<string, unknown>>, path: string): readonly NamedAggregate[] {
  const written = metric['aggregate'] ?? 'count';
  const list = Array.isArray(written) ? written : [written];
  if (list.length === 0 || list.length > 64) throw invalid(`${path}.aggregate`, 'must hold 1 to 64 aggregates');
  const named = list.map((item: unknown, i) => {
    const field = Array.isArray(written) ? `${path}.aggregate[${i}]` : `${path}.aggregate`;
    if (typeof item !== 'string') return name(fieldsOf(item, field, ['aggregate', 'property', 'q', 'as']), field);
    return name({ aggregate: item, property: item in COUNTING ? undefined : metric['property'], q: metric['q'] }, field);
  });
  const names = new Set(named.map((spec) => spec.as));
  if (names.size < named.length) throw invalid(`${path}.aggregate`, "two values have the same name; set 'as'");
  return named;
}

/** Whether its value comes from a sketch. */
export const isApproximate = ({ aggregate }: NamedAggregate): boolean => aggregate >= Aggregate.ApproxUsers;

export function encodeAggregate(fb: Builder, spec: NamedAggregate): Offset {
  const property = spec.property === undefined ? 0 : fb.createString(spec.property);
  return AggregateSpec.createAggregateSpec(fb, spec.aggregate, property, spec.q ?? 0);
}

function name(spec: Readonly<Record<string, unknown>>, path: string): NamedAggregate {
  const key = spec['aggregate'] as AggregateName;
  if (typeof key !== 'string' || !NAMES.includes(key)) throw invalid(path, `must be one of ${NAMES.join(', ')}`);
  const as = spec['as'] === undefined ? undefined : textOf(spec['as'], `${path}.as`);
  const counting = COUNTING[key];
  if (counting !== undefined) return { aggregate: counting, as: as ?? key };
  const property = spec['property'];
  if (typeof property !== 'string' || property === '') throw invalid(path, `${key} needs a property`);
  textOf(property, `${path}.property`);
  const ofProperty = OF_PROPERTY[key];
  if (ofProperty !== undefined) return { aggregate: ofProperty, property, as: as ?? `${key}_${property}` };
  const q = QUANTILES[key] ?? spec['q'];
  if (typeof q !== 'number' || !(q >= 0 && q <= 1)) throw invalid(`${path}.q`, 'must be a number in [0, 1]');
  if (key === 'approx_quantile') return { aggregate: Aggregate.ApproxQuantile, property, q, as: as ?? `approx_q${q}_${property}` };
  return { aggregate: Aggregate.Quantile, property, q, as: as ?? `${key === 'quantile' ? `q${q}` : key}_${property}` };
}
