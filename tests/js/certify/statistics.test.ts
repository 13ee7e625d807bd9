import { describe, expect, it } from 'vitest';
import { evenness, goodnessOfFit, independence, largestV, mutualIndependence } from '../../../js/certify/contingency.js';
import { seededRandom } from '../../../js/certify/random.js';
import { chiSquareQuantile, chiSquareSurvival, gammaQ, kolmogorovSurvival, logGamma, uniformTest } from '../../../js/certify/statistics.js';

describe('statistics', () => {
  it('gives the logarithm of the gamma function where it is known exactly', () => {
    expect(logGamma(1)).toBeCloseTo(0, 12);
    expect(logGamma(0.5)).toBeCloseTo(Math.log(Math.PI) / 2, 12);
    expect(logGamma(11)).toBeCloseTo(Math.log(3_628_800), 10);
    expect(logGamma(500)).toBeCloseTo(2605.1158503617335, 8);
  });

  it.each([
    // Upper 5 %, 1 % and 0.1 % points of the printed tables.
    [3.841458820694124, 1, 0.05],
    [6.6348966010212145, 1, 0.01],
    [10.827566170662733, 1, 0.001],
    [5.991464547107979, 2, 0.05],
    [16.918977604620448, 9, 0.05],
    [21.66599433346194, 9, 0.01],
    [30.14352720564616, 19, 0.05],
    [124.34211340400407, 100, 0.05],
  ])('P(chi-square >= %f) with %i degrees of freedom is %f', (x, df, p) => {
    expect(chiSquareSurvival(x, df)).toBeCloseTo(p, 12);
    expect(chiSquareQuantile(p, df)).toBeCloseTo(x, 6);
  });

  it('is exp(-x/2) with 2 degrees of freedom, far into the tail', () => {
    for (const x of [0.001, 1, 40, 300]) expect(chiSquareSurvival(x, 2) / Math.exp(-x / 2)).toBeCloseTo(1, 10);
  });

  it('is right for many degrees of freedom: both branches meet, and the median is near df - 2/3', () => {
    expect(gammaQ(499.5, 500.499) - gammaQ(499.5, 500.501)).toBeLessThan(1e-4);
    expect(chiSquareQuantile(0.5, 999)).toBeCloseTo(999 * (1 - 2 / (9 * 999)) ** 3, 2);
  });

  it('is certain at 0, impossible at infinity, and 1 without degrees of freedom', () => {
    expect([chiSquareSurvival(0, 3), chiSquareSurvival(Infinity, 3), chiSquareSurvival(5, 0)]).toEqual([1, 0, 1]);
  });

  it.each([
    [1.22385, 0.1],
    [1.3581, 0.05],
    [1.62762, 0.01],
    [1.94947, 0.001],
    [0.82757, 0.5],
  ])("P(Kolmogorov's statistic >= %f) is %f", (x, p) => {
    expect(kolmogorovSurvival(x)).toBeCloseTo(p, 4);
  });

  it('joins the two series of the Kolmogorov distribution', () => {
    expect(kolmogorovSurvival(1.1799999)).toBeCloseTo(kolmogorovSurvival(1.1800001), 6);
    expect([kolmogorovSurvival(0), kolmogorovSurvival(0.1), kolmogorovSurvival(40)]).toEqual([1, 1, 0]);
  });

  it('finds uniform values uniform, and neither crowded nor evenly spaced ones', () => {
    const random = seededRandom(5);
    const values = Array.from({ length: 500 }, random);
    expect(uniformTest(values).p).toBeGreaterThan(0.01);
    expect(uniformTest(values.map((value) => value ** 1.5)).p).toBeLessThan(1e-6);
    expect(uniformTest([0.5]).distance).toBe(0.5);
    expect(uniformTest([]).p).toBe(1);
  });

  it('has uniform p-values for what is uniform by chance', () => {
    const ps = Array.from({ length: 300 }, (_, i) => {
      const random = seededRandom(i);
      return uniformTest(Array.from({ length: 100 }, random)).p;
    });
    expect(uniformTest(ps).p).toBeGreaterThan(0.001);
  });
});

describe('chi-square tests of tables', () => {
  it('tests counts against shares', () => {
    // Mendel's peas, 1866: 315, 108, 101, 32 against 9:3:3:1.
    const { statistic, df, p } = goodnessOfFit([315, 108, 101, 32], [9, 3, 3, 1]);
    expect(statistic).toBeCloseTo(0.470024, 6);
    expect(df).toBe(3);
    expect(p).toBeCloseTo(0.925426, 5);
    expect(evenness([10, 10, 10]).p).toBe(1);
  });

  it('calls a count impossible where the share is 0, and leaves out an empty cell of share 0', () => {
    expect(goodnessOfFit([5, 5, 1], [1, 1, 0]).p).toBe(0);
    expect(goodnessOfFit([5, 5, 0], [1, 1, 0])).toMatchObject({ df: 1, p: 1 });
    expect(goodnessOfFit([0, 0], [1, 1]).p).toBe(1);
  });

  it('tests a table of two sides', () => {
    // 2 × 2: n (ad - bc)^2 / the product of the margins.
    const { statistic, df, v } = independence([10, 20, 30, 5], 2);
    const expected = (65 * (10 * 5 - 20 * 30) ** 2) / (30 * 35 * 40 * 25);
    expect(statistic).toBeCloseTo(expected, 10);
    expect(df).toBe(1);
    expect(v).toBeCloseTo(Math.sqrt(expected / 65), 10);
    expect(independence([7, 0, 0, 0, 9, 0, 0, 0, 8], 3)).toMatchObject({ df: 4, v: expect.closeTo(1, 10) });
  });

  it('does not count rows and columns without a unit', () => {
    expect(independence([5, 5, 0, 5, 5, 0], 3)).toMatchObject({ df: 1, p: 1 });
    expect(independence([0, 0, 0, 0], 2)).toMatchObject({ df: 0, p: 1, v: 0 });
  });

  it('tests three sides, also where every two of them are independent', () => {
    expect(mutualIndependence(new Array(8).fill(10), [2, 2, 2])).toMatchObject({ df: 4, p: 1 });
    // The third side is the exclusive or of the others.
    const exclusive = [40, 0, 0, 40, 0, 40, 40, 0];
    expect(mutualIndependence(exclusive, [2, 2, 2]).p).toBeLessThan(1e-20);
  });

  it('bounds the largest V as chance does', () => {
    // One test at 5 % of a 2 × 2 table: V = 1.96 / sqrt(n).
    expect(largestV(0.05, 1, 10_000, 2)).toBeCloseTo(0.01959964, 6);
    expect(largestV(0.001, 19_900, 10_000, 4)).toBeGreaterThan(largestV(0.001, 100, 10_000, 4));
  });
});
