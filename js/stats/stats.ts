import { type AdjustmentStats, adjustmentStats } from './adjustments.js';
import { type BayesStats, bayesStats } from './bayes.js';
import { type BoundaryStats, boundaryStats } from './boundaries.js';
import { type CountStats, countStats } from './counts.js';
import { type DistributionStats, distributionStats } from './distributions.js';
import { type GroupStats, groupStats } from './groups.js';
import { type MeanStats, meanStats } from './means.js';
import { type MultiplicityStats, multiplicityStats } from './multiplicity.js';
import { type PowerStats, powerStats } from './power.js';
import { type RateStats, rateStats } from './rates.js';
import { type SampleStats, sampleStats } from './samples.js';
import { type SequenceStats, sequenceStats } from './sequences.js';
import type { StatsModule } from './stats-module.js';

/** The statistics, each a pure function of its arguments; a wrong argument is an AssayError INVALID_ARGUMENT that names it. */
export interface Stats
  extends DistributionStats,
    RateStats,
    MeanStats,
    AdjustmentStats,
    SampleStats,
    SequenceStats,
    CountStats,
    BoundaryStats,
    GroupStats,
    MultiplicityStats,
    PowerStats,
    BayesStats {
  /** Gives the module's memory back; every function throws AssayError CLOSED afterwards. */
  close(): void;
}

/** The statistics of a module that is open; closing closes it. */
export function statsOf(module: StatsModule): Stats {
  const { call } = module;
  return {
    ...distributionStats(call),
    ...rateStats(call),
    ...meanStats(call),
    ...adjustmentStats(call),
    ...sampleStats(call),
    ...sequenceStats(call),
    ...countStats(call),
    ...boundaryStats(call),
    ...groupStats(call),
    ...multiplicityStats(call),
    ...powerStats(call),
    ...bayesStats(call),
    close: () => module.close(),
  };
}
