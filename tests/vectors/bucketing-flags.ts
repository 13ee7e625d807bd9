import type { Datafile, Flag, Split } from '../../js/compile/datafile.js';
import { bucketOf } from './oracle/bucketing.mjs';

/** A row of bucketing.json. */
export interface BucketingRow {
  readonly purpose: 'variant' | 'coverage' | 'layer';
  readonly salt: string;
  readonly unit: string;
  readonly hash32: number;
  readonly total: number;
}

/** The context attribute that holds the row's unit. */
export const UNIT_ATTRIBUTE = 'unit id';

const PPM = 1_000_000;
const MAX_TOTAL = 2 ** 31 - 1;

interface Bracket {
  readonly split: Partial<Split>;
  /** The variant that the unit gets. */
  readonly expect: 'in' | 'out';
}

/** Splits that end at the edges of the row's bucket, so that the variants say on which side of each edge the unit is. */
function bracketsOf({ purpose, hash32, total }: BucketingRow): readonly Bracket[] {
  const ppm = bucketOf(hash32, PPM);
  switch (purpose) {
    case 'variant':
      return [total, MAX_TOTAL].map((parts) => {
        const bucket = bucketOf(hash32, parts);
        return { split: { weights: { before: bucket, in: 1, after: parts - bucket - 1 } }, expect: 'in' };
      });
    case 'coverage':
      return [
        { split: { coverage: ppm / PPM }, expect: 'out' },
        { split: { coverage: (ppm + 1) / PPM }, expect: 'in' },
      ];
    case 'layer':
      return [
        { split: { layer: 'layer', range: [ppm / PPM, (ppm + 1) / PPM] }, expect: 'in' },
        ...(ppm > 0 ? [{ split: { layer: 'layer', range: [0, ppm / PPM] as const }, expect: 'out' as const }] : []),
        ...(ppm + 1 < PPM ? [{ split: { layer: 'layer', range: [(ppm + 1) / PPM, 1] as const }, expect: 'out' as const }] : []),
      ];
  }
}

/** The row as a datafile, one flag per edge. */
export function bucketingDatafile(row: BucketingRow): Datafile {
  const flagOf = ({ split }: Bracket): Flag => ({
    type: 'string',
    variants: { before: 'before', in: 'in', after: 'after', out: 'out' },
    default: 'out',
    rules: [{ split: { unit: UNIT_ATTRIBUTE, salt: row.salt, weights: { in: 1 }, ...split } }],
  });
  const flags = Object.fromEntries(bracketsOf(row).map((bracket, i) => [`flag ${i}`, flagOf(bracket)]));
  return { layers: { layer: { salt: row.salt } }, flags };
}

/** The variant that each flag of `bucketingDatafile(row)` must give, in order. */
export const bucketingAnswers = (row: BucketingRow): readonly string[] => bracketsOf(row).map(({ expect }) => expect);
