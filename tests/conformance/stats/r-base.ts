import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { type Adaptor, unknownKind } from './adaptor.js';
import { estimateExamples } from './r-base-estimates.js';
import { powerExamples } from './r-base-power.js';

/** How cases of a name are asked. */
export type NamedCheck = (inputs: never, expected: never, stats: Stats) => Outcome;

interface File {
  readonly cases: readonly { readonly name: string; readonly inputs: unknown; readonly expected: unknown }[];
}

/** By how the case's name begins. */
const EXAMPLES: Readonly<Record<string, NamedCheck>> = { ...estimateExamples, ...powerExamples };

export const rBase: Adaptor = function* (content) {
  for (const { name, inputs, expected } of (content as File).cases) {
    const title = `${name} ${JSON.stringify(inputs).slice(0, 60)}`;
    const kind = Object.keys(EXAMPLES).find((prefix) => name.replace('?', '').startsWith(prefix));
    const check = kind === undefined ? undefined : EXAMPLES[kind];
    yield check === undefined
      ? unknownKind(title, name)
      : { name: title, check: (stats) => check(inputs as never, expected as never, stats) };
  }
};
