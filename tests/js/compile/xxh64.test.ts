import { describe, expect, it } from 'vitest';
import { xxh64 } from '../../../js/compile/program/xxh64.js';
import { unitHash32, utf8 } from '../../vectors/oracle/bucketing.mjs';

const hex = ({ high, low }: { high: number; low: number }): string => ((BigInt(high) << 32n) | BigInt(low)).toString(16).padStart(16, '0');

/** Published with the reference implementation and its ports. */
const PUBLISHED: readonly (readonly [string, string])[] = [
  ['', 'ef46db3751d8e999'],
  ['a', 'd24ec4f1a98c6e5b'],
  ['as', '1c330fb2d66be179'],
  ['asd', '631c37ce72a97393'],
  ['asdf', '415872f599cea71e'],
  ['abc', '44bc2cf5ad770999'],
  ['Nobody inspects the spammish repetition', 'fbcea83c8a378bf1'],
  ['Call me Ishmael. Some years ago--never mind how long precisely-', '02a2e85470d6fd96'],
];

describe('xxh64', () => {
  it.each(PUBLISHED)('gives the published value of %j', (text, expected) => {
    expect(hex(xxh64(utf8(text)))).toBe(expected);
  });

  it('agrees with the implementation in BigInt on every length up to 100, whatever the script', () => {
    for (let length = 0; length <= 100; ++length) {
      for (const unit of ['x'.repeat(length), '日本😀é'.repeat(length).slice(0, length).toWellFormed()]) {
        const bytes = utf8(`variant\u001fsalt\u001f${unit}`);
        expect(xxh64(bytes).high, `length ${length}`).toBe(unitHash32('variant', 'salt', unit));
      }
    }
  });

  it('looks only at the bytes it is told to', () => {
    expect(xxh64(utf8('abcdef'), 3)).toEqual(xxh64(utf8('abc')));
    expect(xxh64(utf8('--abc').subarray(2))).toEqual(xxh64(utf8('abc')));
  });
});
