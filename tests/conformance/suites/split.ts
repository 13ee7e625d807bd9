import { basename } from 'node:path';
import {
  splitBetweenVersions,
  splitBucket,
  splitEqualVersion,
  splitFromVersion,
  splitHash,
  splitUpToVersion,
} from '../../../js/compat/hash-modes/index.js';
import { attribute, not } from '../../../js/compile/program/expr.js';
import type { Expr, ProgramFlag } from '../../../js/compile/program/program.js';
import { holds } from '../evaluator.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

const field = attribute('field');

/** Rows of hashes (seed, key, hash, bucket), or of versions: valid, invalid, equal to, between. The name of the file tells which. */
export const suite: Suite = {
  name: 'split',
  *cases(path, content): Iterable<Case> {
    const rows = (content as string).split(/\r?\n/).filter((line) => line !== '' && !line.startsWith('#'));
    const file = basename(path);
    if (file.startsWith('murmur3')) yield* hashes(rows);
    else for (const row of rows) yield versions(file, row);
  },
};

/** seed,key,hash,bucket; a key may hold commas. */
const HASH_ROW = /^(-?\d+),(.*),(\d+),(\d+)$/;

function* hashes(rows: readonly string[]): Iterable<Case> {
  const parsed = rows.map((row) => HASH_ROW.exec(row)).filter((match) => match !== null);
  const seeds = [...new Set(parsed.map(([, seed]) => seed as string))];
  // One program for all rows, as a datafile would be.
  const flags = seeds.flatMap((seed) => [
    numberFlag(`hash ${seed}`, splitHash(field, Number(seed))),
    numberFlag(`bucket ${seed}`, splitBucket(field, Number(seed))),
  ]);
  const program = { flags };
  if (parsed.length < rows.length) yield { name: 'rows', run: () => expectSame(rows.length, parsed.length) };
  for (const [, seed, key, hash, bucket] of parsed) {
    yield {
      name: `${key} with seed ${seed}`,
      run(evaluator) {
        const numberOf = (what: string): number | null => evaluator.evaluate(program, `${what} ${seed}`, { field: key }).bucket ?? null;
        return expectSame([Number(hash), Number(bucket)], [numberOf('hash'), numberOf('bucket')]);
      },
    };
  }
}

const numberFlag = (key: string, value: Expr): ProgramFlag => ({
  key,
  type: 'boolean',
  variants: [{ key: 'number', json: 'true' }],
  defaultVariant: -1,
  rules: [{ id: 'number', then: { choose: value, ranges: [[0, 2 ** 32, 0]] } }],
});

/** A row of a file of versions, as expressions that all hold for the version, or all do not. */
function versions(file: string, row: string): Case {
  const [first = '', second = '', third = '', fourth] = row.split(',');
  if (file.startsWith('invalid')) return claim(row, false, first, [splitFromVersion(field, '0.0.0-0'), splitFromVersion(field, first)]);
  if (file.startsWith('valid')) return claim(row, true, first, [splitFromVersion(field, second), not(splitUpToVersion(field, second))]);
  if (file.startsWith('equal')) return claim(row, third === 'true', second, [splitEqualVersion(field, first)]);
  return claim(row, fourth === 'true', second, [splitBetweenVersions(field, first, third)]);
}

const claim = (name: string, expected: boolean, version: string, all: readonly Expr[]): Case => ({
  name,
  run: (evaluator) =>
    expectSame(
      all.map(() => expected),
      all.map((expr) => holds(evaluator, expr, { field: version })),
    ),
});
