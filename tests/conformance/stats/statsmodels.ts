import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { type Adaptor, unknownKind } from './adaptor.js';
import { multitestKinds } from './statsmodels-multitest.js';
import { powerKinds } from './statsmodels-power.js';
import { proportionKinds } from './statsmodels-proportions.js';

/** How cases of a kind are asked. */
export type KindCheck = (test: never, stats: Stats) => Outcome;

interface File {
  readonly cases: readonly { readonly kind: string; readonly name: string; readonly inputs?: unknown }[];
}

const KINDS: Readonly<Record<string, KindCheck>> = { ...proportionKinds, ...powerKinds, ...multitestKinds };

export const statsmodels: Adaptor = function* (content) {
  for (const test of (content as File).cases) {
    const name = `${test.kind} ${test.name} ${JSON.stringify(test.inputs ?? '').slice(0, 80)}`;
    const check = KINDS[test.kind];
    yield check === undefined ? unknownKind(name, test.kind) : { name, check: (stats) => check(test as never, stats) };
  }
};
