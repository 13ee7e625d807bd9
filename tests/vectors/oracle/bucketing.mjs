// The bucketing rule of core/decisions/bucketing.md, written a second time: XXH64 from its specification
// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md) in BigInt, without the library that the core uses.

const MASK = (1n << 64n) - 1n;
const PRIME = [0n, 0x9e3779b185ebca87n, 0xc2b2ae3d27d4eb4fn, 0x165667b19e3779f9n, 0x85ebca77c2b2ae63n, 0x27d4eb2f165667c5n];

const multiply = (a, b) => (a * b) & MASK;
const add = (a, b) => (a + b) & MASK;
const rotate = (a, bits) => ((a << bits) | (a >> (64n - bits))) & MASK;
const littleEndian = (bytes, at, size) => {
  let value = 0n;
  for (let i = size - 1; i >= 0; --i) value = (value << 8n) | BigInt(bytes[at + i]);
  return value;
};
const round = (lane, input) => multiply(rotate(add(lane, multiply(input, PRIME[2])), 31n), PRIME[1]);

/** XXH64 of `bytes` with seed 0, as an unsigned BigInt. */
function xxh64(bytes) {
  let at = 0;
  let hash;
  if (bytes.length >= 32) {
    const lanes = [add(PRIME[1], PRIME[2]), PRIME[2], 0n, (MASK + 1n - PRIME[1]) & MASK];
    for (; bytes.length - at >= 32; at += 32) {
      for (let i = 0; i < 4; ++i) lanes[i] = round(lanes[i], littleEndian(bytes, at + 8 * i, 8));
    }
    hash = [1n, 7n, 12n, 18n].reduce((sum, bits, i) => add(sum, rotate(lanes[i], bits)), 0n);
    for (const lane of lanes) hash = add(multiply(hash ^ round(0n, lane), PRIME[1]), PRIME[4]);
  } else {
    hash = PRIME[5];
  }
  hash = add(hash, BigInt(bytes.length));
  for (; bytes.length - at >= 8; at += 8) {
    hash = add(multiply(rotate(hash ^ round(0n, littleEndian(bytes, at, 8)), 27n), PRIME[1]), PRIME[4]);
  }
  for (; bytes.length - at >= 4; at += 4) {
    hash = add(multiply(rotate(hash ^ multiply(littleEndian(bytes, at, 4), PRIME[1]), 23n), PRIME[2]), PRIME[3]);
  }
  for (; at < bytes.length; ++at) {
    hash = multiply(rotate(hash ^ multiply(BigInt(bytes[at]), PRIME[5]), 11n), PRIME[1]);
  }
  hash = multiply(hash ^ (hash >> 33n), PRIME[2]);
  hash = multiply(hash ^ (hash >> 29n), PRIME[3]);
  return hash ^ (hash >> 32n);
}

export const utf8 = (text) => new TextEncoder().encode(text);

// Published values, so that a slip in the code above cannot become a vector.
for (const [text, expected] of [
  ['', 0xef46db3751d8e999n],
  ['a', 0xd24ec4f1a98c6e5bn],
  ['abc', 0x44bc2cf5ad770999n],
  ['Nobody inspects the spammish repetition', 0xfbcea83c8a378bf1n],
]) {
  if (xxh64(utf8(text)) !== expected) throw new Error(`xxh64(${JSON.stringify(text)}) is not the published value`);
}

/** The hash every decision about a unit starts from, in [0, 2^32). */
export const unitHash32 = (purpose, salt, unit) => Number(xxh64(utf8(`${purpose}\u001f${salt}\u001f${unit}`)) >> 32n);
/** The hash's place in [0, total). */
export const bucketOf = (hash32, total) => Number((BigInt(hash32) * BigInt(total)) >> 32n);
