import { isNull, NULL, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';

/** The text that is hashed for a unit: its id between two constants. Null without an id, so that nobody shares a bucket with "". */
export const keyed = (before: string, id: Expr, after = ''): Expr => ['if', isNull(id), NULL, ['cat', text(before), id, text(after)]];
