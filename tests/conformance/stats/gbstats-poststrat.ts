import type { Adaptor } from './adaptor.js';
import { agree, all } from './agree.js';
import { momentsOf, type Statistic } from './gbstats-arms.js';

interface File {
  readonly cases: readonly {
    readonly fixture: string;
    readonly difference: 'relative' | 'absolute';
    readonly strata: readonly (readonly [Statistic, Statistic])[];
    readonly expected: { readonly point_estimate: number; readonly standard_error: number; readonly pairwise_sample_size: number };
  }[];
}

/**
 * Post-stratification of gbstats: estimates and standard errors with all digits. Of strata with covariates the standard errors agree to the
 * order of 1 / units per stratum only: both are of first order there (core/decisions/stats-edges.md).
 */
export const gbstatsPostStratification: Adaptor = function* (content) {
  for (const { fixture, difference, strata, expected } of (content as File).cases) {
    yield {
      name: `${fixture} ${difference}`,
      check(stats) {
        const arms = strata.map(([a, b]) => ({ control: momentsOf(a), treatment: momentsOf(b) }));
        const outcome = strata[0]?.[0].type.includes('Ratio') === true ? 'ratio' : 'mean';
        const answer = stats.postStratify(arms, outcome)[difference === 'relative' ? 'relative' : 'difference'];
        const adjusted = strata[0]?.[0].type.startsWith('RegressionAdjusted') === true;
        const units = arms.reduce((sum, { control, treatment }) => sum + control.n + treatment.n, 0);
        return all(
          agree(expected.point_estimate, answer.estimate, { rtol: 1e-9 }),
          agree(expected.standard_error, answer.standardError, { rtol: adjusted ? 0.01 : 1e-9 }),
          agree(expected.pairwise_sample_size, units, {}),
        );
      },
    };
  }
};
