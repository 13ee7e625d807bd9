// Makes tests/vectors/bucketing.json. The answers are those of ../oracle/bucketing.mjs, which shares no code with the core.
//
//   node tests/vectors/generate/bucketing.mjs           writes the file
//   node tests/vectors/generate/bucketing.mjs --check   exits 1 when the committed file is not what would be written
//
// The rule is frozen (core/decisions/bucketing.md): rows may be added, an existing row never changes.

import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { bucketOf, unitHash32, utf8 } from '../oracle/bucketing.mjs';

const FILE = fileURLToPath(new URL('../bucketing.json', import.meta.url));
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
