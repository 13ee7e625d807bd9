import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import type { StatsCase } from './adaptor.js';
import { agree, all } from './agree.js';
import { chanceOfHigherRate } from './edges-sequential.js';
import type { Case, TestCheck } from './gbstats.js';
import { effectOf } from './gbstats-frequentist.js';

interface BayesianCase extends Case {
  readonly config: Case['config'] & {
    readonly inverse: boolean;
    readonly prior_type: 'relative' | 'absolute';
    readonly prior_effect: { readonly mean: number; readonly variance: number; readonly proper: boolean };
  };
  readonly computed: Case['computed'] & { readonly chanceToWin: number; readonly risk: readonly [number, number] };
}

/** A relative prior is one of the effect over the control's mean; asked for the absolute effect it grows by that mean, and back. */
function priorOf({ a, config }: BayesianCase, stats: Stats): { readonly mean: number; readonly variance: number } | undefined {
  const { mean, variance, proper } = config.prior_effect;
  if (!proper) return undefined;
  if (config.prior_type === config.difference_type) return { mean, variance };
  const control = a.type === 'QuantileStatistic' ? a.quantile_hat : stats.armOfSums(a.n, a.sum, a.sum_squares).arm.mean;
  const factor = config.difference_type === 'absolute' ? Math.abs(control) : 1 / Math.abs(control);
  return { mean: mean * factor, variance: variance * factor ** 2 };
}

function check(test: Case, stats: Stats): Outcome {
  const bayesian = test as BayesianCase;
  const { config, computed, asserted, asserted_atol: atol } = bayesian;
  if (computed.errorMessage !== null) return checkEdge(bayesian, stats);
  const effect = effectOf(test, 1 - config.alpha, stats);
  const posterior = stats.effectPosterior(
    effect.estimate as number,
    effect.standardError as number,
    priorOf(bayesian, stats),
    1 - config.alpha,
  );
  const chance = config.inverse ? posterior.otherChance.p : posterior.chance.p;
  const losses = [posterior.lossIfKept, posterior.lossIfShipped];
  const risk = config.inverse ? losses.reverse() : losses;
  const quantile = test.a.type === 'QuantileStatistic';
  const tolerance = { rtol: quantile ? 1e-4 : 1e-8, atol: 1e-11 };
  const said = (name: string, got: unknown): Outcome =>
    // Their quantiles have 1e-5 added to a variance here and there.
    agree((asserted?.[name] ?? got) as number, got as number, { atol: 1.01 * atol, rtol: quantile ? 1e-4 : 0 });
  return all(
    agree(computed.expected, posterior.mean, tolerance),
    agree(computed.uplift.stddev, posterior.deviation, tolerance),
    agree(computed.ci, posterior.interval, tolerance),
    agree(computed.chanceToWin, chance, tolerance),
    agree(computed.risk, risk, tolerance),
    said('expected', posterior.mean),
    said('stderr', posterior.deviation),
    said('ci', posterior.interval),
    said('chanceToWin', chance),
    said('risk', risk),
  );
}

/** Theirs gives up on a variance of 0 (chance 1/2, risk 0). Conversions have exact posteriors: by the finite sum with flat priors. */
function checkEdge({ a, b }: BayesianCase, stats: Stats): Outcome {
  const rates = [a, b].map(({ sum, n }) => stats.ratePosterior({ successes: sum, trials: n }));
  const [control, treatment] = stats.compareRates(rates);
  const right = chanceOfHigherRate(a.sum, a.n, b.sum, b.n);
  const gain = (b.sum + 1) / (b.n + 2) - (a.sum + 1) / (a.n + 2);
  return all(
    agree(right, treatment?.best, { rtol: 1e-9 }),
    agree(gain, (control?.loss ?? 0) - (treatment?.loss ?? 0), { rtol: 1e-9, atol: 1e-13 }),
    agree(true, (treatment?.loss ?? 0) > 0, {}),
  );
}

export const bayesianTests: Readonly<Record<string, TestCheck>> = { EffectBayesianABTest: check };

interface Extras {
  readonly risk_asserted?: readonly {
    readonly mu: number;
    readonly sigma: number;
    readonly risk: readonly number[];
    readonly atol: number;
  }[];
  readonly midexperiment_power_asserted?: {
    readonly a: { readonly n: number; readonly sum: number; readonly sum_squares: number };
    readonly b: { readonly n: number; readonly sum: number; readonly sum_squares: number };
    readonly target_power: number;
    readonly target_mde: number;
    readonly alpha: number;
    readonly relative: boolean;
    readonly scaling_factor: Readonly<Record<string, number>>;
  };
}

/** What the file has beside its cases. */
export function* bayesianExtras(content: unknown): Generator<StatsCase> {
  const { risk_asserted: risks = [], midexperiment_power_asserted: power } = content as Extras;
  for (const { mu, sigma, risk, atol } of risks) {
    yield {
      name: `risk ${mu} ${sigma}`,
      check(stats) {
        const { lossIfKept, lossIfShipped } = stats.effectPosterior(mu, sigma);
        return agree(risk, [lossIfKept, lossIfShipped], { atol });
      },
    };
  }
  if (power === undefined) return;
  for (const [rule, factor] of Object.entries(power.scaling_factor)) {
    yield { name: `mid-experiment power ${rule}`, check: (stats) => midExperiment(power, rule, factor, stats) };
  }
}

/** `sequential_5000`, `bayes_prior_mean0_05_var0_001`, or once at the end. Their bisection stops within 1e-5 of the power. */
function midExperiment(
  { a, b, target_power, target_mde, alpha, relative }: NonNullable<Extras['midexperiment_power_asserted']>,
  rule: string,
  factor: number,
  stats: Stats,
): Outcome {
  const [control, treatment] = [a, b].map(({ n, sum, sum_squares }) => stats.armOfSums(n, sum, sum_squares).arm) as [never, never];
  const { standardError } = relative ? stats.relativeDelta(control, treatment) : stats.differenceOfMeans(control, treatment);
  const sequence = /^sequential_(\d+)$/.exec(rule)?.[1];
  const [, mean, variance] = /^bayes_prior_mean(.+)_var(.+)$/.exec(rule)?.map((part) => Number(part.replace('_', '.'))) ?? [];
  const { additionalFactor } = stats.powerSoFar({
    standardError: standardError as number,
    users: a.n + b.n,
    effect: target_mde,
    alpha,
    power: target_power,
    ...(sequence === undefined ? {} : { sequence: Number(sequence) }),
    ...(mean === undefined || variance === undefined ? {} : { prior: { mean, variance } }),
  });
  return agree(factor, additionalFactor, { rtol: 3e-4 });
}
