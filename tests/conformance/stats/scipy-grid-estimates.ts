import { jointMoments } from '../../../js/stats/adjustments.js';
import type { ArmEstimate } from '../../../js/stats/means.js';
import type { Stats } from '../../../js/stats/stats.js';
import { agree, all, type Tolerance } from './agree.js';
import type { GroupCheck } from './scipy-grid.js';

type Numbers = Readonly<Record<string, number>>;
type Ends = readonly [number, number] | null;

interface TwoProportions {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
  readonly diff: number;
  readonly z_pooled: number | null;
  readonly p_pooled: number | null;
  readonly log_p_pooled: number | null;
  readonly z_unpooled: number | null;
  readonly p_unpooled: number | null;
  readonly log_p_unpooled?: number;
  readonly wald: Ends;
  readonly wilson1: Ends;
  readonly wilson2: Ends;
  readonly newcombe: Ends;
  readonly agresti_caffo: Ends;
  readonly katz_ratio: Ends;
  readonly lift?: number;
}

const arm = (test: Numbers, i: 1 | 2): ArmEstimate => {
  const [n, m2] = [test[`n${i}`] as number, test[`M2_${i}`] as number];
  return { n, mean: test[`mean${i}`] as number, variance: m2 / (n - 1) };
};

/** The bar of logarithms. */
const logsOf = ({ rtol = 0 }: Tolerance): Tolerance => ({ rtol, atol: 0 });

