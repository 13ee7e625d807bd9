import { type ConditionScope, condition } from './condition.js';
import { addExperiment } from './experiment.js';
import { type Expr, equals, FALSE, item, lessOrEqual, NULL, not, number } from './exprs.js';
import { type Experiment, type Fields, isNumber, isNumbers, isObject, own } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { bucketOf, passesFilter, unitOf, within } from './hash.js';
import { getEqualWeights } from './ranges.js';
import { isTruthy } from './values.js';

/** What rules refer to beyond conditions. */
export interface FeatureScope extends ConditionScope {
  readonly contextualBandits: Fields;
  /** The value that a feature has for the context; null for one that does not exist. */
  readonly featureValue: (feature: string) => Expr;
}

/** Adds what one rule of a feature decides. */
export function addRule(rule: Experiment, draft: FlagDraft, scope: FeatureScope): void {
  const { parentConditions = [], variations = [], contextualVariations = variations, filters = [] } = rule;
  const parents = prerequisites(rule, scope);
  for (const [i, { gate }] of parentConditions.entries()) {
    if (gate) draft.add([...parents.slice(0, i), not(parents[i] as Expr)], { serve: -1 }, { source: 'prerequisite' });
  }
  const before = [...parents, ...filters.map(passesFilter)];
  if ('force' in rule) {
    if (rule.condition) before.push(condition(rule.condition, scope));
    draft.add([...before, ...rollout(rule, draft.key)], { serve: draft.variantOf(rule.force) }, { source: 'force', rule });
  } else {
    const experiment = { ...rule, key: rule.key || draft.key, variations: contextualVariations };
    for (const { holds, leaf, ...weights } of leavesOf(experiment, scope)) {
      addExperiment({ ...experiment, ...weights }, { draft, scope, before: [...holds, ...before], leaf });
    }
  }
  // A prerequisite that leads back here is an error even where the rule would decide nothing.
  if (parents.length) draft.add(parents, { choose: NULL, ranges: [] }, { source: 'prerequisite' });
}

/** Whether values of other features satisfy conditions. Asking for one is what makes a cycle, even if the condition asks nothing. */
export const prerequisites = ({ parentConditions = [] }: Experiment, scope: FeatureScope): readonly Expr[] =>
  parentConditions.map(({ id, condition: all = {} }) => [
    'any',
    ['list', ['object', ['value'], scope.featureValue(id)]],
    condition(all, scope, item()),
  ]);

/** Whether the unit is among those that a forced value is rolled out to. */
function rollout(rule: Experiment, feature: string): readonly Expr[] {
  const { range, coverage } = rule;
  const unit = unitOf(rule);
  const bucket = bucketOf(rule, feature, unit);
  if (range) return [isTruthy(unit), within(bucket, [range])];
  if (coverage) return [isTruthy(unit), lessOrEqual(bucket, number(coverage))];
  return coverage === 0 ? [FALSE] : [];
}

interface WeightedLeaf {
  /** Whether the context is in the leaf. */
  readonly holds: readonly Expr[];
  readonly weights?: readonly number[];
  readonly leaf?: Leaf;
}

/** The leaves of the rule's bandit: the first whose condition holds gives the weights; behind them, who is in none keeps the rule's. */
function leavesOf({ contextualBanditRef: ref = '', weights, variations = [] }: Experiment, scope: FeatureScope): readonly WeightedLeaf[] {
  const bandit = own(scope.contextualBandits, ref);
  if (!isObject(bandit)) return [{ holds: [] }];
  const { contexts, banditVersion } = bandit;
  const usable = (Array.isArray(contexts) ? contexts : []).filter((context): context is Fields & { readonly weights: number[] } => {
    const isUsable = isObject(context) && isNumber(context.leafId) && isNumbers(context.weights);
    if (!isUsable) scope.report(`a leaf of ${ref} is malformed`);
    return isUsable;
  });
  const name = `leaf of ${ref}`;
  const choices = usable.flatMap((context, i) => [condition(context.condition ?? {}, scope), number(i)]);
  scope.shared.set(name, ['if', ...choices, number(usable.length)]);
  const leaves = [...usable, { leafId: -1, weights: weights ?? getEqualWeights(variations.length) }];
  return leaves.map(({ leafId, weights }, i) => ({
    holds: [equals(['call', name], number(i))],
    leaf: { leafId, variationWeights: weights, ...(banditVersion != null && { banditVersion }) },
    ...(i < usable.length && { weights }),
  }));
}
