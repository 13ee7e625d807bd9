import type { Expr } from '../../compile/program/program.js';
import { compileRegex } from '../../compile/program/regex.js';
import { Malformed } from './malformed.js';

/** `(?u)` asks for what the vendor's expressions are anyway; the dialect here does not know the letter. */
const FLAGS = /^\(\?([a-z]*)u([a-z]*)\)/;

/** Whether the pattern is found in the subject. @throws Malformed when it is none */
export function patternExpr(pattern: string, subject: Expr, where = 'pattern'): Expr {
  const known = pattern.replace(FLAGS, (_, before: string, after: string) => (before + after === '' ? '' : `(?${before}${after})`));
  const compiled = compileRegex(known, {}, 're2');
  if ('problem' in compiled) throw new Malformed(`${where}: ${compiled.problem}`);
  return ['matches', compiled.words, subject];
}
