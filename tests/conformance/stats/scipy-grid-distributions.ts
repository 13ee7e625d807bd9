import type { PValue } from '../../../js/stats/answer.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree, all, type Tolerance } from './agree.js';
import type { GroupCheck } from './scipy-grid.js';

/** The bar of logarithms in every group. */
const LOG_RTOL = 1e-12;
/** The grid was computed with 60 digits: ln(1 - p) of a p below that came out as 0. */
const LOG_ATOL = 1e-59;

const tail = (p: number, logP: number, got: PValue, tolerance: Tolerance): Outcome =>
  all(agree(p, got.p, tolerance), agree(logP, got.logP, { rtol: Math.min(LOG_RTOL, tolerance.rtol as number), atol: LOG_ATOL }));

interface TwoTails {
  readonly cdf: number;
  readonly log_cdf: number;
  readonly sf: number;
  readonly log_sf: number;
}

/** The groups about distributions. */
export const distributionGroups: Readonly<Record<string, GroupCheck>> = {
  normal_sf(test: TwoTails & { readonly z: number; readonly two_sided: number }, stats: Stats, tolerance: Tolerance) {
    const { lower, upper } = stats.normal(test.z);
    return all(
      tail(test.sf, test.log_sf, upper, tolerance),
      agree(test.cdf, lower.p, tolerance),
      agree(test.two_sided, 2 * stats.normal(Math.abs(test.z)).upper.p, tolerance),
    );
  },
  normal_ppf: (test: { readonly p: number; readonly x: number }, stats: Stats, tolerance: Tolerance) =>
    agree(test.x, stats.normalQuantile(test.p), { ...tolerance, atol: 1e-300 }),
  t_sf: (test: TwoTails & { readonly t: number; readonly df: number }, stats: Stats, tolerance: Tolerance) =>
    tail(test.sf, test.log_sf, stats.student(test.t, test.df).upper, tolerance),
  chi2_sf: (test: TwoTails & { readonly x: number; readonly df: number }, stats: Stats, tolerance: Tolerance) =>
    tail(test.sf, test.log_sf, stats.chiSquared(test.x, test.df).upper, tolerance),
  beta_cdf(test: TwoTails & Readonly<Record<'a' | 'b' | 'x', number>>, stats: Stats, tolerance: Tolerance) {
    const { lower, upper } = stats.beta(test.x, test.a, test.b);
    return all(tail(test.cdf, test.log_cdf, lower, tolerance), tail(test.sf, test.log_sf, upper, tolerance));
  },
};
