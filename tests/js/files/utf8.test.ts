import { expect, it } from 'vitest';
import { cutText, firstInvalidUtf8 } from '../../../js/files/utf8.js';
import { seededRandom } from './seeded-random.js';

const isValid = (bytes: Uint8Array): boolean => {
  try {
    new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
};

it.each([
  ['a', [0x61], -1],
  ['two, three and four bytes', [...new TextEncoder().encode('é東🙂\u{10ffff}')], -1],
  ['a continuation byte alone', [0x61, 0x80], 1],
  ['an overlong slash', [0xc0, 0xaf], 0],
  ['an overlong three-byte form', [0xe0, 0x9f, 0xbf], 0],
  ['a surrogate', [0xed, 0xa0, 0x80], 0],
  ['beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80], 0],
  ['a cut sequence', [0x61, 0xe6, 0x9d], 1],
  ['a sequence broken at its end', [0xf0, 0x9f, 0x99, 0x41], 0],
])('finds the first invalid byte of %s', (_, bytes, at) => {
  expect(firstInvalidUtf8(Uint8Array.from(bytes))).toBe(at);
});

it('agrees with TextDecoder on random bytes', () => {
  const random = seededRandom(11);
  const alphabet = [
    0x00, 0x41, 0x7f, 0x80, 0x8f, 0x90, 0x9f, 0xa0, 0xbf, 0xc1, 0xc2, 0xdf, 0xe0, 0xe1, 0xed, 0xef, 0xf0, 0xf3, 0xf4, 0xf5, 0xff,
  ];
  let valid = 0;
  for (let i = 0; i < 50_000; i++) {
    const bytes = Uint8Array.from(
      { length: 1 + Math.floor(random() * 5) },
      () => alphabet[Math.floor(random() * alphabet.length)] as number,
    );
    const at = firstInvalidUtf8(bytes);
    if (at < 0) valid++;
    if (isValid(bytes) !== at < 0 || (at >= 0 && !isValid(bytes.subarray(0, at)))) expect.fail(`bytes ${bytes} gave ${at}`);
  }
  expect(valid).toBeGreaterThan(1000);
});

it('cuts between characters', () => {
  expect(cutText('x'.repeat(8192))).toHaveLength(8192);
  expect(cutText('x'.repeat(8193))).toHaveLength(8192);
  expect(cutText(`x${'🙂'.repeat(3000)}`)).toBe(`x${'🙂'.repeat(2047)}`);
});
