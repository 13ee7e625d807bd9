import { and, attribute, type Expr, isNull, item, less, lessOrEqual, NULL, number, or, text } from './exprs.js';
import type { BucketRange, Experiment, Filter } from './fields.js';
import { STICKY } from './reserved.js';
import { atPath, isTruthy } from './values.js';

/** The value that units are told apart by: the attribute of that name, else what is at the name as a path. */
function idIn(named: string | null | undefined): Expr {
  const name = named || 'id';
  const own = attribute(name);
  return name.includes('.') ? ['if', isNull(own), atPath(name), own] : own;
}

/** The id that buckets are drawn for; none when it is not truthy. The fallback counts only for those who keep sticky buckets. */
export function unitOf({ hashAttribute, fallbackAttribute, disableStickyBucketing }: Experiment): Expr {
  const unit = idIn(hashAttribute);
  return fallbackAttribute && !disableStickyBucketing ? ['if', isTruthy(unit), unit, attribute(STICKY), idIn(fallbackAttribute)] : unit;
}

const share = (hashed: Expr, buckets: number): Expr => ['divide', ['modulo', ['fnv1a', hashed], number(buckets)], number(buckets)];

/**
 * The unit's place on the bucket line, in [0, 1); null for a version that does not exist. Version 1 is uneven; it is what running
 * experiments use.
 */
export function hash(seed: string, unit: Expr, version: number): Expr {
  if (version === 1) return share(['cat', unit, text(seed)], 1000);
  return version === 2 ? share(['to_text', ['fnv1a', ['cat', text(seed), unit]]], BUCKETS) : NULL;
}

/** The unit's place on the bucket line of an experiment or a rollout. */
export const bucketOf = ({ seed, hashVersion }: Experiment, key: string, unit: Expr): Expr => hash(seed || key, unit, hashVersion || 1);

/** How many buckets the line has; those of version 1 are ten of them each. */
export const BUCKETS = 10_000;

/** Whether the bucket is in one of the ranges. */
export const within = (bucket: Expr, ranges: readonly BucketRange[]): Expr => [
  'any',
  ['list', bucket],
  or(...ranges.map(([low, high]) => and(lessOrEqual(number(low), item()), less(item(), number(high))))),
];

/** Whether the unit is in the namespace's range; namespaces are hashed with version 1, whatever the experiment's. */
export const inNamespace = (unit: Expr, [id, ...range]: readonly [string, number, number]): Expr =>
  within(hash(`__${id}`, unit, 1), [range]);

/** Whether the filter lets the context in: one without the filter's attribute stays out. */
export function passesFilter({ seed, attribute: name, hashVersion, ranges }: Filter): Expr {
  const unit = idIn(name);
  return and(isTruthy(unit), within(hash(seed, unit, hashVersion || 2), ranges));
}
