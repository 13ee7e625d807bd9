// The hashes that other vendors' datafiles divide units with. MD5, SHA-1 and SHA-256 are Node's; the others are written from their
// definitions: MurmurHash3_x86_32 (Appleby), FNV-1a (Fowler, Noll, Vo; draft-eastlake-fnv), CRC-32 (ISO 3309, reflected 0xedb88320).

import { createHash } from 'node:crypto';
import { utf8 } from './bucketing.mjs';

const rotate32 = (value, bits) => (value << bits) | (value >>> (32 - bits));
const scramble = (block) => Math.imul(rotate32(Math.imul(block, 0xcc9e2d51), 15), 0x1b873593);

function murmur3OfBytes(bytes, seed) {
  let hash = seed;
  const blocks = bytes.length >> 2;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < blocks; ++i) hash = Math.imul(rotate32(hash ^ scramble(view.getUint32(4 * i, true)), 13), 5) + 0xe6546b64;
  let tail = 0;
  for (let i = bytes.length - 1; i >= 4 * blocks; --i) tail = (tail << 8) | bytes[i];
  hash ^= scramble(tail) ^ bytes.length;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** `encoding` 0: over UTF-8; 1: over the low byte of each UTF-16 code unit. */
export const murmur3 = (seed, encoding, text) =>
  murmur3OfBytes(encoding === 0 ? utf8(text) : Uint8Array.from(text.split(''), (unit) => unit.charCodeAt(0) & 0xff), seed);

/** Over UTF-16 code units, each xor-ed whole. */
export function fnv1a(text) {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; ++i) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

export function crc32(text) {
  let rest = 0xffffffff;
  for (const byte of utf8(text)) {
    rest ^= byte;
    for (let bit = 0; bit < 8; ++bit) rest = (rest >>> 1) ^ (rest & 1 ? 0xedb88320 : 0);
  }
  return ~rest >>> 0;
}

const leadingDigits = (algorithm, text, digits) => BigInt(`0x${createHash(algorithm).update(text, 'utf8').digest('hex').slice(0, digits)}`);

/** The first 32 bits. */
export const md5 = (text) => Number(leadingDigits('md5', text, 8));
/** The first 60 bits as a share of all that 60 bits can say. */
export const sha1 = (text) => Number(leadingDigits('sha1', text, 15)) / Number(2n ** 60n - 1n);
/** The first 64 bits modulo `modulus`. */
export const sha256 = (modulus, text) => Number(leadingDigits('sha256', text, 16) % BigInt(modulus));

// Published values, so that a slip in the code above cannot become a vector.
for (const [name, got, published] of [
  ['murmur3 of nothing, seed 1', murmur3(1, 0, ''), 0x514e28b7],
  ['murmur3 of aaaa', murmur3(0x9747b28c, 0, 'aaaa'), 0x5a97808a],
  ['murmur3 of Hello, world!', murmur3(0x9747b28c, 0, 'Hello, world!'), 0x24884cba],
  ['fnv1a of foobar', fnv1a('foobar'), 0xbf9cf968],
  ['crc32 of 123456789', crc32('123456789'), 0xcbf43926],
]) {
  if (got !== published) throw new Error(`${name} is not the published value`);
}
