import { type DistributionStats, distributionStats } from './distributions.js';
import { type ProportionStats, proportionStats } from './proportions.js';
import type { StatsModule } from './stats-module.js';

/** The statistics, each a pure function of its arguments; a wrong argument is an AssayError INVALID_ARGUMENT that names it. */
export interface Stats extends DistributionStats, ProportionStats {
  /** Gives the module's memory back; every function throws AssayError CLOSED afterwards. */
  close(): void;
}

/** The statistics of a module that is open; closing closes it. */
export function statsOf(module: StatsModule): Stats {
  const { call } = module;
  return { ...distributionStats(call), ...proportionStats(call), close: () => module.close() };
}
