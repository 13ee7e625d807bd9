import type { Outcome } from '../report.js';
import type { Adaptor } from './adaptor.js';
import { unknownKind } from './adaptor.js';
import type { Tolerance } from './agree.js';
import { distributionGroups } from './scipy-grid-distributions.js';
import { estimateGroups } from './scipy-grid-estimates.js';
import { sequentialGroups } from './scipy-grid-sequential.js';
import type { Stats } from '../../../js/stats/stats.js';

/** How the cases of a group are asked. */
export type GroupCheck = (test: never, stats: Stats, tolerance: Tolerance) => Outcome;

interface File {
  readonly groups: Readonly<Record<string, { readonly rtol: number; readonly cases: readonly unknown[] }>>;
}

const GROUPS: Readonly<Record<string, GroupCheck>> = { ...distributionGroups, ...estimateGroups, ...sequentialGroups };

export const scipyGrid: Adaptor = function* (content) {
  for (const [group, { rtol, cases }] of Object.entries((content as File).groups)) {
    const check = GROUPS[group];
    for (const test of cases) {
      const name = `${group} ${JSON.stringify(test).slice(0, 80)}`;
      yield check === undefined ? unknownKind(name, group) : { name, check: (stats) => check(test as never, stats, { rtol }) };
    }
  }
};
