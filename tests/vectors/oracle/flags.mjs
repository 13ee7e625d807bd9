// Evaluates a datafile, as people write it, for a context: the rules of js/compile/datafile.ts, core/assay/targeting/condition.h (table of
// operators), core/assay/evaluation/{flag,unit_id,reason}.h and core/decisions/bucketing.md, read from those pages and not from the code.

import { bucketOf, unitHash32 } from './bucketing.mjs';
import { compareText } from './compare-text.mjs';
import { compareVersions, parseVersion } from './semver.mjs';
import { isWellFormedFlag } from './well-formed-flag.mjs';

const PPM = 1_000_000;
const ppm = (share) => Math.round(share * PPM);

/** What a value of a vector's context stands for: JSON has no NaN, no infinities and no -0. */
export const contextValue = (value) => (typeof value === 'object' ? Number(value.number) : value);

/** `{ variant?, reason, errorCode?, rule? }` by flag. */
export function evaluateAll(datafile, context) {
  const attributes = new Map(Object.entries(context).map(([name, value]) => [name, contextValue(value)]));
  return Object.fromEntries(Object.entries(datafile.flags).map(([key, flag]) => [key, evaluate(datafile, key, flag, attributes)]));
}

function evaluate(datafile, key, flag, attributes) {
  if (!isWellFormedFlag(key, flag, datafile.layers ?? {})) return { reason: 'ERROR', errorCode: 'PARSE_ERROR' };
  if (flag.enabled === false) return { variant: flag.default, reason: 'DISABLED' };
  const rules = flag.rules ?? [];
  if (rules.length === 0) return { variant: flag.default, reason: 'STATIC' };
  for (const [i, rule] of rules.entries()) {
    const holds = Object.entries(rule.when ?? {}).every(([name, condition]) => attributeSatisfies(attributes.get(name), condition));
    if (!holds) continue;
    const id = rule.id ?? String(i);
    if (rule.serve !== undefined) return { variant: rule.serve, reason: 'TARGETING_MATCH', rule: id };
    const unit = unitOf(attributes.get(rule.split.unit ?? 'user'));
    if (unit.errorCode !== undefined) return { reason: 'ERROR', errorCode: unit.errorCode, rule: id };
    const variant = divide(datafile, key, rule.split, unit.id);
    if (variant !== undefined) return { variant, reason: 'SPLIT', rule: id };
  }
  return { variant: flag.default, reason: 'DEFAULT' };
}

function unitOf(value) {
  if (value === undefined || value === '') return { errorCode: 'TARGETING_KEY_MISSING' };
  if (typeof value === 'string') return { id: value };
  if (typeof value === 'number' && Number.isSafeInteger(value)) return { id: String(BigInt(value)) };
  return { errorCode: 'INVALID_CONTEXT' };
}

function divide(datafile, key, split, unit) {
  const salt = split.salt ?? split.experiment ?? key;
  if (split.layer !== undefined) {
    const [start, end] = split.range ?? [0, 1];
    const place = bucketOf(unitHash32('layer', datafile.layers[split.layer].salt ?? split.layer, unit), PPM);
    if (place < ppm(start) || place >= ppm(end)) return undefined;
  }
  if (bucketOf(unitHash32('coverage', salt, unit), PPM) >= ppm(split.coverage ?? 1)) return undefined;
  const weights = Object.entries(split.weights);
  const bucket = bucketOf(
    unitHash32('variant', salt, unit),
    weights.reduce((sum, [, weight]) => sum + weight, 0),
  );
  let end = 0;
  return weights.find(([, weight]) => bucket < (end += weight))[0];
}

/** Whether an attribute (undefined: missing) satisfies a condition: a bare value or an object of operators, all of which must hold. */
function attributeSatisfies(value, condition) {
  const operators = typeof condition === 'object' ? condition : { equals: condition };
  return Object.entries(operators).every(([name, operand]) => OPERATORS[name](value, operand));
}

// Strict equality is the table's: no conversion, -0 equals 0, NaN equals nothing.
const isIn = (value, operands) => operands.some((operand) => value === operand);

function order(value, operand, holds) {
  if (typeof value !== typeof operand || typeof value === 'boolean' || Number.isNaN(value)) return false;
  return holds(typeof value === 'string' ? compareText(value, operand) : value < operand ? -1 : value > operand ? 1 : 0);
}

function semver(value, operand, holds) {
  const version = typeof value === 'string' ? parseVersion(value) : undefined;
  return version !== undefined && holds(compareVersions(version, parseVersion(operand)));
}

const OPERATORS = {
  equals: (value, operand) => isIn(value, [operand]),
  not_equals: (value, operand) => !isIn(value, [operand]),
  in: isIn,
  not_in: (value, operands) => !isIn(value, operands),
  gt: (value, operand) => order(value, operand, (sign) => sign > 0),
  gte: (value, operand) => order(value, operand, (sign) => sign >= 0),
  lt: (value, operand) => order(value, operand, (sign) => sign < 0),
  lte: (value, operand) => order(value, operand, (sign) => sign <= 0),
  exists: (value, wanted) => (value !== undefined) === wanted,
  semver_gt: (value, operand) => semver(value, operand, (sign) => sign > 0),
  semver_gte: (value, operand) => semver(value, operand, (sign) => sign >= 0),
  semver_lt: (value, operand) => semver(value, operand, (sign) => sign < 0),
  semver_lte: (value, operand) => semver(value, operand, (sign) => sign <= 0),
  semver_equals: (value, operand) => semver(value, operand, (sign) => sign === 0),
};
