import type { Effect } from '../../../js/stats/means.js';
import type { Stats } from '../../../js/stats/stats.js';
import { agree, all } from './agree.js';
import type { Case, TestCheck } from './gbstats.js';
import { armOf, momentsOf } from './gbstats-arms.js';

/** The effect that the case's kind of statistic has, with an interval of `level`. */
export function effectOf({ a, b, config }: Case, level: number, stats: Stats): Effect {
  const relative = config.difference_type === 'relative';
  if (a.type === 'RegressionAdjustedStatistic') {
    return stats.cuped(momentsOf(a), momentsOf(b), { centring: 'joint', level })[relative ? 'relative' : 'difference'];
  }
  if (a.type === 'RegressionAdjustedRatioStatistic') {
    return stats.cupedRatio(momentsOf(a), momentsOf(b), { centring: 'alike', level })[relative ? 'relative' : 'difference'];
  }
  const [control, treatment] = [armOf(a, 1 - config.alpha, stats), armOf(b, 1 - config.alpha, stats)];
  return relative ? stats.relativeDelta(control, treatment, { level }) : stats.differenceOfMeans(control, treatment, { level });
}

/** Their quantiles have 1e-5 added to or taken from a variance here and there; the others agree to rounding. */
const rtolOf = ({ a }: Case): number => (a.type === 'QuantileStatistic' ? 1e-4 : 1e-8);

const compare = (test: Case, effect: Effect, pValue: number | undefined, interval: readonly (number | string | undefined)[]) => {
  const { computed, asserted, asserted_atol: atol } = test;
  const tolerance = { rtol: rtolOf(test), atol: 1e-11 };
  const expected = asserted ?? {};
  const said = (name: string, got: unknown) => agree((expected[name] ?? got) as number, got as number, { atol: 1.01 * atol });
  return all(
    agree(computed.expected, effect.estimate, tolerance),
    agree(computed.uplift.stddev, effect.standardError, tolerance),
    agree(computed.pValue, pValue, tolerance),
    agree(computed.ci, interval, tolerance),
    said('expected', effect.estimate),
    said('stderr', effect.standardError),
    said('pValue', pValue),
    said('ci', interval),
  );
};

export const frequentistTests: Readonly<Record<string, TestCheck>> = {
  TwoSidedTTest(test, stats) {
    const effect = effectOf(test, 1 - test.config.alpha, stats);
    return compare(test, effect, effect.pValue?.p, effect.interval ?? []);
  },
  OneSidedTreatmentGreaterTTest(test, stats) {
    const effect = effectOf(test, 1 - 2 * test.config.alpha, stats);
    return compare(test, effect, effect.greater?.p, [effect.interval?.[0], 'inf']);
  },
  OneSidedTreatmentLesserTTest(test, stats) {
    const effect = effectOf(test, 1 - 2 * test.config.alpha, stats);
    return compare(test, effect, effect.less?.p, ['-inf', effect.interval?.[1]]);
  },
};
