import type { Interval, Stats } from '../stats/index.js';
import { agreeing, armEstimate, armInterval, type Comparison, compareArms } from './compare.js';
import { type Decision, decide } from './decide.js';
import type { Definition, Metric } from './definition.js';
import { type ArmTally, emptyArm, type MetricTally, type Tally } from './tallies.js';

export interface ArmValue {
  readonly arm: string;
  /** Users with a value. */
  readonly users: number;
  readonly missing: number;
  readonly capped: number;
  readonly value: number | undefined;
  /** For one look, at 1 - alpha. */
  readonly interval: Interval | undefined;
}

export interface ArmEffect extends Comparison {
  readonly arm: string;
  /** The interval, corrected for the family's comparisons, does not hold 0. */
  readonly isDifferent: boolean;
}

export interface MetricCard {
  readonly metric: string;
  readonly role: Metric['role'];
  readonly arms: readonly ArmValue[];
  readonly effects: readonly ArmEffect[];
}

export interface SampleRatio {
  /** Of users by arm; valid at all looks with a sequential rule. Of segments: after Holm's correction. */
  readonly p: number | undefined;
}

/** Whether an effect differs between the values of a segment column. */
export interface Heterogeneity {
  readonly segment: string;
  readonly metric: string;
  readonly arm: string;
  /** Cochran's Q, after Holm's correction over all of these tests. */
  readonly p: number;
  readonly effects: readonly { readonly value: string; readonly estimate: number; readonly standardError: number }[];
}

export interface Scorecard {
  readonly experiment: string;
  readonly alpha: number;
  readonly arms: readonly { readonly arm: string; readonly users: number }[];
  readonly inSeveralArms: number;
  readonly duplicates: number;
  readonly otherArms: number;
  readonly sampleRatio: SampleRatio;
  /** Values of segments whose arms are not as large as intended. */
  readonly unevenSegments: readonly (SampleRatio & { readonly segment: string; readonly value: string })[];
  readonly metrics: readonly MetricCard[];
  readonly heterogeneity: readonly Heterogeneity[];
  readonly decision: Decision;
}

/** Below this, arm sizes are no accident. */
export const SAMPLE_RATIO_ALARM = 0.001;

const ROLES = ['primary', 'secondary', 'guardrail'] as const;

const metricOf = (arm: ArmTally, at: number): MetricTally => arm.metrics[at] as MetricTally;

/** Makes the scorecard. Pure: the same tally gives the same one. */
export function analyse(stats: Stats, definition: Definition, tally: Tally): Scorecard {
  const { alpha = 0.05, rule } = definition;
  const metrics = cards(stats, definition, tally.arms, alpha);
  const sampleRatio = { p: sampleRatioOf(stats, definition, tally.arms) };
  const arms = definition.arms.map(({ name }, i) => ({ arm: name, users: (tally.arms[i] as ArmTally).users }));
  const segments = segmentRatios(stats, definition, tally);
  return {
    experiment: definition.name,
    alpha,
    arms,
    inSeveralArms: tally.inSeveralArms,
    duplicates: tally.duplicates,
    otherArms: tally.otherArms,
    sampleRatio,
    unevenSegments: segments.filter(({ p }) => p < SAMPLE_RATIO_ALARM),
    metrics,
    heterogeneity: heterogeneity(stats, definition, tally),
    decision: decide(stats, definition, { arms, metrics, sampleRatioP: sampleRatio.p, rule }),
  };
}

