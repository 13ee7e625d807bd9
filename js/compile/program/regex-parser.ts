import { type CodePointSet, codePointSet } from './code-point-set.js';
import { takeClass, takeEscapedSet } from './regex-class.js';
import { foldCase, type RegexDialect } from './regex-fold.js';
import { RegexReader } from './regex-reader.js';
import { dotSet } from './regex-sets.js';

/** The numbers are those of RegexAssertion in core/assay/targeting/regex.h. */
export const ASSERTIONS = { begin: 0, end: 1, lineBegin: 2, lineEnd: 3, wordBoundary: 4, notWordBoundary: 5 } as const;

/** What a pattern means. A text is found or not, so groups capture nothing and greedy is lazy. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CodePointSet }
  | { readonly kind: 'assert'; readonly assertion: keyof typeof ASSERTIONS }
  | { readonly kind: 'sequence'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'choice'; readonly items: readonly RegexNode[] }
  | { readonly kind: 'repeat'; readonly item: RegexNode; readonly least: number; readonly most: number };

interface Flags {
  readonly i: boolean;
  readonly m: boolean;
  readonly s: boolean;
}

const MAX_DEPTH = 200;
const MAX_RE2_REPEAT = 1000;
const REPEAT = /\{(\d+)(?:(,)(\d*))?\}/y;
const EMPTY: RegexNode = { kind: 'sequence', items: [] };

/** @throws RegexProblem */
export function parseRegex(pattern: string, ignoreCase: boolean, dialect: RegexDialect): RegexNode {
  return new Parser(pattern, ignoreCase, dialect).pattern();
}

class Parser {
  readonly #reader: RegexReader;
  readonly #names = new Set<string>();
  #flags: Flags;
  #depth = 0;

  constructor(pattern: string, ignoreCase: boolean, dialect: RegexDialect) {
    this.#reader = new RegexReader(pattern, dialect);
    this.#flags = { i: ignoreCase, m: false, s: false };
  }

