import type { Stats } from '../../stats/index.js';

export const METHODS = ['fixed', 'sequential', 'obf', 'pocock'] as const;
/** How the experiment will be decided: once, at any time, or at planned looks (O'Brien and Fleming, Pocock). */
export type Method = (typeof METHODS)[number];

/** What is asked of every comparison with the control. */
export interface Demand {
  readonly method: Method;
  /** Of one comparison. */
  readonly alpha: number;
  readonly power: number;
  readonly oneSided: boolean;
  /** Equally spaced; of no meaning for a fixed test. */
  readonly looks: number;
}

/** One look of a stopping boundary. */
export interface Look {
  /** Of the largest sample, 0 to 1. */
  readonly fraction: number;
  /** Stops here when z reaches this; `null` where no z does. */
  readonly z: number | null;
  /** Probability to stop here for the effect if it is as planned. */
  readonly stopsWithEffect: number;
  /** Probability to stop here for an effect, in either direction, if there is none. */
  readonly stopsWithoutEffect: number;
}

/** What looking costs and saves. */
export interface LookPlan {
  /** Of the effect, within the largest sample. */
  readonly power: number;
  /** Of the largest sample, until it stops: if the effect is as planned, and if there is none. */
  readonly expectedFraction: number;
  readonly expectedFractionWithoutEffect: number;
  readonly looks: readonly Look[];
}

const boundsOf = (stats: Stats, { method, alpha, oneSided, looks }: Demand) => {
  const fractions = Array.from({ length: looks }, (_, i) => (i + 1) / looks);
  if (method === 'obf' || method === 'pocock') {
    const family = method === 'obf' ? 'obrien-fleming' : 'pocock';
    const { upper, lower } = stats.spendingBounds(fractions, { family }, { alpha, twoSided: !oneSided });
    return { fractions, upper, lower };
  }
  const alternative = oneSided ? 'greater' : 'two-sided';
  // The sequence's boundary depends on the sample only as a share of the one it is tuned to: the largest.
  const upper = fractions.map((fraction) => stats.sequenceCriticalValue({ bestSample: SAMPLE, alpha, alternative }, SAMPLE * fraction));
  return { fractions, upper, lower: upper.map((z) => (oneSided ? Number.NEGATIVE_INFINITY : -z)) };
};

/** Any sample will do. */
const SAMPLE = 1_000_000;

const alternativeOf = ({ oneSided }: Demand) => (oneSided ? 'greater' : 'two-sided');

/** By how much the largest sample of a fixed test has to grow for the same power. */
export function inflationOf(stats: Stats, demand: Demand): number {
  const { method, alpha, power } = demand;
  if (method === 'fixed') return 1;
  if (method === 'sequential') return stats.sequentialInflation({ alpha, power });
  const { fractions, ...bounds } = boundsOf(stats, demand);
  const fixed = stats.detectableEffect(1, { alpha, power, alternative: alternativeOf(demand) });
  return (stats.groupDrift(fractions, bounds, power) / fixed) ** 2;
}

/** What happens at the looks when z at the largest sample has the mean `drift`; for methods other than `fixed`. */
export function lookPlan(stats: Stats, demand: Demand, drift: number): LookPlan {
  const { fractions, ...bounds } = boundsOf(stats, demand);
  const effect = stats.groupOutcome(fractions, bounds, drift);
  const none = stats.groupOutcome(fractions, bounds, 0);
  return {
    power: effect.power,
    expectedFraction: effect.expectedFraction,
    expectedFractionWithoutEffect: none.expectedFraction,
    looks: fractions.map((fraction, i) => ({
      fraction,
      z: Number.isFinite(bounds.upper[i]) ? (bounds.upper[i] as number) : null,
      stopsWithEffect: effect.above[i] as number,
      stopsWithoutEffect: (none.above[i] as number) + (none.below[i] as number),
    })),
  };
}
