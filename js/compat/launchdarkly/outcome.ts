import { and, isNull, not } from '../../compile/program/expr.js';
import type { Expr, ProgramReason, ProgramRule } from '../../compile/program/program.js';
import { contextOf, keyOf } from './attribute-reference.js';
import { bucketBy, bucketOf, saltedKey, WHOLE } from './bucket.js';
import { type Fields, fieldsOf, isGiven, listOf } from './json.js';

/** The flag that rules are made for. */
export interface FlagScope {
  /** What answers it. */
  readonly name: string;
  /** What the vendor hashes. */
  readonly key: string;
  readonly flag: Fields;
  readonly variations: number;
}

type Range = readonly [low: number, high: number, variant: number];

/** Beyond every bucket. */
const END = 2;

const isVariation = (index: unknown, { variations }: FlagScope): index is number =>
  Number.isInteger(index) && (index as number) >= 0 && (index as number) < variations;

const ruleOf = (id: string, when: Expr | undefined, then: ProgramRule['then'], reason?: ProgramReason): ProgramRule => ({
  id,
  then,
  ...(when && { when }),
  ...(reason && { reason }),
});

/** The variation when it exists; MALFORMED_FLAG when it does not. */
export const serveRule = (scope: FlagScope, id: string, when: Expr | undefined, index: unknown, reason?: ProgramReason): ProgramRule =>
  ruleOf(id, when, isVariation(index, scope) ? { serve: index } : { fail: 'PARSE_ERROR' }, reason);

/** The off variation, which need not be there: then the reader's default. */
export const offRule = (scope: FlagScope, id: string, when: Expr | undefined): ProgramRule =>
  typeof scope.flag['offVariation'] === 'number'
    ? serveRule(scope, id, when, scope.flag['offVariation'], 'DISABLED')
    : ruleOf(id, when, { serve: -1 }, 'DISABLED');

/** What a rule or the fallthrough gives: a variation, or one per bucket. An id of a tracked part of an experiment ends with `EXPERIMENT`. */
export function outcomeRules(scope: FlagScope, id: string, when: Expr | undefined, outcome: Fields, reason?: ProgramReason): ProgramRule[] {
  const { variation } = outcome;
  if (isGiven(variation)) return [serveRule(scope, id, when, variation, reason)];
  const rollout = fieldsOf(outcome['rollout']);
  const isExperiment = rollout['kind'] === 'experiment';
  const kind = rollout['contextKind'];
  const value = isExperiment ? keyOf(kind) : bucketBy(rollout['bucketBy'], kind);
  const buckets = listOf(rollout['variations']).map(fieldsOf);
  const malformed = ruleOf(id, when, { fail: 'PARSE_ERROR' });
  if (value === undefined || buckets.length === 0) return [malformed];

  const seed = Number(rollout['seed']);
  const choose = bucketOf(value, seed ? String(seed) : saltedKey(scope.key, scope.flag));
  const ranges = rangesOf(buckets).filter(([, , i]) => isVariation(buckets[i]?.['variation'], scope));
  const toVariants = (part: readonly Range[]): Range[] => part.map(([low, high, i]) => [low, high, buckets[i]?.['variation'] as number]);
  const rules: ProgramRule[] = [ruleOf(id, when, { choose, ranges: toVariants(ranges) }), malformed];
  const tracked = isExperiment ? ranges.filter(([, , i]) => !buckets[i]?.['untracked']) : [];
  if (tracked.length > 0) rules.unshift(experimentRule(scope, id, when, { choose, ranges: toVariants(tracked) }, kind));
  return ranges.length === buckets.length ? rules.slice(0, -1) : rules;
}

/** Behind the id of a rule: its answer is part of an experiment. */
export const EXPERIMENT = ':experiment';

/** A context of another kind gets a variation too, but is not in the experiment. */
function experimentRule(
  { name, flag }: FlagScope,
  id: string,
  when: Expr | undefined,
  then: ProgramRule['then'],
  kind: unknown,
): ProgramRule {
  const isThere = not(isNull(contextOf(kind)));
  const { version } = flag;
  return {
    ...ruleOf(`${id}${EXPERIMENT}`, when === undefined ? isThere : and(when, isThere), then),
    experiment: name,
    unit: keyOf(kind),
    ...(Number.isInteger(version) && (version as number) >= 0 && (version as number) < 2 ** 32 && { experimentVersion: version as number }),
  };
}

/** The buckets' parts of [0, 1] with their indexes. The last takes what is left; one that comes after all is given away is empty. */
function rangesOf(buckets: readonly Fields[]): Range[] {
  let sum = 0;
  let low = 0;
  return buckets.map(({ weight }, i) => {
    sum += typeof weight === 'number' ? weight / WHOLE : 0;
    const high = i === buckets.length - 1 ? END : Math.max(low, sum);
    const range: Range = [low, high, i];
    low = high;
    return range;
  });
}
