import type { Stats } from '../../../js/stats/stats.js';
import { agree, all, type Tolerance } from './agree.js';
import type { GroupCheck } from './scipy-grid.js';

type Numbers<Name extends string> = Readonly<Record<Name, number>>;

/** The groups about evidence at any time, Bayesian answers and sample sizes. */
export const sequentialGroups: Readonly<Record<string, GroupCheck>> = {
  asympcs_growthbook(
    test: Numbers<'est' | 'se' | 'N' | 'N_star' | 'alpha' | 'log_e' | 'p' | 'log_p'> & { readonly ci: readonly number[] },
    stats: Stats,
    tolerance: Tolerance,
  ) {
    const look = stats.sequenceLook({ bestSample: test.N_star, alpha: test.alpha }, test.est, test.se, test.N);
    return all(
      agree(test.ci, look.interval, tolerance),
      agree(test.log_e, look.logEvidence, tolerance),
      agree(test.log_p, look.pValue.logP, tolerance),
      agree(test.p, look.pValue.p, { rtol: 1e-11 }),
    );
  },
  msprt_normal(test: Numbers<'est' | 'V' | 'tau' | 'alpha' | 'log_LR' | 'p' | 'halfwidth'>, stats: Stats, tolerance: Tolerance) {
    const sample = 1000; // any: one observation then has the variance V * sample
    const tuning = { tau: test.tau, unitVariance: test.V * sample, alpha: test.alpha };
    const look = stats.sequenceLook(tuning, test.est, Math.sqrt(test.V), sample);
    return all(
      agree(test.log_LR, look.logEvidence, tolerance),
      agree(test.p, look.pValue.p, { rtol: 1e-11 }),
      agree(test.halfwidth, (look.interval[1] - look.interval[0]) / 2, { rtol: 1e-11 }),
    );
  },
  srm_sequential_multinomial(
    test: Numbers<'k' | 'log_bayes_factor' | 'p_at_this_look'> & { readonly counts: readonly number[]; readonly theta0: readonly number[] },
    stats: Stats,
    tolerance: Tolerance,
  ) {
    const { logEvidence, pValue } = stats.sampleRatioSequence(test.counts, test.theta0, test.k);
    return all(agree(test.log_bayes_factor, logEvidence, tolerance), agree(test.p_at_this_look, pValue.p, { rtol: 1e-9 }));
  },
  beta_binomial(
    test: Numbers<'x1' | 'n1' | 'x2' | 'n2' | 'a0' | 'b0' | 'p2_gt_p1' | 'one_minus' | 'loss_choose_2' | 'loss_choose_1'>,
    stats: Stats,
    tolerance: Tolerance,
  ) {
    const prior = { a: test.a0, b: test.b0 };
    const [one, two] = stats.compareRates([
      stats.ratePosterior({ successes: test.x1, trials: test.n1 }, prior),
      stats.ratePosterior({ successes: test.x2, trials: test.n2 }, prior),
    ]);
    return all(
      agree(test.p2_gt_p1, two?.best, tolerance),
      agree(test.one_minus, two?.other, tolerance),
      agree(test.one_minus, one?.best, tolerance),
      agree(test.loss_choose_2, two?.loss, tolerance),
      agree(test.loss_choose_1, one?.loss, tolerance),
    );
  },
  normal_posterior(
    test: Numbers<'mu' | 'sigma' | 'chance' | 'log_1_minus_chance' | 'loss_if_ship' | 'loss_if_keep'>,
    stats: Stats,
    tolerance: Tolerance,
  ) {
    const { chance, otherChance, lossIfShipped, lossIfKept } = stats.effectPosterior(test.mu, test.sigma);
    return all(
      agree(test.chance, chance.p, tolerance),
      agree(test.log_1_minus_chance, otherChance.logP, tolerance),
      agree(test.loss_if_ship, lossIfShipped, tolerance),
      agree(test.loss_if_keep, lossIfKept, tolerance),
    );
  },
  sample_size_2prop(
    test: Numbers<'p1' | 'p2' | 'alpha' | 'power' | 'n_pooled' | 'n_unpooled' | 'n_arcsine'>,
    stats: Stats,
    tolerance: Tolerance,
  ) {
    const { p1, p2, alpha, power } = test;
    return all(
      agree(test.n_pooled, stats.rateSampleSize(p1, p2, { alpha, power }), tolerance),
      agree(test.n_unpooled, stats.rateSampleSize(p1, p2, { alpha, power, variance: 'unpooled' }), tolerance),
      agree(test.n_arcsine, stats.rateSampleSizeByAngle(p1, p2, { alpha, power }), tolerance),
    );
  },
  sample_size_means(test: Numbers<'d' | 'alpha' | 'power' | 'n_z' | 'n_t'>, stats: Stats, tolerance: Tolerance) {
    const [effect, target] = [
      { effect: test.d, deviation: 1 },
      { alpha: test.alpha, power: test.power },
    ];
    return all(
      agree(test.n_z, stats.meanSampleSize(effect, target), tolerance),
      agree(test.n_t, stats.meanSampleSize(effect, target, true), tolerance),
    );
  },
};
