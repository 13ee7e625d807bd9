import { describe, expect, it } from 'vitest';
import { answer } from '../../vectors/oracle/answer.mjs';
import { bucketOf, unitHash32 } from '../../vectors/oracle/bucketing.mjs';
import { evaluateAll } from '../../vectors/oracle/flags.mjs';
import { differences } from './differences.js';
import { bucketingRows, flagVectors, queryVectors } from './vector-files.js';

describe('the committed expectations are what the oracles answer', () => {
  it('for bucketing', () => {
    expect(bucketingRows.length).toBeGreaterThan(300);
    for (const row of bucketingRows) {
      const hash32 = unitHash32(row.purpose, row.salt, row.unit);
      expect({ hash32, bucket: bucketOf(hash32, row.total) }, row.unit).toMatchObject({
        hash32: row.hash32,
        bucket: (row as { bucket?: number }).bucket,
      });
    }
  });

  it('for flags', () => {
    expect(flagVectors.flatMap(({ answers }) => answers).length).toBeGreaterThan(100);
    for (const { name, datafile, answers } of flagVectors) {
      for (const [i, { context, expect: expected }] of answers.entries()) {
        expect(evaluateAll(datafile, context), `${name}, context ${i}`).toEqual(expected);
      }
    }
  });

  it('for queries', () => {
    const answered = queryVectors.filter(({ expect: expected }) => !('error' in (expected as object)));
    expect(answered.length).toBeGreaterThan(70);
    for (const vector of answered) expect(differences(answer(vector), vector.expect), vector.name).toEqual([]);
  });
});
