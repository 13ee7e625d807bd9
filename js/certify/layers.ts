import { goodnessOfFit, mutualIndependence } from './contingency.js';
import { type Finding, judge, shortP } from './finding.js';
import { armRanges, type Line, partOf, type SplitRule, within } from './line.js';
import { and } from '../compile/program/expr.js';

const PARTS = 4;

/**
 * (c) Layers: of two experiments that divide a layer no unit is in both, the arms of those let in follow the weights, and the unit's place in the
 * layer, its arm in one experiment and its arm in another are mutually independent.
 */
export class Layers {
  readonly #joint: number[] = [];
  readonly #arms: number[] = [];
  #leaks = 0;
  #units = 0;

  /** Places on layers, and of as many pairs of experiments. */
  addPlaces(lines: readonly [layer: Line, a: Line, b: Line], places: readonly [Int32Array, Int32Array, Int32Array]): void {
    const counts = new Uint32Array(PARTS ** 3);
    for (let unit = 0; unit < places[0].length; unit++) {
      const [layer, a, b] = places.map((buckets, i) => partOf(buckets[unit] as number, lines[i] as Line, PARTS)) as [
        number,
        number,
        number,
      ];
      const cell = (layer * PARTS + a) * PARTS + b;
      counts[cell] = (counts[cell] as number) + 1;
    }
    this.#joint.push(mutualIndependence(counts, [PARTS, PARTS, PARTS]).p);
  }

  /** The variants that both experiments of `layerRules` gave. */
  addServed(a: Int32Array, b: Int32Array): void {
    for (const served of [a, b]) {
      const counts = new Uint32Array(PARTS);
      for (const arm of served) if (arm >= 0) counts[arm] = (counts[arm] as number) + 1;
      this.#arms.push(
        goodnessOfFit(
          counts,
          counts.map(() => 1),
        ).p,
      );
    }
    this.#units += a.length;
    for (let unit = 0; unit < a.length; unit++) if ((a[unit] as number) >= 0 && (b[unit] as number) >= 0) this.#leaks++;
  }

  finding(): Finding {
    const joint = judge(this.#joint);
    const arms = judge(this.#arms);
    const leaks = this.#leaks;
    const result = `${leaks} of ${this.#units.toLocaleString('en')} units in two experiments; layer × arm × arm KS p ${shortP(joint.ks)}; arms of those let in KS p ${shortP(arms.ks)}`;
    const numbers = { leaks, jointKs: joint.ks, armsKs: arms.ks, smallest: Math.min(joint.smallest, arms.smallest) };
    if (leaks === 0 && joint.passes && arms.passes) return { test: 'layers', verdict: 'pass', result, numbers };
    const meaning =
      leaks > 0
        ? `${leaks} units are in two experiments that exclude each other`
        : 'who is in which part of a layer tells the arm: the arms of an experiment in a layer are not those of chance';
    return { test: 'layers', verdict: 'fail', result, meaning, numbers };
  }
}

/** Two experiments of four arms, on the two halves of a layer. */
export const layerRules = (layer: Line, a: Line, b: Line): readonly SplitRule[] => [
  { when: and(...within(layer, 0, 0.5)), then: { choose: a.number, ranges: armRanges([1, 1, 1, 1], a.high) } },
  { when: and(...within(layer, 0.5, 1)), then: { choose: b.number, ranges: armRanges([1, 1, 1, 1], b.high) } },
];
