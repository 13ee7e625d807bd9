import type { JointMoments } from '../stats/index.js';
import type { Definition, Metric } from './definition.js';

/** One metric of one arm. */
export interface MetricTally {
  /** Outcome; of a ratio numerator and denominator; with a covariate outcome, covariate and whether that is missing. */
  readonly moments: JointMoments;
  /** Users without a value, who are left out of this metric. */
  readonly missing: number;
  /** Values above the metric's cap. */
  readonly capped: number;
}

/** One arm: its users, and its metrics in the definition's order. */
export interface ArmTally {
  readonly users: number;
  readonly metrics: readonly MetricTally[];
}

/** Everything that a scorecard is made of; of two tables without a user in common it merges. */
export interface Tally {
  readonly arms: readonly ArmTally[];
  /** Arms by value, by segment column. */
  readonly segments: readonly ReadonlyMap<string, readonly ArmTally[]>[];
  /** Users seen in several arms, who count in none. */
  readonly inSeveralArms: number;
  /** Rows of users who have one already: the first one counts. */
  readonly duplicates: number;
  /** Rows of arms that the definition does not have. */
  readonly otherArms: number;
}

export const variablesOf = ({ type, covariate }: Metric): number => (type === 'ratio' ? 2 : covariate === undefined ? 1 : 3);

const emptyMoments = (variables: number): JointMoments => ({
  n: 0,
  means: new Array<number>(variables).fill(0),
  deviations: new Array<number>((variables * (variables + 1)) / 2).fill(0),
});

export const emptyArm = ({ metrics }: Definition): ArmTally => ({
  users: 0,
  metrics: metrics.map((metric) => ({ moments: emptyMoments(variablesOf(metric)), missing: 0, capped: 0 })),
});

export const emptyTally = (definition: Definition): Tally => ({
  arms: definition.arms.map(() => emptyArm(definition)),
  segments: (definition.segments ?? []).map(() => new Map()),
  inSeveralArms: 0,
  duplicates: 0,
  otherArms: 0,
});

/** Chan, Golub and LeVeque's update: exact up to rounding, whatever the means are. */
export function mergeMoments(a: JointMoments, b: JointMoments): JointMoments {
  if (a.n === 0) return b;
  if (b.n === 0) return a;
  const n = a.n + b.n;
  const gaps = b.means.map((mean, i) => mean - (a.means[i] as number));
  const share = b.n / n;
  const deviations: number[] = [];
  for (let i = 0; i < gaps.length; i++) {
    for (let j = 0; j <= i; j++) {
      const at = deviations.length;
      deviations.push(
        (a.deviations[at] as number) + (b.deviations[at] as number) + (gaps[i] as number) * (gaps[j] as number) * a.n * share,
      );
    }
  }
  return { n, means: a.means.map((mean, i) => mean + (gaps[i] as number) * share), deviations };
}

const mergeArm = (a: ArmTally, b: ArmTally): ArmTally => ({
  users: a.users + b.users,
  metrics: a.metrics.map((metric, i) => {
    const other = b.metrics[i] as MetricTally;
    return {
      moments: mergeMoments(metric.moments, other.moments),
      missing: metric.missing + other.missing,
      capped: metric.capped + other.capped,
    };
  }),
});

const mergeArms = (a: readonly ArmTally[], b: readonly ArmTally[]): readonly ArmTally[] =>
  a.map((arm, i) => mergeArm(arm, b[i] as ArmTally));

/** Of the same definition, and of different users. Associative and commutative up to rounding. */
export const mergeTallies = (a: Tally, b: Tally): Tally => ({
  arms: mergeArms(a.arms, b.arms),
  segments: a.segments.map((values, i) => {
    const merged = new Map(values);
    for (const [value, arms] of b.segments[i] as ReadonlyMap<string, readonly ArmTally[]>) {
      const mine = merged.get(value);
      merged.set(value, mine === undefined ? arms : mergeArms(mine, arms));
    }
    return merged;
  }),
  inSeveralArms: a.inSeveralArms + b.inSeveralArms,
  duplicates: a.duplicates + b.duplicates,
  otherArms: a.otherArms + b.otherArms,
});
