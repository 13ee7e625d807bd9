import { goodnessOfFit } from './contingency.js';
import { type Finding, judge, percent, shortP } from './finding.js';
import { and } from '../compile/program/expr.js';
import { armRanges, type Line, type SplitRule, within } from './line.js';

/** The coverage at which arms are counted. */
const SHARE = 0.1;
const ARMS = [1, 1, 1, 1] as const;

/** (e) Coverage: the arms of the tenth of the units that is let in follow the weights. Unleash lost variants when one hash decided both. */
export class Coverage {
  readonly #pValues: number[] = [];
  readonly #worst = { p: 2, counts: new Uint32Array() };

  /** The variants that a rule of `coverageRule` gave. */
  add(served: Int32Array): void {
    const counts = new Uint32Array(ARMS.length);
    for (const arm of served) if (arm >= 0) counts[arm] = (counts[arm] as number) + 1;
    const { p } = goodnessOfFit(counts, ARMS);
    this.#pValues.push(p);
    if (p < this.#worst.p) Object.assign(this.#worst, { p, counts });
  }

  finding(): Finding {
    const { ks, smallest, passes, tests } = judge(this.#pValues);
    const { counts } = this.#worst;
    const total = counts.reduce((sum, count) => sum + count, 0);
    const shares = [...counts].map((count) => percent(count / total)).join(' / ');
    const result = `arms at ${percent(SHARE)} coverage, ${tests} times: KS p ${shortP(ks)}, smallest p ${shortP(smallest)}`;
    const meaning = `at ${percent(SHARE)} coverage the arms, meant to be equal, are ${shares}: who is let in decides the arm`;
    return { test: 'coverage', verdict: passes ? 'pass' : 'fail', result, ...(!passes && { meaning }), numbers: { ks, smallest } };
  }
}

/** Arms of one size for a share of the units. `coverage` is the line that lets units in; absent: each arm's part is shortened. */
export function rampRule(variant: Line, coverage: Line | undefined, share: number): SplitRule {
  if (coverage === undefined) return { then: { choose: variant.number, ranges: armRanges(ARMS, variant.high, share) } };
  return { when: and(...within(coverage, 0, share)), then: { choose: variant.number, ranges: armRanges(ARMS, variant.high) } };
}

export const coverageRule = (variant: Line, coverage: Line | undefined): SplitRule => rampRule(variant, coverage, SHARE);
