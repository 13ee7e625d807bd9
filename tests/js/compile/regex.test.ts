import { describe, expect, it } from 'vitest';
import { compileRegex, MAX_REGEX_LENGTH, MAX_REGEX_WORDS, type RegexDialect } from '../../../js/compile/program/regex.js';
import { runRegex } from '../../vectors/oracle/regex.mjs';

function wordsOf(pattern: string, dialect: RegexDialect, ignoreCase = false): readonly number[] {
  const compiled = compileRegex(pattern, { ignoreCase }, dialect);
  if ('problem' in compiled) throw new Error(`/${pattern}/: ${compiled.problem}`);
  return compiled.words;
}

function problemOf(pattern: string, dialect: RegexDialect): string {
  const compiled = compileRegex(pattern, {}, dialect);
  return 'problem' in compiled ? compiled.problem : '';
}

const TEXTS = [
  '',
  'a',
  'b',
  'A',
  'ab',
  'aab',
  'abc',
  'abab',
  'aaaaaaaaab',
  'xyz',
  'foo bar',
  'foo_bar-baz',
  'foo\nbar',
  'foo\rbar',
  'foo\u2028bar',
  ' \t\u00a0\ufeff',
  '\u0085\u180e',
  '0',
  '42',
  '1.2.3',
  '2024-01-31',
  'jane@example.com',
  'jane.doe+x@mail.example.co.uk',
  'https://example.com/a/b?c=d#e',
  'Mozilla/5.0 (X11; Linux x86_64; rv:109.0) Gecko/20100101 Firefox/119.0',
  '{1}',
  'a{,2}',
  '[x]',
  ']',
  '}',
  'a-b',
  '^$',
  '\\d',
  '\b',
  '\0',
  'é',
  'É',
  'straße STRASSE',
  'Σσς',
  'K\u212ak',
  'ſs',
  'İi ıI',
  'ǆǅǄ',
  'жЖ',
  '漢字',
  '\uffff',
  'u{61}',
];

