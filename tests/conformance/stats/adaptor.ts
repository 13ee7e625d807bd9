import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';

/** What one case asks of the statistics. */
export interface StatsCase {
  readonly name: string;
  readonly check: (stats: Stats) => Outcome;
}

/** The cases of one file of conformance/stats. */
export type Adaptor = (content: unknown) => Iterable<StatsCase>;

/** A case of a kind that nothing here knows: a failure, so that a new kind is noticed. */
export const unknownKind = (name: string, kind: string): StatsCase => ({
  name,
  check: () => ({ fail: { expected: `an adaptor for ${kind}`, got: undefined } }),
});
