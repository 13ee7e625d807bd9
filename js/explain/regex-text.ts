// RegexOp of core/assay/targeting/regex.h.
const MATCH = 0;
const CHAR = 1;
const CLASS = 2;
const SPLIT = 3;
const JUMP = 4;

const ASSERTIONS = ['^', '$', '(?m:^)', '(?m:$)', '\\b', '\\B'];
const SYNTAX = /[\\^$.*+?()[\]{}|/]/;
const CLASS_SYNTAX = /[\\\]^-]/;
const LINE_FEED = 10;

/** A piece of a pattern; `at`: where its instructions begin. `isAtom`: a quantifier behind it means all of it. */
interface Piece {
  readonly at: number;
  readonly text: string;
  readonly isAtom: boolean;
}

/** A pattern that means what a compiled one does (js/compile/program/regex.ts), or undefined when it is not of that compiler's making. */
export function regexText(words: readonly number[]): string | undefined {
  try {
    return joined(pieces(words, 0, words.length));
  } catch (error) {
    if (error instanceof RangeError) return undefined;
    throw error;
  }
}

const joined = (all: readonly Piece[]): string => all.map(({ text }) => text).join('');

const grouped = (all: readonly Piece[]): string => (all.length === 1 && all[0]?.isAtom ? all[0].text : `(?:${joined(all)})`);

/** The instructions from `from` to `to`, where all ways through them meet. */
function pieces(words: readonly number[], from: number, to: number): readonly Piece[] {
  const all: Piece[] = [];
  const add = (at: number, text: string, isAtom: boolean) => all.push({ at, text, isAtom });
  for (let at = from; at < to; ) {
    const op = (words[at] as number) & 0xff;
    const argument = (words[at] as number) >>> 8;
    if (op === CHAR) add(at++, escaped(argument, SYNTAX), true);
    else if (op === CLASS) {
      const ranges = words.slice(at + 1, at + 1 + 2 * (argument >> 1));
      add(at, classText(ranges, (argument & 1) === 1), true);
      at += 1 + ranges.length;
    } else if (op === SPLIT && argument <= at) {
      // The way back: what it leads to is repeated.
      const first = all.findIndex((piece) => piece.at >= argument);
      const repeated = first < 0 ? [] : all.splice(first);
      add(argument, `${grouped(repeated)}+`, false);
      at++;
    } else if (op === SPLIT) {
      const { text, end, isAtom } = split(words, at, argument, to);
      add(at, text, isAtom);
      at = end;
    } else if (op === JUMP) throw new RangeError('a jump that no split leads to');
    else if (op === MATCH) at++;
    else add(at++, ASSERTIONS[argument] ?? '', false);
  }
  return all;
}

/** A split that leads on: a loop, a choice or an option. */
function split(words: readonly number[], at: number, target: number, to: number): Omit<Piece, 'at'> & { readonly end: number } {
  if (target > to) throw new RangeError('a split out of its part');
  const last = words[target - 1] as number;
  const back = isInstruction(words, at, target - 1) && (last & 0xff) === JUMP ? last >>> 8 : undefined;
  if (back === at) return { text: `${grouped(pieces(words, at + 1, target - 1))}*`, isAtom: false, end: target };
  const isOption = back === undefined || back < target || (back === target && leaves(words, at + 1, target));
  if (isOption) return { text: `${grouped(pieces(words, at + 1, target))}?`, isAtom: false, end: target };
  const first = joined(pieces(words, at + 1, target - 1));
  return { text: `(?:${first}|${joined(pieces(words, target, back))})`, isAtom: true, end: back };
}

/** Whether a split before `target` leads there: then the jump in front of it is not the end of a choice's first way, but of another within. */
function leaves(words: readonly number[], from: number, target: number): boolean {
  for (let at = from; at < target; at += sizeOf(words[at] as number)) {
    if (((words[at] as number) & 0xff) === SPLIT && (words[at] as number) >>> 8 === target) return true;
  }
  return false;
}

/** Words of an instruction. */
const sizeOf = (word: number): number => ((word & 0xff) === CLASS ? 1 + 2 * (word >>> 9) : 1);

/** Whether an instruction begins at `place`, and not one of the numbers of a class. */
function isInstruction(words: readonly number[], from: number, place: number): boolean {
  let at = from;
  while (at < place) at += sizeOf(words[at] as number);
  return at === place;
}

function classText(ranges: readonly number[], isNegated: boolean): string {
  if (ranges.length === 0) return isNegated ? '(?s:.)' : '[^\\x00-\\x{10ffff}]';
  if (isNegated && ranges.length === 2 && ranges[0] === LINE_FEED && ranges[1] === LINE_FEED) return '.';
  const parts: string[] = [];
  for (let i = 0; i < ranges.length; i += 2) {
    const [low, high] = [ranges[i], ranges[i + 1]] as [number, number];
    const end = low === high ? '' : `${high === low + 1 ? '' : '-'}${escaped(high, CLASS_SYNTAX)}`;
    parts.push(escaped(low, CLASS_SYNTAX) + end);
  }
  return `[${isNegated ? '^' : ''}${parts.join('')}]`;
}

function escaped(point: number, syntax: RegExp): string {
  const isVisible = (point >= 0x20 && point < 0x7f) || (point > 0xa0 && point < 0xd800) || (point >= 0x10000 && point < 0xe0000);
  if (!isVisible) return point > 0xff ? `\\x{${point.toString(16)}}` : `\\x${point.toString(16).padStart(2, '0')}`;
  const character = String.fromCodePoint(point);
  return syntax.test(character) ? `\\${character}` : character;
}
