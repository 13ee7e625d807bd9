import { describe, expect, it } from 'vitest';
import { unleash } from '../../../../js/compat/unleash/index.js';
import { compileRegex } from '../../../../js/compile/program/regex.js';
import { ask, constrained } from './ask.js';

const regex = (value: unknown, more: Readonly<Record<string, unknown>> = {}) =>
  constrained({ contextName: 'userId', operator: 'REGEX', value, ...more });
const conditionOf = (state: unknown) => unleash(state).program.flags[0]?.rules[0]?.when;

describe('REGEX constraints', () => {
  it("are patterns of RE2's, looked for in the field as a text", () => {
    for (const ignoreCase of [false, true]) {
      for (const pattern of ['^cat$', '(?m)^foo$', '[[:alpha:]]+', '東京|🙂', '']) {
        const words = (compileRegex(pattern, { ignoreCase }, 're2') as { words: number[] }).words;
        expect(conditionOf(regex(pattern, { caseInsensitive: ignoreCase })), pattern).toEqual([
          'matches',
          words,
          ['to_text', ['attribute', 'userId']],
        ]);
      }
    }
  });

  it('that are none match nothing and are reported', () => {
    for (const pattern of ['(', '(?=a)b', '(a)\\1', 'a**']) {
      expect(ask(regex(pattern), { context: { userId: 'ab' } }).enabled, pattern).toBe(false);
      expect(ask(regex(pattern, { inverted: true }), { context: { userId: 'ab' } }).enabled, pattern).toBe(true);
      expect(unleash(regex(pattern)).problems, pattern).toMatchObject([{ flag: 'f' }]);
    }
    for (const pattern of [undefined, null, 7]) expect(ask(regex(pattern), { context: { userId: '7' } }).enabled).toBe(false);
  });
});
