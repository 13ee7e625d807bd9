import { describe, expect, it } from 'vitest';
import { parseExpression } from '../../../js/wire/query/expression.js';

const NAMES = ['errors', 'views', 'größe_2'];
const VALUES = [6, 4, 0.5];

/** Runs a program as the core does; operands are VALUES. */
function run(text: string): number {
  const { code, numbers } = parseExpression(text, NAMES, 'e');
  const stack: number[] = [];
  const pop = () => stack.pop() as number;
  for (let at = 0; at < code.length; at++) {
    const op = code[at];
    if (op === 0) stack.push(numbers[code[++at] as number] as number);
    else if (op === 1) stack.push(VALUES[code[++at] as number] as number);
    else if (op === 6) stack.push(-pop());
    else {
      const [b, a] = [pop(), pop()];
      stack.push(op === 2 ? a + b : op === 3 ? a - b : op === 4 ? a * b : a / b);
    }
  }
  expect(stack).toHaveLength(1);
  return pop();
}

describe('parseExpression', () => {
  it.each([
    ['errors / views', 1.5],
    ['100 * errors / (views + größe_2)', 600 / 4.5],
    ['1 - 2 - 3', -4],
    ['2 + 3 * 4', 14],
    ['(2 + 3) * 4', 20],
    ['8 / 4 / 2', 1],
    ['-errors - -views', -2],
    ['--views', 4],
    ['2*-views', -8],
    ['  1.5e2\t+ .5 + 2.', 152.5],
    ['((((views))))', 4],
    ['errors-views', 2],
  ])('%s', (text, expected) => {
    expect(run(text)).toBe(expected);
  });

  it('takes as deep a nesting as it says, with two values waiting at every level', () => {
    const depth = 30;
    expect(run(`${'1+2*('.repeat(depth)}1${')'.repeat(depth)}`)).toBe(2 ** (depth + 1) - 1);
    expect(() => run(`${'('.repeat(31)}1${')'.repeat(31)}`)).toThrow('e: character 31: more than 30 parentheses');
  });

  it.each([
    ['', 'character 1: a number, a name or ( expected, not the end'],
    ['errors /', 'character 9: a number, a name or ( expected, not the end'],
    ['errors views', "character 8: an operator expected, not 'views'"],
    ['(errors', 'character 8: an operator or ) expected, not the end'],
    ['errors)', "character 7: an operator expected, not ')'"],
    ['* 2', "character 1: a number, a name or ( expected, not '*'"],
    ['views + clicks', "character 9: 'clicks' is none of errors, views, größe_2"],
    ['views % 2', "character 7: '%' means nothing here"],
    ['views + 😀', "character 9: '😀' means nothing here"],
    ['2errors', "character 2: an operator expected, not 'errors'"],
    ['1e999', 'character 1: 1e999 is too large'],
    ['constructor', "character 1: 'constructor' is none of"],
  ])('refuses %j', (text, message) => {
    expect(() => parseExpression(text, NAMES, 'formula.expression')).toThrow(`formula.expression: ${message}`);
  });

  it('refuses more than it can run', () => {
    expect(() => parseExpression('1+'.repeat(250), NAMES, 'e')).toThrow('e: character 501: a number');
    expect(() => parseExpression(`${'1+'.repeat(250)}1`, NAMES, 'e')).toThrow('e: must not have more than 500 characters');
    expect(parseExpression(`${'1+'.repeat(249)}1`, NAMES, 'e').numbers).toHaveLength(250);
  });
});
