import { and, equals, FALSE, item, lessOrEqual, NULL, not, number } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type ConditionScope, condition } from './condition.js';
import { addExperiment } from './experiment.js';
import { type Experiment, type Fields, isNumber, isNumbers, isObject, type ParentCondition } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { hash, isTruthy, passesFilter, unitOf, within } from './hash.js';
import { getEqualWeights } from './ranges.js';

/** What rules refer to beyond conditions. */
export interface FeatureScope extends ConditionScope {
  readonly contextualBandits: Fields;
  /** The value that a feature has for the context; null for one that does not exist. */
  readonly featureValue: (feature: string) => Expr;
}

/** Adds what one rule of a feature decides. */
export function addRule(rule: Experiment, feature: string, draft: FlagDraft, scope: FeatureScope): void {
  const { id: ruleId = '', parentConditions = [] } = rule;
  const parents = parentConditions.map((parent) => prerequisite(parent, scope));
  for (const [i, { gate }] of parentConditions.entries()) {
    const closed = and(...parents.slice(0, i), not(parents[i] as Expr));
    if (gate) draft.add({ when: closed, then: { serve: -1 } }, { source: 'prerequisite' });
  }
  const before = [...parents, ...(rule.filters ?? []).map(passesFilter)];
  const key = rule.key || feature;
  const variations = rule.contextualVariations ?? rule.variations ?? [];
  if ('force' in rule) {
    if (rule.condition !== undefined) before.push(condition(undefined, rule.condition, scope));
    draft.add(
      { when: and(...before, ...rollout(rule, feature)), then: { serve: draft.variantOf(rule.force) } },
      { source: 'force', ruleId },
    );
  } else {
    for (const { holds, weights, leaf } of leavesOf(rule, variations.length, scope)) {
      const experiment = { ...rule, variations, ...(weights && { weights }) };
      const place = { draft, key, ruleId, scope, isRule: true, parents: [], before: [...holds, ...before], ...(leaf && { leaf }) };
      addExperiment(experiment, place);
    }
  }
  // A prerequisite that leads back here is an error even where the rule would decide nothing.
  if (parents.length > 0) draft.add({ when: and(...parents), then: { choose: NULL, ranges: [] } }, { source: 'prerequisite' });
}

/** Whether the value of another feature satisfies a condition. Asking for it is what makes a cycle, even if the condition asks nothing. */
export function prerequisite({ id, condition: all = {} }: ParentCondition, scope: FeatureScope): Expr {
  return ['any', ['list', ['object', ['value'], scope.featureValue(id)]], condition(item(), all, scope)];
}

/** Whether the unit is among those that a forced value is rolled out to. */
function rollout(rule: Experiment, feature: string): readonly Expr[] {
  const { range, coverage } = rule;
  if (range === undefined && coverage === undefined) return [];
  const unit = unitOf(rule);
  const bucket = hash(rule.seed || feature, unit, rule.hashVersion || 1);
  if (bucket === undefined || (range === undefined && coverage === 0)) return [FALSE];
  return [isTruthy(unit), range === undefined ? lessOrEqual(bucket, number(coverage as number)) : within(bucket, [range])];
}

interface WeightedLeaf {
  /** Whether the context is in the leaf. */
  readonly holds: readonly Expr[];
  readonly weights?: readonly number[];
  readonly leaf?: Leaf;
}

/** The leaves of the rule's bandit: the first whose condition holds gives the weights; behind them, who is in none keeps the rule's. */
function leavesOf(rule: Experiment, variations: number, scope: FeatureScope): readonly WeightedLeaf[] {
  const { contextualBanditRef: ref = '' } = rule;
  const bandit = Object.hasOwn(scope.contextualBandits, ref) ? scope.contextualBandits[ref] : undefined;
  if (!isObject(bandit)) return [{ holds: [] }];
  const contexts = (Array.isArray(bandit.contexts) ? bandit.contexts : []).filter((context): context is Fields & { weights: number[] } => {
    const isUsable = isObject(context) && isNumber(context.leafId) && isNumbers(context.weights);
    if (!isUsable) scope.report(`a context of the contextual bandit ${JSON.stringify(ref)} is malformed`);
    return isUsable;
  });
  const name = `leaf of ${ref}`;
  const conditions = contexts.flatMap((context, i): Expr[] => [condition(undefined, context.condition ?? {}, scope), number(i)]);
  scope.shared.set(name, ['if', ...conditions, number(contexts.length)]);
  const leafOf = (i: number, leafId: unknown, variationWeights: readonly number[]) => ({
    holds: [equals(['call', name], number(i))],
    leaf: { leafId, variationWeights, ...(bandit.banditVersion != null && { banditVersion: bandit.banditVersion }) },
  });
  return [
    ...contexts.map(({ leafId, weights }, i) => ({ ...leafOf(i, leafId, weights), weights })),
    leafOf(contexts.length, -1, rule.weights ?? getEqualWeights(variations)),
  ];
}
