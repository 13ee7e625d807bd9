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
export type { ArmChance, BayesStats, BetaPosterior, EffectPosterior, NormalPosterior } from './bayes.js';
export type { BoundaryStats, Mixture, QuantileTuning } from './boundaries.js';
export type { Alternative } from './choices.js';
export type { ConversionLook, ConvertedUsers, CountEvidence, CountStats } from './counts.js';
export type { FutilityOptions, GroupBounds, GroupOptions, GroupOutcome, GroupStats, Spending } from './groups.js';
export type { Correction, GuardrailVerdict, HolmInterval, MultiplicityStats } from './multiplicity.js';
export type { MeanEffect, MidExperiment, MidExperimentPlan, PowerStats, PowerTarget } from './power.js';
export type { HybridLook, LiftLook, MeanWithError, MixingTuning, SequenceLook, SequenceStats, SequenceTuning } from './sequences.js';
