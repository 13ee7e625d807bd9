/** The statistics of experiments over plain numbers: `import { openStats } from 'assay/stats'`. */
export type { Interval, PValue } from './answer.js';
export type { Proportion } from './check.js';
export type { DistributionStats, Side, Tails } from './distributions.js';
export { openStats } from './open-stats.js';
export type { DifferenceOfRates, Level, ProportionStats, ZTest } from './proportions.js';
export type { Reason } from './reasons.js';
export type { Stats } from './stats.js';
