import { and, attribute, equals, isNull, less, member, NULL, not, number, or, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { type ConditionScope, condition } from './condition.js';
import type { BucketRange, Experiment } from './fields.js';
import type { FlagDraft, Leaf } from './flag-draft.js';
import { hash, inNamespace, isTruthy, passesFilter, unitOf } from './hash.js';
import { decidingRanges, getBucketRanges } from './ranges.js';
import { DISABLED, FORCED, QA, QUERY, STICKY } from './reserved.js';
import { targetsUrl } from './url.js';

/** What an experiment is a part of. */
export interface ExperimentPlace {
  readonly draft: FlagDraft;
  readonly key: string;
  readonly ruleId: string;
  readonly leaf?: Leaf;
  /** What has to hold before the experiment is looked at. */
  readonly before: readonly Expr[];
  readonly scope: ConditionScope;
  /** `true`: a rule of a feature, in which a variation may pass through to the next rule. An inline experiment is targeted by itself. */
  readonly isRule: boolean;
  /** Prerequisites of an inline experiment. */
  readonly parents: readonly Expr[];
}

/** More versions than an experiment has been restarted in. */
const MAX_BLOCKED_VERSIONS = 100;

/**
 * Adds the rules that decide an experiment of at least two variations, the first that applies: a forced variation, a sticky bucket, the
 * bucket of the unit.
 */
export function addExperiment(experiment: Experiment, place: ExperimentPlace): void {
  const { draft, key, scope, isRule } = place;
  const { variations = [], meta = [], status, active } = experiment;
  if (variations.length < 2) return;
  const keys = variations.map((_, i) => meta[i]?.key || String(i));
  const variants = draft.variantsOf(variations, keys, key);
  const passes = (variation: number): boolean => isRule && meta[variation]?.passthrough === true;
  const add = (
    how: 'forced' | 'hashed' | 'sticky',
    when: readonly Expr[],
    what: Expr,
    ranges: readonly BucketRange[],
    served = variants,
  ): void => {
    const owned = decidingRanges(ranges, passes).filter(([, , variation]) => served[variation] !== undefined);
    const then = { choose: what, ranges: owned.map(([low, high, variation]) => [low, high, served[variation] as number] as const) };
    const exposure = how === 'forced' ? {} : exposureOf(key, unit, experiment);
    draft.add(
      { when: and(...when), then, ...exposure },
      { source: 'experiment', ruleId: place.ruleId, experiment, key, how, variants, ...(place.leaf && { leaf: place.leaf }) },
    );
  };
  const indexes = variations.map((_, i) => [i, i + 1] as const);
  const unit = unitOf(experiment);

  const running = [...place.before, not(attribute(DISABLED))];
  if (!isRule && experiment.urlPatterns) running.push(targetsUrl(experiment.urlPatterns, scope));
  const asked = member(attribute(QUERY), key);
  const forced: Expr = ['if', less(asked, number(variations.length)), asked, member(attribute(FORCED), key)];
  add('forced', [or(attribute(QUERY), attribute(FORCED)), ...running], forced, indexes);

  // In a feature's rule `force` and the status are not the experiment's.
  const hasForce = !isRule && 'force' in experiment;
  const forcedTo = hasForce ? variants[experiment.force as number] : undefined;
  const isOver = !isRule && (status === 'draft' || active === false || (status === 'stopped' && !hasForce));
  const bucket = hash(experiment.seed || key, unit, experiment.hashVersion || 1);
  if (isOver || bucket === undefined || (hasForce && forcedTo === undefined)) return;
  const enrol = (how: 'hashed' | 'sticky', when: readonly Expr[], what: Expr, ranges: readonly BucketRange[]): void =>
    forcedTo === undefined
      ? add(how, [...when, not(attribute(QA))], what, ranges)
      : add(
          'forced',
          when,
          what,
          ranges,
          ranges.map(() => forcedTo),
        );

  const open = [...running, isNull(forced), isTruthy(unit)];
  if (!experiment.disableStickyBucketing) {
    const { variation, blocked } = stickyBucket(experiment, key, keys.length);
    open.push(...blocked);
    if (variation !== undefined) {
      enrol('sticky', [attribute(STICKY), ...open], ['add', variation, bucket], indexes);
      // Who keeps a variation that passes through is not drawn anew.
      if (meta.some((_, i) => passes(i))) open.push(or(not(attribute(STICKY)), isNull(variation)));
    }
  }
  const ranges = experiment.ranges ?? getBucketRanges(variations.length, experiment.coverage, experiment.weights);
  enrol('hashed', [...open, ...targeting(experiment, unit, place)], bucket, ranges);
}

/** What only those must satisfy who have no sticky bucket. The filters of a feature's rule are asked before the experiment. */
function targeting(
  { filters, namespace, condition: all }: Experiment,
  unit: Expr,
  { isRule, scope, parents }: ExperimentPlace,
): readonly Expr[] {
  const own: Expr[] = [];
  if (filters !== undefined) own.push(...(isRule ? [] : filters.map(passesFilter)));
  else if (namespace !== undefined) own.push(inNamespace(unit, namespace));
  if (all !== undefined) own.push(condition(undefined, all, scope));
  return [...own, ...parents];
}

/** The index of the variation kept for the unit, null when there is none, and what keeps out those who were in a blocked version. */
function stickyBucket(
  experiment: Experiment,
  key: string,
  variations: number,
): { readonly variation?: Expr; readonly blocked: readonly Expr[] } {
  const { hashAttribute, fallbackAttribute, bucketVersion, minBucketVersion = 0, meta = [] } = experiment;
  const names = new Set([hashAttribute || 'id', fallbackAttribute || 'id']);
  const kept = (version: number): Expr => or(...Array.from(names, (name) => member(member(attribute(STICKY), name), `${key}__${version}`)));
  const versions = Array.from({ length: Math.min(Math.max(0, Math.ceil(minBucketVersion)), MAX_BLOCKED_VERSIONS) }, (_, version) =>
    kept(version),
  );
  const blocked = versions.length === 0 ? [] : [or(not(attribute(STICKY)), not(or(...versions)))];
  const choices = meta
    .slice(0, variations)
    .flatMap((one, i) => (one.key === undefined ? [] : [equals(kept(bucketVersion ?? 0), text(one.key)), number(i)]));
  return choices.length === 0 ? { blocked } : { variation: ['if', ...choices, NULL], blocked };
}

function exposureOf(key: string, unit: Expr, { phase }: Experiment): { experiment: string; unit: Expr; experimentVersion?: number } {
  const version = typeof phase === 'string' || typeof phase === 'number' ? Number(phase) : Number.NaN;
  const isVersion = Number.isInteger(version) && version >= 0 && version <= 0xffffffff;
  return { experiment: key, unit: ['to_text', unit], ...(isVersion ? { experimentVersion: version } : {}) };
}
