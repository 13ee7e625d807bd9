/** The statistics of experiments over plain numbers: `import { openStats } from 'assay/stats'`. */
export {
  type Adjusted,
  type AdjustmentStats,
  type AdjustOptions,
  type Centring,
  type JointMoments,
  jointMoments,
  type Stratum,
} from './adjustments.js';
export type { Interval, PValue } from './answer.js';
export type { Proportion } from './check.js';
export type { DistributionStats, Side, Tails } from './distributions.js';
export type { ArmEstimate, ArmOrReason, Effect, Freedom, MeanStats, Options, RatioInput } from './means.js';
export { openStats } from './open-stats.js';
export type { ChiSquaredTest, EstimateWithInterval, IntervalOnly, Level, RateMethod, RateStats, Tested } from './rates.js';
export type { Reason } from './reasons.js';
export type { BootstrapOptions, Events, QuantileInput, SampleStats, Winsorised } from './samples.js';
export type { Stats } from './stats.js';
