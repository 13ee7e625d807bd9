import { isSurrogate, type RegexDialect } from './regex-fold.js';

/** Thrown and caught inside the regex compiler: what of a pattern cannot be compiled. */
export class RegexProblem {
  readonly message: string;

  constructor(what: string, at: number) {
    this.message = `${what} at ${at}`;
  }
}

const CONTROLS: Readonly<Record<string, number>> = { f: 0xc, n: 0xa, r: 0xd, t: 0x9, v: 0xb };

/** Reads a pattern from the left: its characters and those that are written as escapes. */
export class RegexReader {
  at = 0;

  constructor(
    readonly pattern: string,
    readonly dialect: RegexDialect,
  ) {}

  atEnd(): boolean {
    return this.at >= this.pattern.length;
  }

  next(text: string): boolean {
    return this.pattern.startsWith(text, this.at);
  }

  take(text: string): boolean {
    const there = this.next(text);
    if (there) this.at += text.length;
    return there;
  }

  /** What the sticky expression matches here, which is taken. */
  match(expression: RegExp): RegExpExecArray | undefined {
    expression.lastIndex = this.at;
    const found = expression.exec(this.pattern);
    if (found !== null) this.at += found[0].length;
    return found ?? undefined;
  }

  problem(what: string, at = this.at): RegexProblem {
    return new RegexProblem(what, at);
  }

  character(): number {
    if (this.atEnd()) throw this.problem('the pattern ends too early');
    const point = this.pattern.codePointAt(this.at)!;
    if (isSurrogate(point)) throw this.problem('half of a surrogate pair');
    this.at += point > 0xffff ? 2 : 1;
    return point;
  }

  /** The character that an escape stands for, behind its backslash. */
  escapedCharacter(): number {
    const begin = this.at - 1;
    if (this.atEnd()) throw this.problem('a backslash without a character', begin);
    const letter = this.pattern[this.at]!;
    if (letter === 'p' || letter === 'P') throw this.problem(`the Unicode class \\${letter} is not supported`, begin);
    const control = CONTROLS[letter];
    if (control !== undefined) {
      this.at++;
      return control;
    }
    return this.dialect === 'js' ? this.#jsCharacter(letter, begin) : this.#re2Character(letter, begin);
  }

  #jsCharacter(letter: string, begin: number): number {
    if (/[0-9]/.test(letter)) {
      this.at++;
      if (letter !== '0') throw this.problem(`the backreference \\${letter} is not supported`, begin);
      if (/[0-9]/.test(this.pattern[this.at] ?? '')) throw this.problem('octal escapes are not supported', begin);
      return 0;
    }
    const hex = this.match(/x([0-9a-f]{2})/iy) ?? this.match(/u([0-9a-f]{4})/iy) ?? this.match(/u\{([0-9a-f]+)\}/iy);
    if (hex !== undefined) return this.#codePoint(hex[1]!, begin);
    if (letter === 'c') {
      const control = this.match(/c([a-z])/iy);
      if (control === undefined) throw this.problem('\\c without a letter', begin);
      return control[1]!.charCodeAt(0) & 31;
    }
    return this.character();
  }

  #re2Character(letter: string, begin: number): number {
    const octal = this.match(/0[0-7]{0,2}|[1-7][0-7]{1,2}/y);
    if (octal !== undefined) return Number.parseInt(octal[0], 8);
    const hex = this.match(/x([0-9a-f]{2})/iy) ?? this.match(/x\{([0-9a-f]+)\}/iy);
    if (hex !== undefined) return this.#codePoint(hex[1]!, begin);
    if (letter === 'a') {
      this.at++;
      return 0x7;
    }
    if (/[1-9]/.test(letter)) throw this.problem(`the backreference \\${letter} is not supported`, begin);
    if (letter > '\x7f' || /[a-z]/i.test(letter)) {
      throw this.problem(`unknown escape \\${String.fromCodePoint(this.character())}`, begin);
    }
    return this.character();
  }

  #codePoint(hex: string, begin: number): number {
    let point = Number.parseInt(hex, 16);
    if (point >= 0xd800 && point <= 0xdbff) {
      const low = this.match(/\\u(d[c-f][0-9a-f]{2})/iy);
      if (low !== undefined) point = 0x10000 + ((point - 0xd800) << 10) + (Number.parseInt(low[1]!, 16) - 0xdc00);
    }
    if (isSurrogate(point)) throw this.problem('half of a surrogate pair', begin);
    if (point > 0x10ffff) throw this.problem(`no character has the number ${hex}`, begin);
    return point;
  }
}
