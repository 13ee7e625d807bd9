import { describe, expect, it } from 'vitest';
import { encodeProgram } from '../../../js/compile/program/encode-program.js';
import { encodeSet } from '../../../js/compile/program/id-set.js';
import { xxh64 } from '../../../js/compile/program/xxh64.js';
import { SetKind } from '../../../js/wire/generated/assay/fb/set-kind.js';
import { readDatafile } from './read-datafile.js';

const idsFrom = (first: number, count: number): string[] => Array.from({ length: count }, (_, i) => `user-${first + i}-é😀`);
const hash = (id: string): bigint => {
  const { high, low } = xxh64(new TextEncoder().encode(id));
  return (BigInt(high) << 32n) | BigInt(low);
};

/** The test of a filter as the comment of encodeSet() says it, in BigInt. */
function mayHold(words: readonly bigint[], hashes: number, id: string): boolean {
  const [h1, h2, bits] = [hash(id) & 0xffffffffn, (hash(id) >> 32n) | 1n, BigInt(words.length * 64)];
  return Array.from({ length: hashes }, (_, i) => (h1 + BigInt(i) * h2) % bits).every(
    (bit) => ((words[Number(bit / 64n)] as bigint) >> (bit % 64n)) & 1n,
  );
}

describe('encodeSet', () => {
  it.each([
    ['no id', []],
    ['one id', ['a']],
    ['the empty id and ids twice', ['b', '', 'b', 'a', '😀']],
    ['a thousand ids', idsFrom(0, 1000)],
    ['an id of 5000 characters', ['é'.repeat(5000)]],
  ])('writes an exact set of %s as its distinct hashes, ascending', (_, ids) => {
    const { kind, words } = encodeSet({ name: 's', ids });
    expect(kind).toBe('exact');
    expect([...words]).toEqual([...new Set(ids.map(hash))].sort((a, b) => (a < b ? -1 : 1)));
  });

  it.each([
    [0, 0.01, 1],
    [1, 0.01, 1],
    [1, 1e-300, 1438],
    [1000, 0.01, 9586],
    [1000, 0.001, 14378],
    [5000, 0.5, 7214],
    [100, 0.999, 1],
  ])('writes a filter for %d ids at a rate of %d with at least %d bits that misses none', (count, rate, least) => {
    const ids = idsFrom(0, count);
    const { kind, hashes, words } = encodeSet({ name: 's', ids, falsePositiveRate: rate });
    const bits = words.length * 64;
    expect(kind).toBe('bloom');
    expect(bits).toBeGreaterThanOrEqual(least);
    expect(hashes).toBe(Math.min(32, Math.max(1, Math.round((bits / Math.max(1, count)) * Math.LN2))));
    for (const id of ids) expect(mayHold([...words], hashes, id), id).toBe(true);
  });

  it('answers yes for others at the rate asked for', () => {
    const { hashes, words } = encodeSet({ name: 's', ids: idsFrom(0, 2000), falsePositiveRate: 0.02 });
    const others = idsFrom(1_000_000, 20_000);
    const wrong = others.filter((id) => mayHold([...words], hashes, id)).length / others.length;
    // Standard error 0.001.
    expect(Math.abs(wrong - 0.02)).toBeLessThan(0.004);
  });

  it('stands in the datafile behind the sets before it', () => {
    const { bytes } = encodeProgram({
      flags: [],
      sets: [
        { name: 'first', ids: ['a', 'b'] },
        { name: 'filter', ids: idsFrom(0, 50), falsePositiveRate: 0.1 },
        { name: 'none', ids: [] },
      ],
    });
    const { sets } = readDatafile(bytes);
    expect(sets.map(({ kind, words }) => [kind, words.length])).toEqual([
      [SetKind.Exact, 2],
      [SetKind.Bloom, 4],
      [SetKind.Exact, 0],
    ]);
    expect(sets[0]!.words).toEqual([hash('a'), hash('b')].sort((a, b) => (a < b ? -1 : 1)));
    expect(sets[1]!.words).toEqual([...encodeSet({ name: 'filter', ids: idsFrom(0, 50), falsePositiveRate: 0.1 }).words]);
  });
});
