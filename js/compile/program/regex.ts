import { type CodePointSet, complement } from './code-point-set.js';
import type { RegexDialect } from './regex-fold.js';
import { ASSERTIONS, parseRegex, type RegexNode } from './regex-parser.js';
import { RegexProblem } from './regex-reader.js';

export type { RegexDialect } from './regex-fold.js';

/** Longer programs are refused, here and by the core. */
export const MAX_REGEX_WORDS = 4096;

/** Longer patterns, in code units, are refused unread. */
export const MAX_REGEX_LENGTH = 65_536;

// RegexOp of core/assay/targeting/regex.h.
const MATCH = 0;
const CHAR = 1;
const CLASS = 2;
const SPLIT = 3;
const JUMP = 4;
const ASSERT = 5;

/**
 * Compiles a pattern to the words that `matches` takes (core/assay/targeting/regex.h), or says what of it cannot be compiled and where,
 * counted in code units from 0. The words tell whether the pattern is found in a text, in time linear in its length.
 *
 * - `js`: JavaScript without flags, but that characters are whole code points as with the flag u, and that `\u{...}` is a character
 * - `re2`: RE2's syntax, the flags i, m, s and U in the pattern included
 *
 * Neither has backreferences, lookaround, atomic groups, possessive quantifiers or Unicode classes: the first need more than linear time,
 * the last large tables.
 */
export function compileRegex(
  pattern: string,
  flags: { readonly ignoreCase?: boolean },
  dialect: RegexDialect,
): { readonly words: number[] } | { readonly problem: string } {
  if (pattern.length > MAX_REGEX_LENGTH) return { problem: `regular expression: longer than ${MAX_REGEX_LENGTH} characters` };
  try {
    const words: number[] = [];
    emit(parseRegex(pattern, flags.ignoreCase ?? false, dialect), words);
    push(words, MATCH, 0);
    return { words };
  } catch (problem) {
    if (problem instanceof RegexProblem) return { problem: `regular expression: ${problem.message}` };
    throw problem;
  }
}

const word = (op: number, argument: number): number => argument * 256 + op;

function push(words: number[], op: number, argument: number): void {
  if (words.length >= MAX_REGEX_WORDS) throw new RegexProblem(`too large: more than ${MAX_REGEX_WORDS} words`, 0);
  words.push(word(op, argument));
}

function emit(node: RegexNode, words: number[]): void {
  switch (node.kind) {
    case 'set':
      emitSet(node.set, words);
      break;
    case 'assert':
      push(words, ASSERT, ASSERTIONS[node.assertion]);
      break;
    case 'sequence':
      for (const item of node.items) emit(item, words);
      break;
    case 'choice':
      emitChoice(node.items, words);
      break;
    case 'repeat':
      emitRepeat(node.item, node.least, node.most, words);
  }
}

function emitSet(set: CodePointSet, words: number[]): void {
  if (set.length === 2 && set[0] === set[1]) {
    push(words, CHAR, set[0]!);
    return;
  }
  const others = complement(set);
  const negated = others.length < set.length;
  const ranges = negated ? others : set;
  push(words, CLASS, ranges.length + (negated ? 1 : 0)); // two numbers per range, so this is ranges << 1
  words.push(...ranges);
}

// split A; first; jump end; A: split B; second; jump end; ... last; end:
function emitChoice(items: readonly RegexNode[], words: number[]): void {
  const jumps: number[] = [];
  for (const [i, item] of items.entries()) {
    const split = words.length;
    const isLast = i === items.length - 1;
    if (!isLast) push(words, SPLIT, 0);
    emit(item, words);
    if (isLast) break;
    jumps.push(words.length);
    push(words, JUMP, 0);
    words[split] = word(SPLIT, words.length);
  }
  for (const jump of jumps) words[jump] = word(JUMP, words.length);
}

// As often as it must be; then a loop, or as many optional ones as may be, each of which can be left for the end.
function emitRepeat(item: RegexNode, least: number, most: number, words: number[]): void {
  let begin = words.length;
  for (let i = 0; i < least; i++) {
    begin = words.length;
    emit(item, words);
    if (words.length === begin) return; // nothing, however often
  }
  if (most === Infinity && least > 0) {
    push(words, SPLIT, begin);
    return;
  }
  const splits: number[] = [];
  for (let i = least; i < Math.min(most, MAX_REGEX_WORDS); i++) {
    splits.push(words.length);
    push(words, SPLIT, 0);
    emit(item, words);
    if (most !== Infinity) continue;
    push(words, JUMP, begin);
    break;
  }
  for (const split of splits) words[split] = word(SPLIT, words.length);
}