/** Primary and secondary metrics share alpha, each role by itself; guardrails, which warn, do not. */
function cards(stats: Stats, definition: Definition, arms: readonly ArmTally[], alpha: number): readonly MetricCard[] {
  const { metrics, rule } = definition;
  const compared = metrics.map((metric, at) =>
    arms
      .slice(1)
      .map((arm) => pairOf(arms, arm, at))
      .map((pair) => ({ metric, pair })),
  );
  const families = ROLES.map((role) => {
    const family = compared.flat().filter(({ metric }) => metric.role === role);
    const alone = family.map(({ metric, pair }) => compareArms(stats, rule, metric, pair, alpha));
    if (role === 'guardrail' || rule.kind === 'bayesian')
      return alone.map((effect) => ({ ...effect, isDifferent: excludes(effect.interval) }));
    if (rule.kind === 'sequential') {
      const error = alpha / Math.max(family.length, 1);
      return family.map(({ metric, pair }) => {
        const effect = compareArms(stats, rule, metric, pair, error);
        return { ...effect, isDifferent: excludes(effect.interval) };
      });
    }
    const holm =
      alone.length === 0
        ? []
        : stats.holmIntervals(
            alone.map(({ p }) => p ?? 1),
            alpha,
          );
    return family.map(({ metric, pair }, i) => {
      const { error, cutAtNull } = holm[i] as (typeof holm)[0];
      return { ...compareArms(stats, rule, metric, pair, error), isDifferent: cutAtNull };
    });
  });
  return metrics.map((metric, at) => {
    // Families are in the order of the metrics and, within them, of the arms.
    const family = families[ROLES.indexOf(metric.role)] as (Comparison & { readonly isDifferent: boolean })[];
    return {
      metric: metric.name,
      role: metric.role,
      arms: arms.map((arm, i) => armValue(stats, definition, metric, metricOf(arm, at), i, alpha)),
      effects: family.splice(0, arms.length - 1).map((effect, i) => {
        const { isDifferent, estimate, relative } = effect;
        return {
          arm: (definition.arms[i + 1] as { name: string }).name,
          ...effect,
          interval: agreeing(effect.interval, isDifferent, estimate),
          relative: { estimate: relative.estimate, interval: agreeing(relative.interval, isDifferent, relative.estimate) },
        };
      }),
    };
  });
}

const excludes = (interval: Interval | undefined): boolean => interval !== undefined && (interval[0] > 0 || interval[1] < 0);

const pairOf = (arms: readonly ArmTally[], arm: ArmTally, at: number): readonly [MetricTally, MetricTally] => [
  metricOf(arms[0] as ArmTally, at),
  metricOf(arm, at),
];

function armValue(stats: Stats, definition: Definition, metric: Metric, tally: MetricTally, i: number, alpha: number): ArmValue {
  return {
    arm: (definition.arms[i] as { name: string }).name,
    users: tally.moments.n,
    missing: tally.missing,
    capped: tally.capped,
    value: armEstimate(stats, metric, tally)?.mean,
    interval: tally.moments.n === 0 ? undefined : armInterval(stats, metric, tally, 1 - alpha),
  };
}

function sampleRatioOf(stats: Stats, { arms, rule }: Definition, tallies: readonly ArmTally[]): number | undefined {
  const users = tallies.map((tally) => tally.users);
  const weights = arms.map(({ weight = 1 }) => weight);
  if (users.every((count) => count === 0)) return undefined;
  return (rule.kind === 'sequential' ? stats.sampleRatioSequence(users, weights) : stats.sampleRatio(users, weights)).pValue?.p;
}

function segmentRatios(stats: Stats, definition: Definition, { segments }: Tally) {
  const found = segments.flatMap((values, i) =>
    [...values].map(([value, arms]) => ({
      segment: definition.segments?.[i] as string,
      value,
      p: sampleRatioOf(stats, definition, arms) ?? 1,
    })),
  );
  const adjusted =
    found.length === 0
      ? []
      : stats.adjustPValues(
          found.map(({ p }) => p),
          'holm',
        );
  return found.map((each, i) => ({ ...each, p: adjusted[i] as number }));
}

function heterogeneity(stats: Stats, definition: Definition, { segments }: Tally): readonly Heterogeneity[] {
  const tests = segments.flatMap((values, column) =>
    definition.metrics.flatMap((metric, at) =>
      metric.role !== 'primary'
        ? []
        : definition.arms.slice(1).flatMap(({ name }, i) => {
            const effects = [...values].flatMap(([value, arms]) => {
              const pair = pairOf(arms, arms[i + 1] ?? emptyArm(definition), at);
              if (pair.some(({ moments }) => moments.n < 2)) return [];
              const { estimate, standardError } = compareArms(stats, { kind: 'fixed' }, metric, pair, 0.05);
              return estimate === undefined || !standardError ? [] : [{ value, estimate, standardError }];
            });
            if (effects.length < 2) return [];
            const weight = effects.reduce((sum, { standardError }) => sum + standardError ** -2, 0);
            const mean = effects.reduce((sum, { estimate, standardError }) => sum + estimate * standardError ** -2, 0) / weight;
            const q = effects.reduce((sum, { estimate, standardError }) => sum + ((estimate - mean) / standardError) ** 2, 0);
            const { p } = stats.chiSquared(q, effects.length - 1).upper;
            return [{ segment: definition.segments?.[column] as string, metric: metric.name, arm: name, p, effects }];
          }),
    ),
  );
  const adjusted =
    tests.length === 0
      ? []
      : stats.adjustPValues(
          tests.map(({ p }) => p),
          'holm',
        );
  return tests.map((test, i) => ({ ...test, p: adjusted[i] as number }));
}
