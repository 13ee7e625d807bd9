import { type CodePointSet, codePointSet, complement } from './code-point-set.js';
import type { RegexDialect } from './regex-fold.js';

const ascii = (...ranges: string[]): CodePointSet =>
  codePointSet(ranges.flatMap((range) => [range.charCodeAt(0), range.charCodeAt(range.length - 1)]));

const DIGIT = ascii('09');
const WORD = ascii('09', 'AZ', 'az', '_');
const LINE_ENDS = codePointSet([0xa, 0xa, 0xd, 0xd, 0x2028, 0x2029]);
// WhiteSpace and LineTerminator of ECMA-262.
const JS_SPACE = codePointSet([
  ...[0x9, 0xd, 0x20, 0x20, 0xa0, 0xa0, 0x1680, 0x1680, 0x2000, 0x200a, 0x2028, 0x2029, 0x202f, 0x202f],
  ...[0x205f, 0x205f, 0x3000, 0x3000, 0xfeff, 0xfeff],
]);
const RE2_SPACE = ascii('\t\n', '\f\r', ' ');

/** What `\d`, `\s` and `\w` stand for; undefined for another letter. */
export function escapedSet(letter: string, dialect: RegexDialect): CodePointSet | undefined {
  if (letter === 'd') return DIGIT;
  if (letter === 'w') return WORD;
  return letter === 's' ? (dialect === 'js' ? JS_SPACE : RE2_SPACE) : undefined;
}

/** What `.` stands for; `all` is RE2's flag s. */
export function dotSet(dialect: RegexDialect, all: boolean): CodePointSet {
  return complement(all ? [] : dialect === 'js' ? LINE_ENDS : ascii('\n'));
}

/** RE2's `[:name:]`. */
export const POSIX_SETS: ReadonlyMap<string, CodePointSet> = new Map([
  ['alnum', ascii('09', 'AZ', 'az')],
  ['alpha', ascii('AZ', 'az')],
  ['ascii', ascii('\0\x7f')],
  ['blank', ascii('\t', ' ')],
  ['cntrl', ascii('\0\x1f', '\x7f')],
  ['digit', DIGIT],
  ['graph', ascii('!~')],
  ['lower', ascii('az')],
  ['print', ascii(' ~')],
  ['punct', ascii('!/', ':@', '[`', '{~')],
  ['space', ascii('\t\r', ' ')],
  ['upper', ascii('AZ')],
  ['word', WORD],
  ['xdigit', ascii('09', 'AF', 'af')],
]);
