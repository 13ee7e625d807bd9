import { evenness } from './contingency.js';
import { type Finding, judge, type PValues, shortP } from './finding.js';
import { type Line, partOf } from './line.js';

/** (a) Whether buckets are even: chi-square over coarse and fine buckets, per experiment and id shape; the p-values must be uniform. */
export class Uniformity {
  readonly #parts: readonly [coarse: number, fine: number];
  readonly #pValues = new Map<number, { readonly shape: string; readonly p: number }[]>();

  /** @param parts how many buckets; fewer where a line has no more */
  constructor(parts: readonly [coarse: number, fine: number] = [20, 1000]) {
    this.#parts = parts;
  }

  add(shape: string, lines: readonly Line[], buckets: readonly Int32Array[]): void {
    for (const [i, line] of lines.entries()) {
      for (const wanted of this.#parts) {
        const parts = Math.min(wanted, line.buckets);
        const counts = new Uint32Array(parts);
        for (const bucket of buckets[i] as Int32Array) {
          const part = partOf(bucket, line, parts);
          counts[part] = (counts[part] as number) + 1;
        }
        const all = this.#pValues.get(parts) ?? [];
        this.#pValues.set(parts, [...all.splice(0), { shape, p: evenness(counts).p }]);
      }
    }
  }

  finding(): Finding {
    const results = [...this.#pValues].map(([parts, all]) => ({ parts, ...judge(all.map(({ p }) => p)), shape: worstShape(all) }));
    const failed = results.find(({ passes, shape }) => !passes || !shape.passes);
    const numbers = results.flatMap(({ parts, ks, shape }) => [
      [`ks${parts}`, ks],
      [`worstShapeKs${parts}`, shape.ks],
    ]);
    return {
      test: 'uniformity',
      verdict: failed === undefined ? 'pass' : 'fail',
      result: results.map(({ parts, ks, shape }) => `${parts} buckets: KS p ${shortP(ks)} (${shape.name} ${shortP(shape.ks)})`).join('; '),
      ...(failed && { meaning: `the buckets are not as even as chance would have them, most of all for ${failed.shape.name}` }),
      numbers: Object.fromEntries(numbers),
    };
  }
}

/** The id shape whose p-values are the least uniform; there being several, its bar is lower by as much. */
function worstShape(all: readonly { readonly shape: string; readonly p: number }[]): PValues & { readonly name: string } {
  const names = [...new Set(all.map(({ shape }) => shape))];
  const judged = names.map((name) => ({ name, ...judge(all.filter(({ shape }) => shape === name).map(({ p }) => p)) }));
  const worst = judged.reduce((a, b) => (b.ks < a.ks ? b : a));
  return { ...worst, passes: worst.ks > 0.001 / names.length };
}