describe('compileRegex, dialect js', () => {
  const PATTERNS = [
    '',
    'a',
    'ab',
    '^a',
    'a$',
    '^$',
    '^',
    '$',
    'a|b',
    'a|',
    '|a',
    '||',
    '(a|b)c',
    '(?:a|)b$',
    'a*',
    'a+b',
    'a?b',
    '^a*b$',
    '^a+?b$',
    '^a??b$',
    'a{2}b',
    'a{2,}b',
    '^a{1,2}b$',
    '^a{0}b',
    'a{0,0}',
    '(ab){2}',
    '^(a|ab)(c|bcd)*$',
    '(a*)*b',
    '(a*)+$',
    '(?:)*',
    '(?:){99999}a',
    '(a?){3}b',
    '^(?:\\b|a)*b',
    '(^a|b$)',
    'x*y*z*',
    '.',
    '^.$',
    '^.*$',
    'foo.bar',
    '[abc]',
    '[^abc]',
    '^[^abc]*$',
    '[a-c]+$',
    '[]',
    '[^]',
    '[]]',
    '[a-]',
    '[-a]',
    '[a\\-z]',
    '[a-c-z]',
    '[\\d-z]',
    '[a-\\d]',
    '[\\w.+-]+@[\\w-]+\\.[\\w.]+',
    '[\\b]',
    '[\\B]',
    '[\\0]',
    '[$^.]',
    '[[:alpha:]]',
    '[\\]]',
    '[^\\]]$',
    '\\d+',
    '\\D',
    '^\\w+$',
    '\\W',
    '\\s',
    '^\\S+$',
    '[\\s\\S]',
    '[^\\s\\S]',
    '[^\\d\\D]',
    '\\bfoo\\b',
    '\\Boo\\B',
    '\\b',
    '\\B',
    '^\\B$',
    '\\t|\\n|\\r|\\v|\\f',
    '\\0',
    '\\x41',
    '\\x4',
    '\\xg',
    '\\u00e9',
    '\\u6f22',
    '\\u00',
    '\\cI',
    '\\a\\A\\z\\Z\\Q',
    '\\.\\*\\/\\-\\"',
    '\\{1\\}',
    '{',
    '}',
    ']',
    'a{',
    'a{,2}',
    'a{x}',
    'a{1',
    '{}',
    '(?<year>\\d{4})-(?<month>\\d\\d)',
    '(?<$_é>a)',
    '^(\\d+)\\.(\\d+)\\.(\\d+)$',
    '^https?://[^/]+/.*$',
    'Firefox/(\\d+)',
    '(?:Chrome|Firefox|Safari)/\\d+\\.\\d+',
    '[é-ж]',
    'straße',
    '漢.',
    '\\\\d',
    '[\\u0000-\\uffff]',
    '[^\\x00-\\x7f]',
    'k',
    's',
    '[a-z]',
    '[^a-z]',
    '[^k]',
    'σ',
    'ǆ',
    'ı',
    'İ',
    'ß',
    'É',
    'Ж',
    '[Α-Ω]',
    '\\u212a',
    '\\w\\w',
    '^\\W$',
  ];

  it('finds what RegExp finds', () => {
    for (const pattern of PATTERNS) {
      const words = wordsOf(pattern, 'js');
      for (const text of TEXTS) expect([pattern, text, runRegex(words, text)]).toEqual([pattern, text, new RegExp(pattern).test(text)]);
    }
  });

  it('finds what RegExp finds without regard to case', () => {
    for (const pattern of PATTERNS) {
      const words = wordsOf(pattern, 'js', true);
      for (const text of TEXTS)
        expect([pattern, text, runRegex(words, text)]).toEqual([pattern, text, new RegExp(pattern, 'i').test(text)]);
    }
  });

  it('finds what RegExp finds for every single character', () => {
    const sets = ['\\s', '\\S', '\\w', '\\d', '.', 'k', 'ß', 'ς', '[^ǅ]', '[a-zà-þ]', '[Ａ-Ｚ]', '\\W'];
    for (const [pattern, flags] of sets.flatMap((set) => [[set, ''] as const, [set, 'i'] as const])) {
      const words = wordsOf(pattern, 'js', flags === 'i');
      const expression = new RegExp(`^${pattern}$`, flags);
      for (let point = 0; point <= 0xffff; point++) {
        if (point >= 0xd800 && point <= 0xdfff) continue;
        const character = String.fromCodePoint(point);
        if (runRegex(words, character) !== expression.test(character)) expect.fail(`/${pattern}/${flags} and U+${point.toString(16)}`);
      }
    }
  });

  it('takes characters above U+FFFF whole, as RegExp with the flag u', () => {
    for (const pattern of [
      '^.$',
      '^[😀-😎]$',
      '😀+$',
      '\\u{1f600}',
      '\\ud83d\\ude00',
      '[^a]',
      '^\\W$',
      '😀{2}',
      '[\\ud83d\\ude00a]',
      'a.c',
    ]) {
      const words = wordsOf(pattern, 'js');
      for (const text of ['😀', '😀😀', '😎', '🚀', 'a', 'a😀c', '', 'é']) {
        expect([pattern, text, runRegex(words, text)]).toEqual([pattern, text, new RegExp(pattern, 'u').test(text)]);
      }
    }
  });

  it('finds what RegExp finds for random small patterns', () => {
    const seed = 20_261_122;
    const random = mulberry32(seed);
    const pick = (items: readonly string[]) => items[Math.floor(random() * items.length)]!;
    const make = (depth: number): string => {
      if (depth === 0 || random() < 0.3) return pick(['a', 'b', 'c', 'A', '.', '[ab]', '[^a]', '\\w', '\\W', '\\d', '\\s', '']);
      const part = () => make(depth - 1);
      if (random() < 0.15) return `${pick(['^', '\\b', '\\B', ''])}${part()}${pick(['$', '\\b', ''])}`;
      if (random() < 0.4) return `(?:${part()})${pick(['*', '+', '?', '{2}', '{1,2}', '{0,3}', '{2,}', '*?', '+?', '??', '{0,2}?'])}`;
      return random() < 0.4 ? `(${part()}|${part()})` : part() + part();
    };
    for (let turn = 0; turn < 1500; turn++) {
      const pattern = make(4);
      const flags = turn % 3 === 0 ? 'i' : '';
      const words = wordsOf(pattern, 'js', flags === 'i');
      const expression = new RegExp(pattern, flags);
      for (let i = 0; i < 6; i++) {
        const text = Array.from({ length: Math.floor(random() * 8) }, () => pick(['a', 'b', 'c', 'A', 'B', '1', ' ', '\n', 'é'])).join('');
        const label = `seed ${seed}, turn ${turn}: /${pattern}/${flags} and ${JSON.stringify(text)}`;
        expect([label, runRegex(words, text)]).toEqual([label, expression.test(text)]);
      }
    }
  });

  it('refuses whatever RegExp refuses', () => {
    for (const pattern of [
      '(',
      ')',
      '(?',
      '(?:',
      '(?x)',
      '(?i)a',
      '(?<>a)',
      '(?<1>a)',
      '(?<a>b)(?<a>c)',
      '(?P<a>b)',
      '[',
      '[a',
      '[a-',
      '[z-a]',
      '\\',
      '*',
      '+a',
      '?',
      '{1}',
      'a**',
      'a*{2}',
      'a{2}{3}',
      'a{2,1}',
      '^*',
      '\\b+',
      '(*)',
      '|*',
      'a|?',
    ]) {
      expect(() => new RegExp(pattern), pattern).toThrow();
      expect(problemOf(pattern, 'js'), pattern).toMatch(/^regular expression: .* at \d+$/);
    }
  });
});

