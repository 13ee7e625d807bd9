import { AssayError } from '../../shared/errors.js';
import type { IdSet } from './program.js';
import { type Hash64, xxh64 } from './xxh64.js';

const MAX_HASHES = 32;
/** Of all sets together: what fits the largest datafile. */
const MAX_WORDS = 512 * 1024;

/** The words of a set as they stand in a datafile (IdSet of core/assay/wire/datafile.fbs). */
export interface EncodedSet {
  readonly kind: 'exact' | 'bloom';
  /** Bloom: bits per id. */
  readonly hashes: number;
  readonly words: BigUint64Array;
}

/**
 * An exact set is its ids' hashes, ascending, each once. A Bloom filter is m bits, a multiple of 64 that is not below -n ln(rate) / ln(2)^2, with
 * k = round(m / n * ln(2)) bits, 1 to 32, set per id: for i in [0, k) the bit (h1 + i * h2) mod m, where h1 is the lower half of the id's
 * hash and h2 its upper half with the lowest bit set, computed in 64 bits. Bit b is bit b mod 64 of word b / 64. The core tests the same
 * bits. The hash is XXH64, seed 0, of the UTF-8 id.
 *
 * Source: A. Kirsch and M. Mitzenmacher, "Less Hashing, Same Performance: Building a Better Bloom Filter", 2006, doi:10.1007/11841036_42.
 * @throws AssayError RESOURCE_EXHAUSTED when the set does not fit a datafile
 */
export function encodeSet({ ids, falsePositiveRate: rate }: IdSet): EncodedSet {
  return rate === undefined ? exactSet(ids) : bloomFilter(ids, rate);
}

/** What keeps a set from being encoded. */
export function problemOfSet({ ids, falsePositiveRate: rate }: IdSet): string | undefined {
  if (rate !== undefined && !(rate > 0 && rate < 1)) return 'falsePositiveRate must be above 0 and below 1';
  const wrong = ids.findIndex((id) => typeof id !== 'string' || !id.isWellFormed());
  return wrong < 0 ? undefined : `ids[${wrong}] must be well-formed text`;
}

function exactSet(ids: readonly string[]): EncodedSet {
  checkWords(ids.length);
  const sorted = hashesOf(ids)
    .map(({ high, low }) => (BigInt(high) << 32n) | BigInt(low))
    .reduce((words, hash, i) => {
      words[i] = hash;
      return words;
    }, new BigUint64Array(ids.length))
    .sort();
  return { kind: 'exact', hashes: 0, words: sorted.filter((hash, i) => i === 0 || hash !== sorted[i - 1]) };
}

function bloomFilter(ids: readonly string[], rate: number): EncodedSet {
  const n = Math.max(1, new Set(ids).size);
  const size = Math.max(1, Math.ceil(Math.ceil((-n * Math.log(rate)) / Math.LN2 ** 2) / 64));
  checkWords(size);
  const bits = size * 64;
  const hashes = Math.min(MAX_HASHES, Math.max(1, Math.round((bits / n) * Math.LN2)));
  const halves = new Uint32Array(size * 2);
  for (const { high, low } of hashesOf(ids)) {
    // At most 31 * 2^32 + 2^32: exact in a double.
    for (let i = 0; i < hashes; ++i) {
      const bit = (low + i * ((high | 1) >>> 0)) % bits;
      const half = Math.floor(bit / 32);
      halves[half] = (halves[half] as number) | (1 << (bit % 32));
    }
  }
  const words = new BigUint64Array(size);
  for (let i = 0; i < size; ++i) words[i] = (BigInt(halves[2 * i + 1] as number) << 32n) | BigInt(halves[2 * i] as number);
  return { kind: 'bloom', hashes, words };
}

function hashesOf(ids: readonly string[]): Hash64[] {
  const encoder = new TextEncoder();
  let room = new Uint8Array(256);
  return ids.map((id) => {
    // A UTF-16 code unit takes at most three bytes.
    if (room.length < id.length * 3) room = new Uint8Array(id.length * 3);
    return xxh64(room, encoder.encodeInto(id, room).written);
  });
}

function checkWords(words: number): void {
  if (words > MAX_WORDS)
    throw new AssayError('RESOURCE_EXHAUSTED', 'sets: too many ids for a datafile of 4 MiB; a falsePositiveRate takes a tenth of the room');
}
