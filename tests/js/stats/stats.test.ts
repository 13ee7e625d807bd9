import { beforeAll, describe, expect, it } from 'vitest';
import { jointMoments } from '../../../js/stats/adjustments.js';
import { type Stats, statsOf } from '../../../js/stats/stats.js';
import { AssayError } from '../../../js/shared/errors.js';
import { openBuiltStats } from './module.js';

let stats: Stats;
beforeAll(async () => {
  stats = statsOf(await openBuiltStats());
});

describe('a wrong argument is named', () => {
  const rate = { successes: 1, trials: 10 };
  const arm = { n: 10, mean: 1, variance: 1 };
  const rows: readonly (readonly [string, () => unknown, RegExp])[] = [
    ['more successes than trials', () => stats.newcombe(rate, { successes: 11, trials: 10 }), /^treatment\.successes: /],
    ['half a trial', () => stats.wilson({ successes: 0, trials: 0.5 }), /^proportion\.trials: /],
    ['a level of 95', () => stats.wilson(rate, 95), /^level: must be between 0 and 1/],
    ['a method that is not one', () => stats.rateInterval(rate, 'bayes' as never), /^method: must be one of wilson, /],
    ['a negative variance', () => stats.differenceOfMeans(arm, { ...arm, variance: -1 }), /^treatment\.variance: /],
    ['a missing mean', () => stats.differenceOfMeans({ n: 1, variance: 1 } as never, arm), /^control\.mean: /],
    ['NaN among values', () => stats.mannWhitney([1, Number.NaN], [2]), /^control\[1\]: /],
    ['p of 0 for a quantile', () => stats.normalQuantile(0), /^p: must be between 0 and 1/],
    ['no degrees', () => stats.student(1, 0), /^degrees: /],
    ['rows of different length', () => jointMoments([[1, 2], [3]]), /^rows\[1\]: must have 2 numbers/],
    ['a covariate too few', () => stats.cuped(jointMoments([[1, 2]]), jointMoments([[1]])), /^treatment\.means: must be 2 numbers/],
    ['negative weights', () => stats.sampleRatio([1, 2], [1, -1]), /^weights/],
  ];
  it.each(rows)('%s', (_, ask, message) => {
    expect(ask).toThrow(AssayError);
    expect(ask).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT', message: expect.stringMatching(message) }));
  });
});

describe('where data allow no answer there is a reason instead of a number', () => {
  const none = { successes: 0, trials: 0 };
  const arm = { n: 10, mean: 1, variance: 1 };
  const rows: readonly (readonly [string, () => { readonly reason: unknown; readonly interval?: unknown }, string])[] = [
    ['nobody', () => stats.wilson(none), 'NO_DATA'],
    ['nobody in an arm', () => stats.newcombe(none, { successes: 1, trials: 2 }), 'NO_DATA'],
    ['a control at 0 %', () => stats.katz({ successes: 0, trials: 9 }, { successes: 1, trials: 9 }), 'ZERO_BASELINE'],
    ['one user', () => stats.differenceOfMeans({ n: 1, mean: 1, variance: 0 }, arm), 'TOO_FEW'],
    ['no variance', () => stats.differenceOfMeans({ ...arm, variance: 0 }, { ...arm, variance: 0 }), 'NO_VARIANCE'],
    ['a baseline that may be 0', () => stats.relativeFieller({ n: 10, mean: 0.1, variance: 1 }, arm), 'UNBOUNDED'],
    ['different signs', () => stats.relativeLog({ ...arm, mean: -1 }, arm), 'NEGATIVE'],
    [
      'a stratum without an arm',
      () => stats.postStratify([{ control: jointMoments([[1], [2]]), treatment: jointMoments([[1]]) }]),
      'SEPARATED',
    ],
  ];
  it.each(rows)('%s', (_, ask, reason) => {
    const answer = ask();
    expect(answer.reason).toBe(reason);
    expect(answer.interval).toBeUndefined();
  });

  it('sums that have lost the variance say so', () => {
    expect(stats.armOfSums(1000, 1e12, 1e21).reason).toBe('CANCELLATION');
  });
});

describe('answers', () => {
  it('keep the logarithm of a p that is below the smallest number', () => {
    const { upper } = stats.normal(100);
    expect(upper.p).toBe(0);
    expect(upper.logP).toBeCloseTo(-5005.524208694205, 9);
  });

  it('take an upper tail for a quantile, which 1 - p could not say', () => {
    expect(stats.normalQuantile(1e-300, 'upper')).toBeCloseTo(37.0470962993612, 12);
  });

  it('of jointMoments are those of the core, so that CUPED finds the coefficient of data that have one', () => {
    const units = (shift: number) => Array.from({ length: 50 }, (_, i) => [3 * ((i * 7) % 11) + shift + (i % 3) / 10, (i * 7) % 11]);
    const { coefficients, difference, varianceLeft } = stats.cuped(jointMoments(units(0)), jointMoments(units(1)));
    expect(coefficients[0]).toBeCloseTo(3, 2);
    expect(difference.estimate).toBeCloseTo(1, 10);
    expect(varianceLeft).toBeLessThan(0.001);
  });

  it('of a bootstrap follow from the seed', () => {
    const ask = (seed: number) => stats.bootstrap([1, 2, 3, 4, 9], [2, 3, 5, 8], { seed, resamples: 200 });
    expect(ask(7)).toEqual(ask(7));
    expect(ask(7)).not.toEqual(ask(8));
  });

  it('are no more after close()', async () => {
    const other = statsOf(await openBuiltStats());
    other.close();
    expect(() => other.normal(0)).toThrow(expect.objectContaining({ code: 'CLOSED' }));
  });
});
