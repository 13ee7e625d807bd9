import { type CodePointSet, codePointSet, complement } from './code-point-set.js';
import { foldCase } from './regex-fold.js';
import type { RegexReader } from './regex-reader.js';
import { escapedSet, POSIX_SETS } from './regex-sets.js';

/** The set of `\d`, `\D`, `\s`, `\S`, `\w` or `\W` behind the backslash, which is taken; undefined when it is none of them. */
export function takeEscapedSet(reader: RegexReader, ignoreCase: boolean): CodePointSet | undefined {
  const letter = reader.pattern[reader.at] ?? '';
  const set = escapedSet(letter.toLowerCase(), reader.dialect);
  if (set === undefined) return undefined;
  reader.at++;
  const folded = ignoreCase ? foldCase(set, reader.dialect) : set;
  return letter === letter.toLowerCase() ? folded : complement(folded);
}

/** The set that a class in brackets is, behind its opening one. */
export function takeClass(reader: RegexReader, ignoreCase: boolean): CodePointSet {
  const begin = reader.at - 1;
  const negated = reader.take('^');
  const ranges: number[] = [];
  let first = true;
  while (!(reader.next(']') && !(first && reader.dialect === 're2'))) {
    if (reader.atEnd()) throw reader.problem('a class [ without its ]', begin);
    first = false;
    const from = takeItem(reader, ignoreCase);
    const isRange = reader.next('-') && !reader.next('-]') && reader.at + 1 < reader.pattern.length;
    if (!isRange || (typeof from !== 'number' && reader.dialect === 're2')) {
      ranges.push(...rangesOf(from));
      continue;
    }
    const dash = reader.at++;
    const to = takeItem(reader, ignoreCase);
    if (typeof from === 'number' && typeof to === 'number') {
      if (from > to) throw reader.problem('a range whose end is before its beginning', dash);
      ranges.push(from, to);
    } else {
      if (reader.dialect === 're2') throw reader.problem('a range to a class', dash);
      ranges.push(...rangesOf(from), 0x2d, 0x2d, ...rangesOf(to));
    }
  }
  reader.at++;
  const set = codePointSet(ranges);
  const folded = ignoreCase ? foldCase(set, reader.dialect) : set;
  return negated ? complement(folded) : folded;
}

const rangesOf = (item: number | CodePointSet): readonly number[] => (typeof item === 'number' ? [item, item] : item);

function takeItem(reader: RegexReader, ignoreCase: boolean): number | CodePointSet {
  if (reader.dialect === 're2' && reader.next('[:')) {
    const posix = reader.match(/\[:(\^?)(\w*):\]/y);
    if (posix !== undefined) {
      const set = POSIX_SETS.get(posix[2]!);
      if (set === undefined) throw reader.problem(`unknown class ${posix[0]}`, reader.at - posix[0].length);
      const folded = ignoreCase ? foldCase(set, 're2') : set;
      return posix[1] === '^' ? complement(folded) : folded;
    }
  }
  if (!reader.take('\\')) return reader.character();
  if (reader.dialect === 'js' && reader.take('b')) return 0x8;
  return takeEscapedSet(reader, ignoreCase) ?? reader.escapedCharacter();
}