describe('compileRegex, dialect re2', () => {
  // pattern, texts that it is found in, texts that it is not found in: by RE2's syntax page and its behaviour
  const CASES: readonly (readonly [pattern: string, found: readonly string[], missing: readonly string[]])[] = [
    ['(?i)abc', ['ABC', 'xaBc'], ['ab']],
    ['a(?i)b', ['ab', 'aB'], ['Ab', 'AB']],
    ['(a(?i)b)c', ['aBc'], ['aBC']],
    ['(?i:a)b', ['Ab', 'ab'], ['aB']],
    ['(?i)a(?-i)b', ['Ab'], ['AB']],
    ['(?i)a(?-i:b)c', ['AbC'], ['ABC']],
    ['(?i-s)a.', ['Ab'], ['A\n']],
    ['a(?i)b|c', ['aB', 'C'], ['AB']],
    ['^b', ['b'], ['a\nb']],
    ['(?m)^b', ['b', 'a\nb'], ['a\rb', 'ab']],
    ['(?m)a$', ['a', 'a\nb'], ['a\rb']],
    ['a$', ['a'], ['a\n', 'a\nb']],
    ['(?m)\\Ab', ['b'], ['a\nb']],
    ['(?m)a\\z', ['a', 'b\na'], ['a\nb', 'a\n']],
    ['(?s)a.b', ['a\nb', 'a\u2028b', 'a😀b'], ['ab']],
    ['a.b', ['a\rb', 'a\u2028b'], ['a\nb']],
    ['(?U)a+b', ['aab'], ['b']],
    ['(?ims)^A.b$', ['x\na\nB\ny'], ['ab']],
    ['[[:alpha:]]+\\d', ['ab1'], ['é1', '1']],
    ['^[[:^alpha:]]$', ['1', 'é', '\n'], ['a']],
    ['[[:word:]-]', ['_', '-'], ['.']],
    ['^[[:punct:]]+$', ['!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~'], ['a', ' ', '😀']],
    ['^[[:space:]]+$', ['\t\n\v\f\r '], ['\u00a0']],
    ['^[[:xdigit:]]+$', ['09afAF'], ['g']],
    ['^[[:alpha:][:digit:]_]+$', ['a1_'], ['-']],
    ['[[:al]', ['[', ':', 'a', 'l'], ['x']],
    ['\\s', [' ', '\t', '\n', '\f', '\r'], ['\v', '\u00a0', '\u2028']],
    ['^\\S$', ['\v', '\u00a0'], [' ']],
    ['\\w', ['_', '9'], ['é', '-']],
    ['(?i)\\w', ['\u017f', '\u212a'], ['é']],
    ['(?i)\\W', ['é'], ['\u017f', 'k']],
    ['(?i)k', ['k', 'K', '\u212a'], ['c']],
    ['(?i)[^k]', ['c'], ['K', '\u212a']],
    ['(?i)σ', ['Σ', 'σ', 'ς'], ['s']],
    ['(?i)ı', ['ı'], ['i', 'I', 'İ']],
    ['(?i)ß', ['ß', 'ẞ'], ['ss']],
    ['(?i)ǆ', ['ǆ', 'ǅ', 'Ǆ'], ['dz']],
    ['(?i)𐐀', ['𐐨', '𐐀'], ['a']],
    ['(?i)[[:lower:]]', ['A', 'a'], ['1']],
    ['[]a]', [']', 'a'], ['b']],
    ['[^]a]', ['b'], [']', 'a']],
    ['[]-a]', [']', '^', '_', '`', 'a'], ['b']],
    ['[a-]', ['a', '-'], ['b']],
    ['[\\d-z]', ['5', '-', 'z'], ['a']],
    ['[\\]\\-\\\\]', [']', '-', '\\'], ['a']],
    [']', [']'], ['[']],
    ['}', ['}'], ['{']],
    ['a{,2}', ['a{,2}'], ['a']],
    ['a{', ['a{'], ['a']],
    ['^a{2,3}$', ['aa', 'aaa'], ['a', 'aaaa']],
    ['^*a', ['a', 'ba'], ['b']],
    ['\\b*a', ['a'], ['b']],
    ['(?P<year>\\d{4})', ['2024'], ['24']],
    ['(?<year>\\d{4})', ['2024'], ['24']],
    ['\\Qa.b*\\E+', ['a.b**'], ['aab']],
    ['\\Q(', ['('], [')']],
    ['a\\Q\\Eb', ['ab'], ['a']],
    ['\\a\\f\\t\\n\\r\\v', ['\x07\f\t\n\r\v'], ['aftnrv']],
    ['\\101\\x42\\x{43}\\x{1F600}', ['ABC😀'], ['abc']],
    ['\\0', ['\0'], ['0']],
    ['\\.\\-\\_\\/\\ ', ['.-_/ '], ['x']],
    ['😀{2}', ['😀😀'], ['😀']],
    ['(?:){1000}a', ['a'], ['b']],
    ['(a|b|)+$', ['', 'c'], []],
  ];

  it('finds what RE2 finds', () => {
    for (const [pattern, found, missing] of CASES) {
      const words = wordsOf(pattern, 're2');
      for (const text of found) expect([pattern, text, runRegex(words, text)]).toEqual([pattern, text, true]);
      for (const text of missing) expect([pattern, text, runRegex(words, text)]).toEqual([pattern, text, false]);
    }
  });

  it('refuses what RE2 refuses', () => {
    for (const pattern of [
      '(',
      ')',
      '(?i',
      '(?x)a',
      '(?)',
      '(?i-)a',
      '(?P<>a)',
      '(?P<a-b>c)',
      '(?P<a>b)(?P<a>c)',
      '[',
      '[]',
      '[^]',
      '[a',
      '[z-a]',
      '[a-\\d]',
      '[[:nonsense:]]',
      '[\\b]',
      '\\',
      '\\Z',
      '\\C',
      '\\q',
      '\\u0041',
      '\\é',
      '\\8',
      '\\x',
      '\\x{}',
      '\\x{110000}',
      '*',
      'a**',
      'a{2}{3}',
      '{1}',
      'a{2,1}',
      'a{1001}',
      'a{2,1001}',
      '(?i)*',
    ]) {
      expect(problemOf(pattern, 're2'), pattern).toMatch(/^regular expression: .* at \d+$/);
    }
  });

  it('ignores case when told so from outside', () => {
    expect(runRegex(wordsOf('abc(?-i)d', 're2', true), 'ABCd')).toBe(true);
    expect(runRegex(wordsOf('abc(?-i)d', 're2', true), 'ABCD')).toBe(false);
  });
});

