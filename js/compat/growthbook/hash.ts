import { and, attribute, get, isNull, item, less, lessOrEqual, number, or, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import type { BucketRange, Experiment, Filter } from './fields.js';
import { STICKY } from './reserved.js';

/** The value at a path of names between dots, from an object or, without one, from the attributes. A list has a length. */
export function atPath(path: string, from?: Expr): Expr {
  const [first, ...rest] = path.split('.') as [string, ...string[]];
  const step = (of: Expr, key: string): Expr => (key === 'length' ? ['if', ['is', 16, of], ['length', of], get(of, key)] : get(of, key));
  return rest.reduce(step, from === undefined ? attribute(first) : step(from, first));
}

/** The value that units are told apart by: the attribute of that name, else what is at the name as a path. */
const idIn = (name: string): Expr =>
  name.includes('.') ? ['if', isNull(attribute(name)), atPath(name), attribute(name)] : attribute(name);

/** JavaScript's truth: here an empty list is true. */
export const isTruthy = (value: Expr): Expr => or(value, ['is', 16, value]);

/** The id that buckets are drawn for; none when it is not truthy. The fallback counts only for those who keep sticky buckets. */
export function unitOf({ hashAttribute, fallbackAttribute, disableStickyBucketing }: Experiment): Expr {
  const unit = idIn(hashAttribute || 'id');
  return fallbackAttribute && !disableStickyBucketing ? ['if', isTruthy(unit), unit, attribute(STICKY), idIn(fallbackAttribute)] : unit;
}

const bucketOf = (hash: Expr, buckets: number): Expr => ['divide', ['modulo', hash, number(buckets)], number(buckets)];

/** How many buckets the line has, `undefined` for a version that does not exist. Version 1 is uneven; it is what running experiments use. */
export const bucketsOf = (version: number): number | undefined => ({ 1: 1000, 2: 10_000 })[version];

/** The unit's place on the bucket line, in [0, 1); `undefined` when there is no such version. */
export function hash(seed: string, unit: Expr, version: number): Expr | undefined {
  if (version === 1) return bucketOf(['fnv1a', ['cat', unit, text(seed)]], 1000);
  if (version === 2) return bucketOf(['fnv1a', ['to_text', ['fnv1a', ['cat', text(seed), unit]]]], 10_000);
  return undefined;
}

/** Whether the bucket is in one of the ranges. Every bucket is at least 0 and below 1. */
export function within(bucket: Expr, ranges: readonly BucketRange[]): Expr {
  const holds = ranges.map(([low, high]) =>
    and(...(low > 0 ? [lessOrEqual(number(low), item())] : []), ...(high < 1 ? [less(item(), number(high))] : [])),
  );
  return ['any', ['list', bucket], or(...holds)];
}

/** Whether the unit is in the namespace's range; namespaces are hashed with version 1, whatever the experiment's. */
export function inNamespace(unit: Expr, [id, low, high]: readonly [string, number, number]): Expr {
  return within(hash(`__${id}`, unit, 1) as Expr, [[low, high]]);
}

/** Whether the filter lets the context in: one without the filter's attribute stays out. */
export function passesFilter({ seed, attribute: name, hashVersion, ranges }: Filter): Expr {
  const unit = idIn(name || 'id');
  const bucket = hash(seed, unit, hashVersion || 2);
  return bucket === undefined ? ['false'] : and(isTruthy(unit), within(bucket, ranges));
}
