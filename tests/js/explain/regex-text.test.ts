import { describe, expect, it } from 'vitest';
import { compileRegex } from '../../../js/compile/program/regex.js';
import { regexText } from '../../../js/explain/regex-text.js';
import { runRegex } from '../../vectors/oracle/regex.mjs';

const PATTERNS: readonly (readonly [pattern: string, shown: string])[] = [
  ['', ''],
  ['abc', 'abc'],
  ['^a.c$', '^a.c$'],
  ['a*b+c?', 'a*b+c?'],
  ['(?:ab)*', '(?:ab)*'],
  ['(foo|bar|baz)+x', '(?:foo|(?:bar|baz))+x'],
  ['a|', '(?:a|)'],
  ['(?:a|)?b', '(?:a|)?b'],
  ['(?:a*)*b', '(?:a*)*b'],
  ['(?:a+)?b', '(?:a+)?b'],
  ['(?:(?:a|)?|b)?c', '(?:(?:a|)?|b)?c'],
  ['(?:a|b|)+c', '(?:a|(?:b|))+c'],
  ['(?:(?:a?)?)*b', '(?:(?:a?)?)*b'],
  ['a{2,}', 'aa+'],
  ['a{1,3}', 'a(?:a(?:a)?)?'],
  ['[a-c_]', '[_a-c]'],
  ['[^a-z]', '[^a-z]'],
  ['\\d+\\.\\d+', '[0-9]+\\.[0-9]+'],
  ['\\bé😀\\B', '\\bé😀\\B'],
  ['[\\]\\\\^-]', '[\\-\\\\-\\^]'],
  ['(?s).', '(?s:.)'],
  ['(?m)^a$', '(?m:^)a(?m:$)'],
  ['\\x00\\x{10ffff}', '\\x00\\x{10ffff}'],
  ['(?i)ab', '[Aa][Bb]'],
  ['((a|b)(c|d)?)*e', '(?:(?:a|b)(?:c|d)?)*e'],
];
const TEXTS = [
  '',
  'a',
  'b',
  'abc',
  'aaab',
  'aab',
  'foox',
  'barbazx',
  'x',
  'c',
  'cc',
  'bcde',
  'AB',
  '1.25',
  'é😀a',
  'aé😀b',
  '-',
  ']',
  '\n',
  'b\na\nb',
  'acbde',
  '\0\u{10ffff}',
];

const words = (pattern: string): readonly number[] => {
  const compiled = compileRegex(pattern, {}, 're2');
  if ('problem' in compiled) throw new Error(`${pattern}: ${compiled.problem}`);
  return compiled.words;
};

describe('the text of a compiled pattern', () => {
  it.each(PATTERNS)('%j finds what the pattern finds', (pattern, shown) => {
    const compiled = words(pattern);
    const text = regexText(compiled) as string;
    const again = words(text);
    for (const each of TEXTS) expect(runRegex(again, each), `${text} in ${JSON.stringify(each)}`).toBe(runRegex(compiled, each));
    expect(text.replaceAll(/\(\?:(.)\)\?/g, '$1?')).toBe(shown.replaceAll(/\(\?:(.)\)\?/g, '$1?'));
  });

  it.each([
    ['a jump nobody asked for', [4 | (1 << 8), 0]],
    ['a split beyond the end', [3 | (9 << 8), 0]],
  ])('is not made up for %s', (_, hostile) => {
    expect(regexText(hostile)).toBeUndefined();
  });
});
