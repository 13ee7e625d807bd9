import type { Stats } from '../../../js/stats/stats.js';
import { agree, all, type Tolerance } from './agree.js';
import type { GroupCheck } from './scipy-grid.js';

interface TwoProportions {
  readonly x1: number;
  readonly n1: number;
  readonly x2: number;
  readonly n2: number;
  readonly diff: number;
  readonly wilson1: readonly number[];
  readonly wilson2: readonly number[];
  readonly newcombe: readonly number[];
}

/** The groups about distributions and estimates. */
export const estimateGroups: Readonly<Record<string, GroupCheck>> = {
  two_prop(test: TwoProportions, stats: Stats, tolerance: Tolerance) {
    const [control, treatment] = [
      { successes: test.x1, trials: test.n1 },
      { successes: test.x2, trials: test.n2 },
    ];
    const { estimate, interval } = stats.newcombe(control, treatment);
    return all(
      agree(test.diff, estimate, tolerance),
      agree(test.newcombe, interval, tolerance),
      agree(test.wilson1, stats.wilson(control).interval, tolerance),
      agree(test.wilson2, stats.wilson(treatment).interval, tolerance),
    );
  },
};
