import { invalid } from '../check.js';

/** An expression in postfix order, as core/assay/aggregate/formula.h runs it. */
export interface Program {
  readonly code: readonly number[];
  readonly numbers: readonly number[];
}

const NUMBER = 0;
const OPERAND = 1;
const NEGATE = 6;
const SUMS: Readonly<Record<string, number>> = { '+': 2, '-': 3 };
const PRODUCTS: Readonly<Record<string, number>> = { '*': 4, '/': 5 };

const TOKEN = /(?<number>(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?)|(?<name>[\p{L}_][\p{L}\p{N}_]*)|(?<sign>[-+*/()])/uy;
const NAME = /^[\p{L}_][\p{L}\p{N}_]*$/u;

const MAX_LENGTH = 500;
// The core keeps at most 64 values waiting: two per pair of parentheses.
const MAX_NESTING = 30;

/** Whether an expression can name an operand so. */
export const isOperandName = (name: string): boolean => NAME.test(name);

/**
 * Parses an expression of numbers, operands, `+ - * /` and parentheses.
 * @throws AssayError INVALID_ARGUMENT naming `path`, and the character where the expression goes wrong, counted from 1
 */
export function parseExpression(text: string, operands: readonly string[], path: string): Program {
  if (text.length > MAX_LENGTH) throw invalid(path, `must not have more than ${MAX_LENGTH} characters`);
  return new Parser(text, operands, path).parse();
}

interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'end';
  readonly text: string;
  /** Counted from 0. */
  readonly at: number;
}

class Parser {
  readonly #code: number[] = [];
  readonly #numbers: number[] = [];
  #end = 0;
  #nesting = 0;
  #next: Token;

  constructor(
    private readonly text: string,
    private readonly operands: readonly string[],
    private readonly path: string,
  ) {
    this.#next = this.#read();
  }

  parse(): Program {
    this.#chain(SUMS, () => this.#product());
    if (this.#next.kind !== 'end') throw this.#unexpected('an operator');
    return { code: this.#code, numbers: this.#numbers };
  }

  #product(): void {
    this.#chain(PRODUCTS, () => this.#signed());
  }

  /** Parts joined by operators of one rank, from left to right. */
  #chain(operators: Readonly<Record<string, number>>, part: () => void): void {
    part();
    for (let op = this.#operator(operators); op !== undefined; op = this.#operator(operators)) {
      this.#advance();
      part();
      this.#code.push(op);
    }
  }

  #operator(operators: Readonly<Record<string, number>>): number | undefined {
    return this.#next.kind === 'sign' ? operators[this.#next.text] : undefined;
  }

  #signed(): void {
    let negative = false;
    for (; this.#is('-'); this.#advance()) negative = !negative;
    this.#value();
    if (negative) this.#code.push(NEGATE);
  }

  #value(): void {
    const token = this.#next;
    if (token.kind === 'number') {
      const number = Number(token.text);
      if (!Number.isFinite(number)) throw this.#wrong(token, `${token.text} is too large`);
      if (this.#numbers.length > 255) throw this.#wrong(token, 'more than 256 numbers');
      this.#code.push(NUMBER, this.#numbers.push(number) - 1);
    } else if (token.kind === 'name') {
      const operand = this.operands.indexOf(token.text);
      if (operand < 0) throw this.#wrong(token, `'${token.text}' is none of ${this.operands.join(', ')}`);
      this.#code.push(OPERAND, operand);
    } else if (this.#is('(')) {
      this.#parentheses(token);
      return;
    } else {
      throw this.#unexpected('a number, a name or (');
    }
    this.#advance();
  }

  #parentheses(open: Token): void {
    if (++this.#nesting > MAX_NESTING) throw this.#wrong(open, `more than ${MAX_NESTING} parentheses inside one another`);
    this.#advance();
    this.#chain(SUMS, () => this.#product());
    if (!this.#is(')')) throw this.#unexpected('an operator or )');
    this.#nesting--;
    this.#advance();
  }

  #is(sign: string): boolean {
    return this.#next.kind === 'sign' && this.#next.text === sign;
  }

  #advance(): void {
    this.#next = this.#read();
  }

  #read(): Token {
    const at = this.#end + (/^\s*/.exec(this.text.slice(this.#end)) as RegExpExecArray)[0].length;
    if (at === this.text.length) return { kind: 'end', text: '', at };
    TOKEN.lastIndex = at;
    const groups = TOKEN.exec(this.text)?.groups;
    const kind = (['number', 'name', 'sign'] as const).find((one) => groups?.[one] !== undefined);
    if (kind === undefined) {
      const [character = ''] = this.text.slice(at);
      throw this.#wrong({ kind: 'sign', text: character, at }, `'${character}' means nothing here`);
    }
    const text = groups?.[kind] as string;
    this.#end = at + text.length;
    return { kind, text, at };
  }

  #unexpected(wanted: string): Error {
    const found = this.#next.kind === 'end' ? 'the end' : `'${this.#next.text}'`;
    return this.#wrong(this.#next, `${wanted} expected, not ${found}`);
  }

  #wrong(token: Token, what: string): Error {
    return invalid(this.path, `character ${token.at + 1}: ${what}`);
  }
}
