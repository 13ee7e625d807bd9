import { type ConditionScope, condition } from './condition.js';
import { and, attribute, type Expr, equals, isNull, less, member, NULL, not, number, or, text } from './exprs.js';
import { type BucketRange, type Experiment, isNumber, isText } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { hash, inNamespace, passesFilter, unitOf } from './hash.js';
import { decidingRanges, getBucketRanges } from './ranges.js';
import { DISABLED, FORCED, QA, QUERY, STICKY } from './reserved.js';
import { targetsUrl } from './url.js';
import { isTruthy } from './values.js';

/** What an experiment is a part of. */
export interface ExperimentPlace {
  readonly draft: FlagDraft;
  readonly key: string;
  readonly scope: ConditionScope;
  readonly ruleId?: string;
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
 */
export function addExperiment(
  experiment: Experiment,
  { draft, key, scope, ruleId = '', leaf, before = [], parents }: ExperimentPlace,
): void {
  const { variations = [], meta = [], filters, namespace, status } = experiment;
  if (variations.length < 2) return;
  const indexes = variations.map((_, i) => [i, i + 1] as const);
  const variants = draft.variantsOf(
    variations,
    variations.map((_, i) => meta[i]?.key || String(i)),
    key,
  );
  const keys = variants.map((variant) => draft.keyOf(variant));
  const passes = (variation: number): boolean => !parents && !!meta[variation]?.passthrough;
  const unit = unitOf(experiment);
  const add = (
    how: 'forced' | 'hashed' | 'sticky',
    when: readonly Expr[],
    choose: Expr,
    ranges: readonly BucketRange[],
    forcedTo?: number,
  ): void => {
    const owned = decidingRanges(ranges, passes).map(
      ([low, high, variation]) => [low, high, forcedTo ?? variants[variation] ?? -1] as const,
    );
    draft.add(
      {
        when: and(...when),
        then: { choose, ranges: owned.filter(([, , variant]) => variant >= 0) },
        ...(how !== 'forced' && { experiment: key, unit: ['to_text', unit], ...versionOf(experiment) }),
      },
      { source: 'experiment', ruleId, experiment, key, how, variants: keys, ...(leaf && { leaf }) },
    );
  };

  const running = [...before, not(attribute(DISABLED))];
  if (parents && experiment.urlPatterns) running.push(targetsUrl(experiment.urlPatterns, scope));
  const asked = member(attribute(QUERY), key);
  const forced: Expr = ['if', less(asked, number(variations.length)), asked, member(attribute(FORCED), key)];
  add('forced', running, forced, indexes);

  // In a feature's rule the status is not the experiment's, and `force` makes it none.
  const hasForce = 'force' in experiment;
  const forcedTo = hasForce ? variants[experiment.force as number] : undefined;
  const isOver = parents && (status === 'draft' || experiment.active === false || (status === 'stopped' && !hasForce));
  if (isOver || (hasForce && forcedTo === undefined)) return;
  const open = [...running, isNull(forced), isTruthy(unit), ...(hasForce ? [] : [not(attribute(QA))])];
  const enrol = (how: 'hashed' | 'sticky', ...rest: [when: readonly Expr[], choose: Expr, ranges: readonly BucketRange[]]): void =>
    add(hasForce ? 'forced' : how, ...rest, forcedTo);

  const bucket = hash(experiment.seed || key, unit, experiment.hashVersion || 1);
  if (!experiment.disableStickyBucketing) {
    const { variation, blocked } = stickyBucket(experiment, key);
    open.push(...blocked);
    if (variation) {
      enrol('sticky', [attribute(STICKY), ...open], ['add', variation, bucket], indexes);
      // Who keeps a variation that passes through is not drawn anew.
      if (indexes.some(([i]) => passes(i))) open.push(isNull(variation));
    }
  }
  // What only those must satisfy who have no sticky bucket. The filters of a feature's rule were asked before.
  if (!filters && namespace) open.push(inNamespace(unit, namespace));
  if (parents && filters) open.push(...filters.map(passesFilter));
  if (experiment.condition) open.push(condition(experiment.condition, scope));
  const ranges = experiment.ranges ?? getBucketRanges(variations.length, experiment.coverage, experiment.weights);
  enrol('hashed', [...open, ...(parents ?? [])], bucket, ranges);
}

/** The index of the variation kept for the unit, null when there is none, and what keeps out those who were in a blocked version. */
function stickyBucket(
  { hashAttribute, fallbackAttribute, bucketVersion = 0, minBucketVersion = 0, meta = [], variations = [] }: Experiment,
  key: string,
): { readonly variation?: Expr; readonly blocked: readonly Expr[] } {
  const names = new Set([hashAttribute || 'id', fallbackAttribute || 'id']);
  const kept = (version: number): Expr => or(...Array.from(names, (name) => member(member(attribute(STICKY), name), `${key}__${version}`)));
  const versions = Array.from({ length: Math.min(Math.ceil(minBucketVersion), MAX_BLOCKED_VERSIONS) }, (_, version) => kept(version));
  const choices = meta
    .slice(0, variations.length)
    .flatMap((one, i) => (one.key === undefined ? [] : [equals(kept(bucketVersion), text(one.key)), number(i)]));
  return {
    blocked: versions.length ? [not(or(...versions))] : [],
    ...(choices.length && { variation: ['if', ...choices, NULL] as const }),
  };
}

function versionOf({ phase }: Experiment): { readonly experimentVersion?: number } {
  const version = isText(phase) ? Number(phase) : phase;
  return isNumber(version) && version >>> 0 === version ? { experimentVersion: version } : {};
}
