import type { Random } from './random.js';

const TOKENS: readonly string[] = [
  ...['null', 'true', '-0', '1e999', '-1e999', '1e-999', '00', '9007199254740993', '""', '[]', '{}', '"__proto__":null,', '"flags":', '"'],
  ...['\\', '\\u0000', '\\ud800', '\\u', ',', ':', '[', ']', '{', '}', '[[[[[[[[', '/**/', '\ufeff', '\u0000', '\ud83d', '\u2028', 'NaN'],
];
const UNITS = '"\\{}[],:0123456789.-+eE \n\tabtfnu$_/\u0000\u007f\u0080\uffff\ud800\udc00é';
const VALUE = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null/g;
const VALUES: readonly string[] = [
  '1e999',
  '-1e999',
  '-0',
  '1e-400',
  '"\\ud800"',
  '"\\u0000"',
  'null',
  '[]',
  '{}',
  '""',
  '"__proto__"',
  'true',
  '18446744073709551617',
];

/** JSON text with one to four edits, which is mostly no JSON any more; in half of the cases another value in the place of one, which is. */
export function mutateText(json: string, other: string, random: Random): string {
  let text = json;
  for (let left = 1 + random.below(4); left > 0; left--)
    text = random.oneIn(2) ? withOtherValue(text, random) : edited(text, other, random);
  return text;
}

function withOtherValue(text: string, random: Random): string {
  const found = [...text.matchAll(VALUE)];
  if (found.length === 0) return text;
  const one = random.pick(found);
  return text.slice(0, one.index) + random.pick(VALUES) + text.slice(one.index + one[0].length);
}

function edited(text: string, other: string, random: Random): string {
  const from = random.below(text.length + 1);
  const to = Math.min(text.length, from + random.below(random.oneIn(4) ? 200 : 8));
  const [before, between, after] = [text.slice(0, from), text.slice(from, to), text.slice(to)];
  switch (random.below(6)) {
    case 0:
      return before + after;
    case 1:
      return before + between.repeat(random.oneIn(8) ? 2000 : 2) + after;
    case 2:
      return before + random.pick([...UNITS]) + text.slice(from + 1);
    case 3:
      return before + random.pick(TOKENS) + between + after;
    case 4:
      return before + other.slice(random.below(other.length)) + (random.oneIn(2) ? after : '');
    default:
      return random.oneIn(20) ? random.pick(['[', '{"a":', '{"flags":{"f":']).repeat(20_000) : before;
  }
}