  pattern(): RegexNode {
    const whole = this.#alternatives();
    if (!this.#reader.atEnd()) throw this.#reader.problem('a ) without its (');
    return whole;
  }

  #alternatives(): RegexNode {
    const items = [this.#sequence()];
    while (this.#reader.take('|')) items.push(this.#sequence());
    return items.length === 1 ? items[0]! : { kind: 'choice', items };
  }

  #sequence(): RegexNode {
    const items: RegexNode[] = [];
    while (!this.#reader.atEnd() && !this.#reader.next('|') && !this.#reader.next(')')) {
      const atom = this.#atom();
      if (atom !== undefined) items.push(this.#repeated(atom));
      else this.#refuseQuantifier();
    }
    return items.length === 1 ? items[0]! : { kind: 'sequence', items };
  }

  // The item with the quantifier behind it, if there is one.
  #repeated(item: RegexNode): RegexNode {
    const reader = this.#reader;
    const begin = reader.at;
    const bounds = this.#quantifier();
    if (bounds === undefined) return item;
    const [least, most] = bounds;
    if (item.kind === 'assert' && reader.dialect === 'js') throw reader.problem('nothing to repeat', begin);
    if (least > most) throw reader.problem('a repetition whose end is before its beginning', begin);
    if (reader.dialect === 're2' && (least > MAX_RE2_REPEAT || (most !== Infinity && most > MAX_RE2_REPEAT))) {
      throw reader.problem(`more than ${MAX_RE2_REPEAT} repetitions`, begin);
    }
    reader.take('?'); // lazy
    if (reader.next('+')) throw reader.problem('possessive quantifiers are not supported');
    this.#refuseQuantifier();
    return { kind: 'repeat', item, least, most };
  }

  #quantifier(): readonly [least: number, most: number] | undefined {
    if (this.#reader.take('*')) return [0, Infinity];
    if (this.#reader.take('+')) return [1, Infinity];
    if (this.#reader.take('?')) return [0, 1];
    const counted = this.#reader.match(REPEAT);
    if (counted === undefined) return undefined;
    const least = Number(counted[1]);
    return [least, counted[2] === undefined ? least : counted[3] === '' ? Infinity : Number(counted[3])];
  }

  #refuseQuantifier(): void {
    const begin = this.#reader.at;
    if (this.#quantifier() !== undefined) throw this.#reader.problem('nothing to repeat', begin);
  }

  // Undefined: flags, which match nothing.
  #atom(): RegexNode | undefined {
    const reader = this.#reader;
    this.#refuseQuantifier();
    if (reader.take('(')) return this.#group();
    if (reader.take('[')) return { kind: 'set', set: takeClass(reader, this.#flags.i) };
    if (reader.take('.')) return { kind: 'set', set: dotSet(reader.dialect, this.#flags.s) };
    if (reader.take('^')) return { kind: 'assert', assertion: this.#flags.m ? 'lineBegin' : 'begin' };
    if (reader.take('$')) return { kind: 'assert', assertion: this.#flags.m ? 'lineEnd' : 'end' };
    if (reader.take('\\')) return this.#escape();
    return this.#literal(reader.character());
  }

  #literal(point: number): RegexNode {
    const set = codePointSet([point, point]);
    return { kind: 'set', set: this.#flags.i ? foldCase(set, this.#reader.dialect) : set };
  }

  #escape(): RegexNode {
    const reader = this.#reader;
    const begin = reader.at - 1;
    if (reader.take('b')) return { kind: 'assert', assertion: 'wordBoundary' };
    if (reader.take('B')) return { kind: 'assert', assertion: 'notWordBoundary' };
    if (reader.dialect === 're2') {
      if (reader.take('A')) return { kind: 'assert', assertion: 'begin' };
      if (reader.take('z')) return { kind: 'assert', assertion: 'end' };
      if (reader.take('Q')) return this.#quoted();
    } else if (reader.next('k')) {
      throw reader.problem('the backreference \\k is not supported', begin);
    }
    const set = takeEscapedSet(reader, this.#flags.i);
    return set === undefined ? this.#literal(reader.escapedCharacter()) : { kind: 'set', set };
  }

  // \Q up to \E or the end. A quantifier behind it repeats the last character.
  #quoted(): RegexNode {
    const items: RegexNode[] = [];
    while (!this.#reader.atEnd() && !this.#reader.take('\\E')) items.push(this.#literal(this.#reader.character()));
    const last = items.pop();
    return last === undefined ? EMPTY : { kind: 'sequence', items: [...items, this.#repeated(last)] };
  }

  #group(): RegexNode | undefined {
    const reader = this.#reader;
    const begin = reader.at - 1;
    const flags = this.#flags;
    if (reader.take('?')) {
      if (this.#takeFlags(begin) === 'to the end') return undefined;
    }
    if (++this.#depth > MAX_DEPTH) throw reader.problem(`more than ${MAX_DEPTH} groups in each other`, begin);
    const inside = this.#alternatives();
    this.#depth--;
    if (!reader.take(')')) throw reader.problem('a ( without its )', begin);
    this.#flags = flags;
    return inside.kind === 'assert' ? { kind: 'sequence', items: [inside] } : inside; // (?:^)* is fine, ^* is not
  }

  // Takes what stands between "(?" and the group's pattern. RE2's (?i) without a pattern holds to the end of the group that it is in.
  #takeFlags(begin: number): 'for a group' | 'to the end' {
    const reader = this.#reader;
    if (reader.take(':')) return 'for a group';
    for (const [sign, name] of [
      ['<=', 'the lookbehind (?<='],
      ['<!', 'the lookbehind (?<!'],
      ['=', 'the lookahead (?='],
      ['!', 'the lookahead (?!'],
      ['>', 'the atomic group (?>'],
      ['P=', 'the backreference (?P='],
    ] as const) {
      if (reader.next(sign)) throw reader.problem(`${name} is not supported`, begin);
    }
    const re2 = reader.dialect === 're2';
    const name = reader.match(re2 ? /P?<(\w+)>/y : /<([\p{ID_Start}$_][\p{ID_Continue}$\u200c\u200d]*)>/uy)?.[1];
    if (name !== undefined) {
      if (this.#names.has(name)) throw reader.problem(`two groups of the name ${name}`, begin);
      this.#names.add(name);
      return 'for a group';
    }
    const flags = re2 ? reader.match(/([imsU]*)(?:-([imsU]+))?([:)])/y) : undefined;
    if (flags === undefined || flags[0] === ')') throw reader.problem('an unknown kind of group (?', begin);
    const is = (flag: keyof Flags) => flags[2]?.includes(flag) !== true && (this.#flags[flag] || flags[1]!.includes(flag));
    this.#flags = { i: is('i'), m: is('m'), s: is('s') };
    return flags[3] === ':' ? 'for a group' : 'to the end';
  }
}
