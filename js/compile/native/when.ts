import { fieldsOf, invalid, listOf, textOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr } from '../program/program.js';
import { entriesOf } from './fields.js';
import { instantOf } from './instant.js';
import { compileCondition } from './operators.js';

const MAX_NESTING = 64;

/**
 * The expression of a segment's name, of which `path` is the place.
 * @throws AssayError INVALID_ARGUMENT when there is no such segment, or it is malformed
 */
export type SegmentExpr = (name: string, path: string) => Expr;

/**
 * A `when` as the conditions that all have to hold, in the order written.
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function compileWhen(when: unknown, path: string, segment: SegmentExpr, depth = 0): readonly Expr[] {
  if (depth > MAX_NESTING) throw invalid(path, `nested deeper than ${MAX_NESTING}`);
  const nested = (value: unknown, field: string): Expr => {
    if (value === undefined) throw invalid(field, 'must be an object');
    return x.and(...compileWhen(value, field, segment, depth + 1));
  };
  return entriesOf(when, path).map(([name, condition]) => {
    const field = `${path}.${name}`;
    switch (name) {
      case '$and':
      case '$or': {
        const all = listOf(condition, field).map((value, i) => nested(value, `${field}[${i}]`));
        if (all.length === 0) throw invalid(field, 'needs at least one');
        return name === '$and' ? x.and(...all) : x.or(...all);
      }
      case '$not':
        return x.not(nested(condition, field));
      case '$segment':
        return segments(condition, field, segment);
      case '$now':
        return schedule(condition, field);
      default:
        return compileCondition(x.attribute(textOf(name, `${path}: attribute name`)), condition, field);
    }
  });
}

function segments(condition: unknown, path: string, segment: SegmentExpr): Expr {
  if (typeof condition === 'string') return segment(condition, path);
  const written = Object.entries(fieldsOf(condition, path, ['in', 'not_in'])).filter(([, names]) => names !== undefined);
  if (written.length === 0) throw invalid(path, "needs 'in' or 'not_in'");
  return x.and(
    ...written.map(([name, names]) => {
      const any = x.or(
        ...listOf(names, `${path}.${name}`).map((each, i) => segment(textOf(each, `${path}.${name}[${i}]`), `${path}.${name}[${i}]`)),
      );
      return name === 'in' ? any : x.not(any);
    }),
  );
}

function schedule(condition: unknown, path: string): Expr {
  const { before, after } = fieldsOf(condition, path, ['before', 'after']);
  if (before === undefined && after === undefined) throw invalid(path, "needs 'before' or 'after'");
  return x.and(
    ...(after === undefined ? [] : [x.less(x.number(instantOf(after, `${path}.after`)), x.NOW)]),
    ...(before === undefined ? [] : [x.less(x.NOW, x.number(instantOf(before, `${path}.before`)))]),
  );
}
