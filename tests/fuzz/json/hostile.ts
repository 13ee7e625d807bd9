import type { Json } from '../../../js/shared/json.js';
import type { Random } from './random.js';

/** Patterns that take other matchers for ever, are enormous when written out, or are none. */
const PATTERNS: readonly string[] = [
  '(a+)+$',
  '(a|a)*b',
  '(.*.*.*)*=',
  '^(([a-z])+.)+[A-Z]([a-z])+$',
  '(((a{1,99}){1,99}){1,99}){1,99}',
  'a{1000000}',
  '(((((((((((((((((((((((((a?)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*)*',
  '(?=a)b',
  '(a)\\1',
  '(?<n>a)\\k<n>',
  '[z-a]',
  '[^\\W\\w]',
  '[\\u{1F600}-\\u{10FFFF}]',
  '\\ud800',
  '\\p{Lu}+',
  '(?i)x',
  '\\b\\B\\b',
  '^*',
  'a**',
  '{1}',
  '[',
  '(',
  '\\',
  ')',
];

const TEXTS: readonly string[] = [
  ...PATTERNS,
  ...['', ' ', '0', '-0', '-1', '1e999', 'NaN', 'Infinity', '-Infinity', '0x10', '1_000', '٣', '00', 'true', 'null', 'undefined'],
  ...['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'length', '$now', '$sticky', '$segment', '$forced', '$ref'],
  ...['\ud800', '\udfff', 'a\udc00b', '\u0000', 'a\u0000b', '\u001f', '\u2028', '\ufeff', '\ufffd', '😀', 'größe', 'ß', 'İ', 'e\u0301'],
  ...['1.2', 'v1.2.3', '1.2.3-', '1.2.3-01', '99999999999999999999.0.0', '1.0.0-alpha.1+b'],
  ...['2026-02-30', '2026-13-01T25:61:61Z', '0000-01-01', '275760-09-13T00:00:00.001Z', '2026-11-27T08:00:00+99:99', '9999999999999999'],
  ...['10.0.0.0/33', '10.0.0.0/-1', '999.1.1.1', '::/0', '::ffff:1.2.3.4/128', '1::2::3', '/8'],
  ...['a.b.c', 'a..b', '.', '/', '//', '/~2', '/a~1b', '@', ',', ',,', '%', '%ff', 'https://[', '*', '1,2', '(0,1)'],
];

const NUMBERS: readonly number[] = [
  ...[0, -0, 1, -1, 2, 0.5, -0.5, 0.1, 1e-7, 5e-324, -5e-324, 1e308, -1e308, Number.MAX_VALUE, 1.0000001, 0.9999999],
  ...[127, 128, 255, 256, 1000, 10_000, 99_999, 100_001, 1_000_000, 1_000_001, 65_535, 65_536, 1e21],
  ...[2 ** 31 - 1, 2 ** 31, -(2 ** 31), 2 ** 32 - 1, 2 ** 32, 2 ** 53 - 1, 2 ** 53, 2 ** 53 + 2, -(2 ** 53), 2 ** 63, 2 ** 64],
  ...[8.64e15, 8.64e15 + 1, -8.64e15],
];

const SMALL: readonly string[] = [
  '[]',
  '{}',
  '[[]]',
  '[null]',
  '[{}]',
  '{"length":-1}',
  '{"__proto__":{"a":1}}',
  '{"":0}',
  '["a",1,null,true]',
];

export const hostileText = (random: Random): string => (random.oneIn(12) ? longText(random) : random.pick(TEXTS));

export const hostileNumber = (random: Random): number => random.pick(NUMBERS);

/** Now and then a text that is too long. */
function longText(random: Random): string {
  const part = random.pick(['a', 'ab', '(', '[', '\\', '.*', '(a|', '😀', '\ud800', 'é', '1', '-', ',', '/', '.']);
  const most = random.oneIn(400) ? 2 ** 20 + 2 : random.oneIn(20) ? 40_000 : 600;
  return part.repeat(1 + random.below(Math.ceil(most / part.length)));
}

/** Lists or objects inside each other. */
function nest(random: Random): Json {
  const open = random.pick(['[', '{"$not":', '{"!":', '{"$and":[', '["not",', '{"a":', '{"when":', '[1,']);
  const depth = random.pick([3, 15, 16, 17, 40, 62, 65, 66, 120, random.oneIn(10) ? 1500 : 30]);
  const close = [...open].reverse().map((one) => (one === '[' ? ']' : one === '{' ? '}' : ''));
  return JSON.parse(open.repeat(depth) + random.pick(['1', '[]', '{}', 'true']) + close.join('').repeat(depth)) as Json;
}

function wide(random: Random): Json {
  const count = random.pick([17, 33, 65, 257, random.oneIn(20) ? 12_000 : 40]);
  const item = random.pick<(i: number) => Json>([(i) => i, (i) => `${i}`, () => 1, () => null, (i) => [i], (i) => ({ a: i })]);
  const items = Array.from({ length: count }, (_, i) => item(i));
  return random.oneIn(3) ? Object.fromEntries(items.map((one, i) => [`k${i}`, one])) : items;
}

/** What nobody expects, of any type that JSON has. */
export function hostileValue(random: Random): Json {
  const kind = random.below(40);
  if (kind < 14) return hostileText(random);
  if (kind < 26) return hostileNumber(random);
  if (kind < 30) return random.pick([null, true, false]);
  if (kind < 37) return JSON.parse(random.pick(SMALL)) as Json;
  return kind === 37 ? wide(random) : nest(random);
}
