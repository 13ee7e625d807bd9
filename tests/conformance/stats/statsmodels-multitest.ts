import type { Correction } from '../../../js/stats/multiplicity.js';
import type { Stats } from '../../../js/stats/stats.js';
import type { Outcome } from '../report.js';
import { agree, all } from './agree.js';
import type { KindCheck } from './statsmodels.js';

interface Case {
  readonly columns: readonly string[];
  /** A row per hypothesis, by ascending p value. */
  readonly table: readonly (readonly (number | null)[])[];
  readonly pvals_unsorted?: readonly number[];
  readonly atol: number;
}

/** By the name of R's column. */
const COLUMNS: Readonly<Record<string, Correction>> = {
  rawp: 'none',
  Bonferroni: 'bonferroni',
  Holm: 'holm',
  Hochberg: 'hochberg',
  SidakSS: 'sidak',
  SidakSD: 'holm-sidak',
  BH: 'benjamini-hochberg',
  BY: 'benjamini-yekutieli',
  Hommel: 'hommel',
};

/** Hommel's by its definition: a hypothesis falls when Simes' test rejects every set that it is part of. 2^n sets. */
function closedSimes(pValues: readonly number[]): readonly number[] {
  const greatest = pValues.map(() => 0);
  for (let set = 1; set < 2 ** pValues.length; set += 1) {
    const members = pValues.flatMap((_, i) => ((set >> i) & 1 ? [i] : []));
    const sorted = members.map((i) => pValues[i] as number).sort((a, b) => a - b);
    const simes = Math.min(...sorted.map((p, i) => (sorted.length * p) / (i + 1)));
    for (const i of members) greatest[i] = Math.max(greatest[i] as number, simes);
  }
  return greatest;
}

export const multitestKinds: Readonly<Record<string, KindCheck>> = {
  multitest({ columns, table, pvals_unsorted: unsorted, atol }: Case, stats: Stats) {
    const column = (name: string): readonly (number | null)[] => table.map((row) => row[columns.indexOf(name)] ?? null);
    const pValues = column('rawp') as readonly number[];
    const outcomes = columns.map((name): Outcome => {
      const expected = column(name) as readonly number[];
      if (expected.every((value) => value === null)) return { pass: true }; // R gave none
      const twoStage = /^TSBH_([\d.]+)$/.exec(name);
      if (twoStage !== null) return agree(expected, stats.adjustTwoStage(pValues, Number(twoStage[1])), { atol });
      const correction = COLUMNS[name];
      if (correction === undefined) return { fail: { expected: `an adaptor for ${name}`, got: undefined } };
      const got = stats.adjustPValues(pValues, correction);
      // Hommel's are never above Hochberg's. A column that says so is another method's, and the definition decides.
      const hochberg = stats.adjustPValues(pValues, 'hochberg');
      const impossible = name === 'Hommel' && expected.some((p, i) => p > (hochberg[i] as number) + atol);
      return agree(impossible ? closedSimes(pValues) : expected, got, { atol });
    });
    if (unsorted !== undefined) {
      const holm = stats.adjustPValues(unsorted, 'holm');
      const sorted = [...unsorted.keys()].sort((a, b) => (unsorted[a] as number) - (unsorted[b] as number));
      outcomes.push(
        agree(
          column('Holm') as readonly number[],
          sorted.map((i) => holm[i] as number),
          { atol },
        ),
      );
    }
    return all(...outcomes);
  },
};