describe('compileRegex', () => {
  it('names what it cannot do, and where', () => {
    const cases: readonly (readonly [pattern: string, dialect: RegexDialect, problem: string])[] = [
      ['a(?=b)', 'js', 'the lookahead (?= is not supported at 1'],
      ['a(?!b)', 're2', 'the lookahead (?! is not supported at 1'],
      ['(?<=a)b', 'js', 'the lookbehind (?<= is not supported at 0'],
      ['(?<!a)b', 'js', 'the lookbehind (?<! is not supported at 0'],
      ['(?>a)', 're2', 'the atomic group (?> is not supported at 0'],
      ['(a)\\1', 'js', 'the backreference \\1 is not supported at 3'],
      ['(a)\\1', 're2', 'the backreference \\1 is not supported at 3'],
      ['(?<n>a)\\k<n>', 'js', 'the backreference \\k is not supported at 7'],
      ['(?P<n>a)(?P=n)', 're2', 'the backreference (?P= is not supported at 8'],
      ['a++', 'js', 'possessive quantifiers are not supported at 2'],
      ['ab*+', 're2', 'possessive quantifiers are not supported at 3'],
      ['\\p{L}', 'js', 'the Unicode class \\p is not supported at 0'],
      ['[a\\PL]', 're2', 'the Unicode class \\P is not supported at 2'],
      ['\\ud83d', 'js', 'half of a surrogate pair at 0'],
      ['[\\ud800-\\udfff]', 'js', 'half of a surrogate pair at 1'],
      ['a\ud83d', 'js', 'half of a surrogate pair at 1'],
      ['\\012', 'js', 'octal escapes are not supported at 0'],
      ['\\c1', 'js', '\\c without a letter at 0'],
      ['a)', 'js', 'a ) without its ( at 1'],
      ['x(a', 're2', 'a ( without its ) at 1'],
      ['x[a', 'js', 'a class [ without its ] at 1'],
    ];
    for (const [pattern, dialect, problem] of cases) expect(problemOf(pattern, dialect)).toBe(`regular expression: ${problem}`);
  });

  it('refuses patterns that are too long unread', () => {
    const longer = compileRegex('a'.repeat(MAX_REGEX_LENGTH + 1), { ignoreCase: true }, 'js');
    expect(longer).toEqual({ problem: 'regular expression: longer than 65536 characters' });
    expect(compileRegex('a{0}'.repeat(MAX_REGEX_LENGTH / 4), { ignoreCase: true }, 'js')).toEqual(compileRegex('', {}, 'js'));
  });

  it('refuses programs that are too large, soon', () => {
    for (const pattern of [
      'a'.repeat(MAX_REGEX_WORDS),
      'a{4096}',
      'a{1,99999999999999999999}',
      '(?:a{100}){100}',
      '(((((a{99}){99}){99}){99}){99}){99}',
      '((((((a?){0,999}){0,999}){0,999}){0,999}){0,999}){0,999}',
      '(?:\\b{0}){99999999}[a-z]{2000}',
      'a|'.repeat(3000),
      '(?:'.repeat(150) + 'ab|'.repeat(1500) + ')'.repeat(150),
    ]) {
      expect(problemOf(pattern, 'js'), pattern.slice(0, 50)).toContain('at ');
    }
    expect(wordsOf('a'.repeat(MAX_REGEX_WORDS - 1), 'js')).toHaveLength(MAX_REGEX_WORDS);
    expect(wordsOf('((((()*)*)*)*)*(?:){999999999}((){999999}){999999}', 'js').length).toBeLessThan(30);
  });

  it('refuses groups that are nested too deeply', () => {
    expect(problemOf('('.repeat(50_000), 'js')).toContain('more than 200 groups in each other at 200');
    expect(wordsOf('('.repeat(200) + ')'.repeat(200), 'js')).toEqual([0]);
  });

  it('gives words of 32 bits whose targets are instructions', () => {
    for (const pattern of ['(a|[^b]*|\\u{10ffff}){2,5}$', '[^\\x00]', 'x{0,20}']) {
      const words = wordsOf(pattern, 'js');
      const instructions = new Set<number>();
      for (let at = 0; at < words.length; at += (words[at]! & 0xff) === 2 ? 1 + 2 * (words[at]! >>> 9) : 1) instructions.add(at);
      for (const word of words) expect(word >= 0 && word <= 0xffffffff && Number.isInteger(word)).toBe(true);
      for (const at of instructions) {
        if ([3, 4].includes(words[at]! & 0xff)) expect(instructions.has(words[at]! >>> 8)).toBe(true);
      }
    }
  });
});

function mulberry32(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
