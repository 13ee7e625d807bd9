// Makes tests/vectors/bucketing.json. An independent oracle: XXH64 is written here a second time, from its specification
// (https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md), in BigInt, without the library that the core uses.
//
//   node tests/vectors/generate/bucketing.mjs           writes the file
//   node tests/vectors/generate/bucketing.mjs --check   exits 1 when the committed file is not what would be written
//
// The rule is frozen (core/decisions/bucketing.md): rows may be added, an existing row never changes.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const FILE = fileURLToPath(new URL('../bucketing.json', import.meta.url));
const MASK = (1n << 64n) - 1n;
const PRIME = [0n, 0x9E3779B185EBCA87n, 0xC2B2AE3D27D4EB4Fn, 0x165667B19E3779F9n, 0x85EBCA77C2B2AE63n, 0x27D4EB2F165667C5n];

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

const utf8 = (text) => new TextEncoder().encode(text);

// Published values, so that a slip in the code above cannot become a vector.
for (const [text, expected] of [
  ['', 0xEF46DB3751D8E999n], ['a', 0xD24EC4F1A98C6E5Bn], ['abc', 0x44BC2CF5AD770999n],
  ['Nobody inspects the spammish repetition', 0xFBCEA83C8A378BF1n],
]) {
  if (xxh64(utf8(text)) !== expected) throw new Error(`xxh64(${JSON.stringify(text)}) is not the published value`);
}

const unitHash32 = (purpose, salt, unit) => Number(xxh64(utf8(`${purpose}\u001f${salt}\u001f${unit}`)) >> 32n);
const bucketOf = (hash32, total) => Number((BigInt(hash32) * BigInt(total)) >> 32n);

const TOTALS = [2, 3, 100, 10_000, 1_000_000, 2 ** 31 - 1];
const WEIGHTS = [
  [1, 1], [50, 50], [90, 10], [1, 1, 1], [0, 1], [1, 0, 1], [34, 33, 33], [1], [9999, 1], [2 ** 31 - 2, 1], [1, 2, 3, 4, 5, 6, 7, 8],
];
const PURPOSES = ['variant', 'coverage', 'layer'];

const SALTS = ['s', 'checkout_button', 'ed8e4a1c-6d0f-4bc6-9a57-0a1f6dc2b9e3', 'prix_été', 'эксперимент', '実験:四', 'lay er / 2', '🧪'];

// Ids as products make them, and ids that broke other products: every script, both normal forms, sequences of several code points.
const IDS = [
  '0', '1', '2', '10', '42', '1000000007', '9007199254740991', '-1', 'user-1', 'user-2', 'user-17', 'User-17', ' user-17', 'user-17 ',
  '550e8400-e29b-41d4-a716-446655440000', '018f4e2a-7c11-7d3a-9b0e-2f6c5d4e3b2a', '01HZX3V4M8Q7N5R2T9W6Y1B0KD',
  'ana@example.com', 'jan.kowalski+test@example.org', 'a/b?c=d&e=f',
  '{"id":7}', "o'neill", 'tab\tand\nline', 'with\u001fseparator', '\u0000', 'nul\u0000inside',
  'é', 'e\u0301', 'josé17', 'jose\u030117', 'Zoë', 'Zoe\u0308', 'Å', 'A\u030a', '\u212b', 'ñandú', 'nandu\u0301', 'ß', 'ẞ',
  'İstanbul', 'ığdır', 'ffi ﬁ',
  'жанна', 'павел', 'Київ-7', 'Ёлка', 'Е\u0308лка', 'Ελένη', 'Ὀδυσσεύς', 'հայերեն', 'ქართული',
  'محمد', 'فاطمة-٣', 'שלום', 'שָׁלוֹם', '\u202eabc', 'नमस्ते', 'క్షమించు', 'ไทย', 'ທົດສອບ', 'አማርኛ',
  '日本語東京', 'ユーザー１', 'ﾕｰｻﾞｰ', '用户甲', '用戶甲', '한국어', '\u1112\u1161\u11ab\u1100\u116e\u11a8', '𠮷野家', '𝒳𝒴', '𐍈𐌰', '𓀀',
  '😀', '😀😀', '🇪🇸', '🇵🇱🇪🇸', '👩‍💻', '👨‍👩‍👧‍👦', '👍🏽', '❤️', '❤', '🏳️‍🌈', '🏴󠁧󠁢󠁷󠁬󠁳󠁿',
  '1️⃣', 'ok👌ok', '\ufeffbom', '\u200bzero', '\uffff', '\ufffd', '\u{10000}', '\u{10ffff}',
];

