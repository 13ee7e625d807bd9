import { finite, invalid } from './check.js';
import { type ArmEstimate, armOf, type Effect, effectOf } from './means.js';
import type { Level } from './rates.js';
import type { Reason } from './reasons.js';
import type { Call } from './stats-module.js';

/** Count, means and cross-deviations of several numbers per unit; mergeable (core/assay/stats/joint_moments.h). */
export interface JointMoments {
  readonly n: number;
  readonly means: readonly number[];
  /** Sums of (xᵢ − mean) (xⱼ − mean): row by row, each row up to and with its diagonal. */
  readonly deviations: readonly number[];
}

const CENTRINGS = ['within', 'joint', 'alike'] as const;
/** Around which means covariances are taken: each arm's own, those of all units, each arm's own with arms counting the same. */
export type Centring = (typeof CENTRINGS)[number];

export interface AdjustOptions {
  readonly level?: Level;
  /** @defaultValue 'within' */
  readonly centring?: Centring;
}

export interface Adjusted {
  readonly reason: Reason | undefined;
  /** Of each covariate; 0 for one that is constant or a combination of those before it. */
  readonly coefficients: readonly (number | undefined)[];
  readonly control: ArmEstimate;
  readonly treatment: ArmEstimate;
  /** Of the difference's variance: 0.4 means that covariates explain 60 %. */
  readonly varianceLeft: number;
  readonly difference: Effect;
  /** Over the control's size, by the delta method. */
  readonly relative: Effect;
}

export interface Stratum {
  readonly control: JointMoments;
  readonly treatment: JointMoments;
}

export interface AdjustmentStats {
  /** CUPED: the first number is the outcome, the others covariates. For units without one: 0 there, and another covariate that is 1 there. */
  cuped(control: JointMoments, treatment: JointMoments, options?: AdjustOptions): Adjusted;
  /** CUPED of a ratio: numerator, denominator, and both before the experiment. */
  cupedRatio(control: JointMoments, treatment: JointMoments, options?: AdjustOptions): Adjusted;
  /** Strata compared by themselves and weighted by their units. The first number, or the first two of a ratio, are the outcome; others covariates. */
  postStratify(
    strata: readonly Stratum[],
    outcome?: 'mean' | 'ratio',
    level?: Level,
  ): { readonly reason: Reason | undefined; readonly difference: Effect; readonly relative: Effect };
}

/** Of units: a row of numbers each. */
export function jointMoments(rows: readonly (readonly number[])[]): JointMoments {
  const variables = rows[0]?.length ?? 0;
  const means = new Array<number>(variables).fill(0);
  const deviations = new Array<number>((variables * (variables + 1)) / 2).fill(0);
  rows.forEach((row, at) => {
    if (row.length !== variables) throw invalid(`rows[${at}]`, `must have ${variables} numbers, as the first`);
    const before = row.map((value, i) => finite(`rows[${at}][${i}]`, value) - (means[i] as number));
    before.forEach((gap, i) => {
      means[i] = (means[i] as number) + gap / (at + 1);
    });
    let place = 0;
    for (let i = 0; i < variables; i += 1) {
      for (let j = 0; j <= i; j += 1) {
        deviations[place] = (deviations[place] as number) + ((row[i] as number) - (means[i] as number)) * (before[j] as number);
        place += 1;
      }
    }
  });
  return { n: rows.length, means, deviations };
}

/** @throws AssayError INVALID_ARGUMENT naming the argument */
function numbersOf(name: string, { n, means, deviations }: JointMoments, variables: number): readonly number[] {
  if (!(finite(`${name}.n`, n) >= 0)) throw invalid(`${name}.n`, 'must be 0 or more');
  if (means.length !== variables) throw invalid(`${name}.means`, `must be ${variables} numbers`);
  const expected = (variables * (variables + 1)) / 2;
  if (deviations.length !== expected) throw invalid(`${name}.deviations`, `must be ${expected} numbers for ${variables} variables`);
  return [n, ...means, ...deviations];
}

export function adjustmentStats(call: Call): AdjustmentStats {
  const adjusted = (name: string, coefficients: number, ...numbers: readonly (number | readonly number[])[]): Adjusted => {
    const answer = call(name, ...numbers);
    return {
      reason: answer.reason(),
      coefficients: Array.from({ length: coefficients }, () => answer.number()),
      control: armOf(answer),
      treatment: armOf(answer),
      varianceLeft: answer.sure(),
      difference: effectOf(answer),
      relative: effectOf(answer),
    };
  };
  return {
    cuped(control, treatment, { level = 0.95, centring = 'within' } = {}) {
      const variables = control.means.length;
      if (variables === 0) throw invalid('control.means', 'must begin with the outcome');
      const arms = [...numbersOf('control', control, variables), ...numbersOf('treatment', treatment, variables)];
      return adjusted('cuped', variables - 1, level, CENTRINGS.indexOf(centring), variables - 1, arms);
    },
    cupedRatio(control, treatment, { level = 0.95, centring = 'within' } = {}) {
      const arms = [...numbersOf('control', control, 4), ...numbersOf('treatment', treatment, 4)];
      return adjusted('cuped_ratio', 1, level, CENTRINGS.indexOf(centring), arms);
    },
    postStratify(strata, outcome = 'mean', level = 0.95) {
      const variables = strata[0]?.control.means.length ?? (outcome === 'ratio' ? 2 : 1);
      const numbers = strata.flatMap(({ control, treatment }, i) => [
        ...numbersOf(`strata[${i}].control`, control, variables),
        ...numbersOf(`strata[${i}].treatment`, treatment, variables),
      ]);
      const answer = call('post_stratify', level, outcome === 'ratio' ? 1 : 0, variables, strata.length, numbers);
      return { reason: answer.reason(), difference: effectOf(answer), relative: effectOf(answer) };
    },
  };
}
