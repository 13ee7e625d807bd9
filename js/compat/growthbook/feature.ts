import { type ConditionScope, condition } from './condition.js';
import { addExperiment } from './experiment.js';
import { and, type Expr, equals, FALSE, item, lessOrEqual, NULL, not, number } from './exprs.js';
import { type Experiment, type Fields, isNumber, isNumbers, isObject, own, type ParentCondition } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { hash, passesFilter, unitOf, within } from './hash.js';
import { getEqualWeights } from './ranges.js';
import { isTruthy } from './values.js';

/** What rules refer to beyond conditions. */
export interface FeatureScope extends ConditionScope {
  readonly contextualBandits: Fields;
  /** The value that a feature has for the context; null for one that does not exist. */
  readonly featureValue: (feature: string) => Expr;
}

/** Adds what one rule of a feature decides. */
export function addRule(rule: Experiment, feature: string, draft: FlagDraft, scope: FeatureScope): void {
  const { id: ruleId = '', parentConditions = [], variations = [], contextualVariations = variations } = rule;
  const parents = parentConditions.map((parent) => prerequisite(parent, scope));
  for (const [i, { gate }] of parentConditions.entries()) {
    const closed = and(...parents.slice(0, i), not(parents[i] as Expr));
    if (gate) draft.add({ when: closed, then: { serve: -1 } }, { source: 'prerequisite' });
  }
  const before = [...parents, ...(rule.filters ?? []).map(passesFilter)];
  if ('force' in rule) {
    if (rule.condition) before.push(condition(rule.condition, scope));
    draft.add(
      { when: and(...before, ...rollout(rule, feature)), then: { serve: draft.variantOf(rule.force) } },
      { source: 'force', ruleId },
    );
  } else {
    for (const { holds, leaf, ...weights } of leavesOf(rule, contextualVariations.length, scope)) {
      addExperiment(
        { ...rule, variations: contextualVariations, ...weights },
        { draft, key: rule.key || feature, ruleId, scope, before: [...holds, ...before], leaf },
      );
    }
  }
  // A prerequisite that leads back here is an error even where the rule would decide nothing.
  if (parents.length) draft.add({ when: and(...parents), then: { choose: NULL, ranges: [] } }, { source: 'prerequisite' });
}

/** Whether the value of another feature satisfies a condition. Asking for it is what makes a cycle, even if the condition asks nothing. */
export const prerequisite = ({ id, condition: all = {} }: ParentCondition, scope: FeatureScope): Expr => [
  'any',
  ['list', ['object', ['value'], scope.featureValue(id)]],
  condition(all, scope, item()),
];

/** Whether the unit is among those that a forced value is rolled out to. */
function rollout(rule: Experiment, feature: string): readonly Expr[] {
  const { range, coverage = 1 } = rule;
  if (!range && !('coverage' in rule)) return [];
  const unit = unitOf(rule);
  const bucket = hash(rule.seed || feature, unit, rule.hashVersion || 1);
  if (!range && !coverage) return [FALSE];
  return [isTruthy(unit), range ? within(bucket, [range]) : lessOrEqual(bucket, number(coverage))];
}

interface WeightedLeaf {
  /** Whether the context is in the leaf. */
  readonly holds: readonly Expr[];
  readonly weights?: readonly number[];
  readonly leaf?: Leaf;
}

/** The leaves of the rule's bandit: the first whose condition holds gives the weights; behind them, who is in none keeps the rule's. */
function leavesOf(
  { contextualBanditRef: ref = '', weights }: Experiment,
  variations: number,
  scope: FeatureScope,
): readonly WeightedLeaf[] {
  const bandit = own(scope.contextualBandits, ref);
  if (!isObject(bandit)) return [{ holds: [] }];
  const { contexts, banditVersion } = bandit;
  const usable = (Array.isArray(contexts) ? contexts : []).filter((context): context is Fields & { readonly weights: number[] } => {
    const isUsable = isObject(context) && isNumber(context.leafId) && isNumbers(context.weights);
    if (!isUsable) scope.report(`a context of the contextual bandit ${ref} is malformed`);
    return isUsable;
  });
  const name = `leaf of ${ref}`;
  const choices = usable.flatMap((context, i) => [condition(context.condition ?? {}, scope), number(i)]);
  scope.shared.set(name, ['if', ...choices, number(usable.length)]);
  const leaves = [...usable, { leafId: -1, weights: weights ?? getEqualWeights(variations) }];
  return leaves.map(({ leafId, weights }, i) => ({
    holds: [equals(['call', name], number(i))],
    leaf: { leafId, variationWeights: weights, ...(banditVersion != null && { banditVersion }) },
    ...(i < usable.length && { weights }),
  }));
}
