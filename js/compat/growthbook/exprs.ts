// The expressions that this folder builds, in one place so that a bundle that leaves the compiler out imports them once.
export {
  and,
  attribute,
  constant,
  equals,
  FALSE,
  isNull,
  item,
  less,
  lessOrEqual,
  member,
  NULL,
  not,
  number,
  or,
  text,
} from '../../compile/program/expr.js';
export type { Expr } from '../../compile/program/program.js';
