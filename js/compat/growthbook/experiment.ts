import { type ConditionScope, condition } from './condition.js';
import { attribute, type Expr, equals, isNull, less, member, NULL, not, number, or, text } from './exprs.js';
import type { BucketRange, Experiment } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { bucketOf, inNamespace, passesFilter, unitOf } from './hash.js';
import { decidingRanges, getBucketRanges } from './ranges.js';
import { DISABLED, FORCED, QA, QUERY, STICKY } from './reserved.js';
import { targetsUrl } from './url.js';
import { isTruthy } from './values.js';

/** What an experiment is a part of. */
export interface ExperimentPlace {
  readonly draft: FlagDraft;
  readonly scope: ConditionScope;
  readonly leaf?: Leaf | undefined;
  /** What has to hold before the experiment is looked at. */
  readonly before?: readonly Expr[];
  /** The prerequisites of an inline experiment, which is targeted by itself. Absent: a rule, in which a variation may pass on to the next. */
  readonly parents?: readonly Expr[];
}

/** More versions than an experiment has been restarted in. */
const MAX_BLOCKED_VERSIONS = 100;

/**
 * Adds the rules that decide an experiment of at least two variations, the first that applies: a forced variation, a sticky bucket, the
 * bucket of the unit.
 *
 * @param experiment with its key, or that of the feature
 */
export function addExperiment(experiment: Experiment, { draft, scope, leaf, before = [], parents }: ExperimentPlace): void {
  const { key = '', variations = [], meta = [], filters, namespace, status } = experiment;
  if (variations.length < 2) return;
  const indexes = variations.map((_, i) => [i, i + 1] as const);
  const variants = draft.variantsOf(experiment);
  const passes = (variation: number): boolean => !parents && !!meta[variation]?.passthrough;
  const unit = unitOf(experiment);
  // In a feature's rule the status is not the experiment's, and `force` makes it none.
  const hasForce = 'force' in experiment;
  const forcedTo = variants[experiment.force as number];
  const add = (how: 'forced' | 'hashed' | 'sticky', when: readonly Expr[], choose: Expr, ranges: readonly BucketRange[]): void => {
    const isForced = how === 'forced';
    const variantOf = (variation: number): number | undefined =>
      passes(variation) ? undefined : ((isForced ? undefined : forcedTo) ?? variants[variation]);
    const version = Number(experiment.phase);
    draft.add(
      when,
      { choose, ranges: decidingRanges(ranges, variantOf) },
      { source: 'experiment', rule: experiment, how: hasForce ? 'forced' : how, variants, leaf },
      isForced || hasForce
        ? {}
        : { experiment: key, unit: ['to_text', unit], ...(version >>> 0 === version && { experimentVersion: version }) },
    );
  };

  const running = [...before, not(attribute(DISABLED))];
  if (parents && experiment.urlPatterns) running.push(targetsUrl(experiment.urlPatterns, scope));
  const asked = member(attribute(QUERY), key);
  const forced: Expr = ['if', less(asked, number(variations.length)), asked, member(attribute(FORCED), key)];
  add('forced', running, forced, indexes);

  const isOver = parents && (status === 'draft' || experiment.active === false || (status === 'stopped' && !hasForce));
  if (isOver || (hasForce && forcedTo === undefined)) return;
  const open = [...running, isNull(forced), isTruthy(unit), ...(hasForce ? [] : [not(attribute(QA))])];
  const bucket = bucketOf(experiment, key, unit);
  if (!experiment.disableStickyBucketing) {
    const { variation, blocked } = stickyBucket(experiment);
    open.push(...blocked.map(not));
    if (variation) {
      add('sticky', [attribute(STICKY), ...open], ['add', variation, bucket], indexes);
      // Who keeps a variation that passes through is not drawn anew.
      if (indexes.some(([i]) => passes(i))) open.push(isNull(variation));
    }
  }
  // What only those must satisfy who have no sticky bucket. The filters of a feature's rule were asked before.
  if (!filters && namespace) open.push(inNamespace(unit, namespace));
  if (parents && filters) open.push(...filters.map(passesFilter));
  if (experiment.condition) open.push(condition(experiment.condition, scope));
  const ranges = experiment.ranges ?? getBucketRanges(variations.length, experiment.coverage, experiment.weights);
  add('hashed', [...open, ...(parents ?? [])], bucket, ranges);
}

/** The index of the variation kept for the unit, null when there is none, and what those have who were in a blocked version. */
function stickyBucket({ key, hashAttribute, fallbackAttribute, bucketVersion = 0, minBucketVersion = 0, meta = [] }: Experiment): {
  readonly variation: Expr | undefined;
  readonly blocked: readonly Expr[];
} {
  const names = new Set([hashAttribute || 'id', fallbackAttribute || 'id']);
  const kept = (version: number): Expr => or(...Array.from(names, (name) => member(member(attribute(STICKY), name), `${key}__${version}`)));
  const choices = meta.flatMap((one, i) => (one.key === undefined ? [] : [equals(kept(bucketVersion), text(one.key)), number(i)]));
  return {
    variation: choices.length ? ['if', ...choices, NULL] : undefined,
    blocked: Array.from({ length: Math.min(Math.ceil(minBucketVersion), MAX_BLOCKED_VERSIONS) }, (_, version) => kept(version)),
  };
}