/** The groups about estimates. */
export const estimateGroups: Readonly<Record<string, GroupCheck>> = {
  two_prop(test: TwoProportions, stats: Stats, tolerance: Tolerance) {
    const control = { successes: test.x1, trials: test.n1 };
    const treatment = { successes: test.x2, trials: test.n2 };
    const { estimate, interval } = stats.newcombe(control, treatment);
    const pooled = stats.pooledZTest(control, treatment);
    const unpooled = stats.unpooledZTest(control, treatment);
    const katz = stats.katz(control, treatment);
    // Where the pooled variance is 0 the file states the convention that is ours, too.
    const asPooled = test.z_pooled === null ? { z: 0, p: 1, logP: 0 } : { z: test.z_pooled, p: test.p_pooled, logP: test.log_p_pooled };
    // Everybody converted in both arms: the file's [1, 1] is a variance of 0, not certainty.
    const certain = test.katz_ratio !== null && test.katz_ratio[0] === test.katz_ratio[1];
    const ratio = katz.interval?.map((end) => end + 1);
    return all(
      agree(test.diff, estimate, tolerance),
      agree(test.newcombe, interval, { ...tolerance, atol: 1e-14 }),
      agree(test.wilson1, stats.wilson(control).interval, tolerance),
      agree(test.wilson2, stats.wilson(treatment).interval, tolerance),
      agree(asPooled, { z: pooled.z, ...pooled.pValue }, logsOf(tolerance)),
      agree(test.z_unpooled, unpooled.z, tolerance),
      agree(test.p_unpooled, unpooled.pValue?.p, tolerance),
      agree(test.log_p_unpooled, unpooled.pValue?.logP, logsOf(tolerance)),
      agree(test.wald, unpooled.interval, { ...tolerance, atol: 1e-14 }),
      agree(test.agresti_caffo, stats.agrestiCaffo(control, treatment).interval, { ...tolerance, atol: 1e-14 }),
      agree(certain ? null : test.katz_ratio, ratio, tolerance),
      test.lift === undefined ? { pass: true } : agree(test.lift, katz.estimate, { ...tolerance, atol: 1e-15 }),
    );
  },

  clopper_pearson: (test: { readonly x: number; readonly n: number; readonly ci: Ends }, stats: Stats, tolerance: Tolerance) =>
    agree(test.ci, stats.rateInterval({ successes: test.x, trials: test.n }, 'clopper-pearson').interval, tolerance),

  welch_sumstats(test: Numbers & { readonly ci: never }, stats: Stats, tolerance: Tolerance) {
    const [control, treatment] = [arm(test, 1), arm(test, 2)];
    const { t, degrees, pValue, interval } = stats.differenceOfMeans(control, treatment);
    const delta = stats.relativeDelta(control, treatment);
    const log = stats.relativeLog(control, treatment);
    return all(
      agree(test['t'], t, tolerance),
      agree(test['df'], degrees, tolerance),
      agree(test['p'], pValue?.p, tolerance),
      agree(test['log_p'], pValue?.logP, tolerance),
      agree(test.ci, interval, tolerance),
      agree(test['rel'], delta.estimate, tolerance),
      agree(test['rel_se_delta'], delta.standardError, tolerance),
      agree(test['log_ratio'], log.estimate === undefined ? undefined : Math.log1p(log.estimate), tolerance),
      agree(test['log_ratio_se'], log.standardError, tolerance),
    );
  },

  ratio_delta(test: Numbers, stats: Stats, tolerance: Tolerance) {
    const { arm: ratio } = stats.ratioOfMeans({
      n: test['n'] as number,
      numerator: { mean: test['mean_m'] as number, variance: test['var_m'] as number },
      denominator: { mean: test['mean_d'] as number, variance: test['var_d'] as number },
      covariance: test['cov'] as number,
    });
    return all(
      agree(test['ratio'], ratio.mean, tolerance),
      agree(test['var_unit'], ratio.variance, tolerance),
      agree(test['se'], Math.sqrt(ratio.variance / ratio.n), tolerance),
    );
  },

  fieller_relative_lift(test: Numbers & { readonly bounded: boolean; readonly ci: Ends }, stats: Stats, tolerance: Tolerance) {
    const of = (i: 1 | 2): ArmEstimate => ({ n: 1, mean: test[`m${i}`] as number, variance: (test[`se${i}`] as number) ** 2 });
    const { interval, reason } = stats.relativeFieller(of(1), of(2));
    return all(agree(test.bounded ? test.ci : null, interval, tolerance), agree(test.bounded, reason === undefined, tolerance));
  },

  cuped(test: Numbers & Readonly<Record<'pre_a' | 'post_a' | 'pre_b' | 'post_b', never>>, stats: Stats, tolerance: Tolerance) {
    const rows = (post: readonly number[], pre: readonly number[]) => post.map((y, i) => [y, pre[i] as number]);
    const [control, treatment] = [jointMoments(rows(test.post_a, test.pre_a)), jointMoments(rows(test.post_b, test.pre_b))];
    const adjusted = stats.cuped(control, treatment, { centring: 'joint' });
    const theta = adjusted.coefficients[0] as number;
    // The file's adjusted means are not put back to where the covariate's mean is.
    const n = control.n + treatment.n;
    const shift = (theta * (control.n * (control.means[1] as number) + treatment.n * (treatment.means[1] as number))) / n;
    return all(
      agree(test['theta'], theta, tolerance),
      agree(test['adj_mean_a'], adjusted.control.mean - shift, tolerance),
      agree(test['adj_mean_b'], adjusted.treatment.mean - shift, tolerance),
      agree(test['adj_var_a'], adjusted.control.variance, tolerance),
      agree(test['adj_var_b'], adjusted.treatment.variance, tolerance),
      agree(test['diff'], adjusted.difference.estimate, tolerance),
      agree(test['se'], adjusted.difference.standardError, tolerance),
    );
  },

  quantile_order_stat_ci(test: Numbers, stats: Stats) {
    const { low, high, coverage } = stats.quantileRanks(test['n'] as number, test['q'] as number, 1 - (test['alpha'] as number));
    return all(agree(test['l'], low, {}), agree(test['u'], high, {}), agree(test['coverage'], coverage, { rtol: 1e-10 }));
  },

  srm_chi2(test: Numbers & Readonly<Record<'users' | 'weights', never>>, stats: Stats, tolerance: Tolerance) {
    const { chiSquared, degrees, pValue } = stats.sampleRatio(test.users, test.weights);
    return all(
      agree(test['chi2'], chiSquared, tolerance),
      agree(test['df'], degrees, tolerance),
      agree({ p: test['p'] as number, logP: test['log_p'] as number }, pValue as never, tolerance),
    );
  },
};