const rows = [];
const rowOf = (purpose, salt, unit, total) => {
  const hash32 = unitHash32(purpose, salt, unit);
  return { purpose, salt, unit, hash32, total, bucket: bucketOf(hash32, total) };
};
const chooseVariation = (bucket, weights) => {
  let end = 0;
  return weights.findIndex((weight) => bucket < (end += weight));
};

IDS.forEach((unit, i) => rows.push(rowOf(PURPOSES[i % 3], SALTS[i % SALTS.length], unit, TOTALS[i % TOTALS.length])));

// Every purpose with every total, for one unit of each width of UTF-8 sequence.
for (const unit of ['user-17', 'Zoë', '東京', '👩‍💻']) {
  PURPOSES.forEach((purpose, p) => TOTALS.forEach((total, t) => rows.push(rowOf(purpose, SALTS[(p + t) % SALTS.length], unit, total))));
}

// Units of n bytes. With 'layer' and the salt 's' eight bytes come before the unit, so the whole input passes every tail length of XXH64
// (32-byte stripes, then 8, 4 and 1 bytes); multiples of 32 and their neighbours stand out, and past 248 the core's stack buffer is left.
const LENGTHS = [
  ...Array.from({ length: 72 }, (_, i) => i + 1),
  87, 88, 89, 95, 96, 97, 119, 120, 121, 127, 128, 129, 151, 152, 153, 159, 160, 191, 192, 199, 200,
  247, 248, 249, 250, 255, 256, 257, 1000,
];
const unitOfBytes = (bytes, i) => {
  const letters = 'abcdefghijklmnopqrstuvwxyz0123456789';
  const text = Array.from({ length: bytes }, (_, k) => letters[(k * 7 + bytes) % letters.length]).join('');
  const wide = ['', 'é', '語', '😀'][i % 4];
  const width = utf8(wide).length;
  return width > bytes ? text : wide + text.slice(width);
};
LENGTHS.forEach((bytes, i) => rows.push(rowOf('layer', 's', unitOfBytes(bytes, i), TOTALS[i % TOTALS.length])));

// Weights to variations; total is their sum.
const WEIGHTED_IDS = ['user-1', 'user-2', '550e8400-e29b-41d4-a716-446655440000', 'жанна', '日本語東京', '👨‍👩‍👧‍👦', 'jose\u030117'];
WEIGHTS.forEach((weights, w) => WEIGHTED_IDS.forEach((unit, i) => {
  const row = rowOf('variant', SALTS[(w + i) % SALTS.length], unit, weights.reduce((sum, weight) => sum + weight, 0));
  rows.push({ ...row, weights, variation: chooseVariation(row.bucket, weights) });
}));

const about = 'Bucketing vectors: hash32 = upper 32 bits of XXH64 (seed 0) over UTF-8 purpose, 1F, salt, 1F, unit; '
  + 'bucket = (hash32 * total) >> 32; '
  + 'variation = index of the weight whose half-open cumulative range holds the bucket. Rule: core/decisions/bucketing.md. '
  + 'Made by tests/vectors/generate/bucketing.mjs, an implementation of its own.';
// Marks and invisible characters are written as escapes: they can be seen in review, and no editor normalises or reorders them.
const escape = (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
const line = (row) => JSON.stringify(row)
  .replace(/[\p{M}\p{Cf}\p{Cn}]/gu, (character) => Array.from({ length: character.length }, (_, i) => escape(character[i])).join(''));
const text = `{"format":1,"about":${JSON.stringify(about)},"rows":[\n${rows.map(line).join(',\n')}\n]}\n`;

if (process.argv.includes('--check')) {
  if (readFileSync(FILE, 'utf8') !== text) {
    process.stderr.write('tests/vectors/bucketing.json is not what tests/vectors/generate/bucketing.mjs makes\n');
    process.exit(1);
  }
} else {
  writeFileSync(FILE, text);
}
