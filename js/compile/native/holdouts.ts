import { fieldsOf, textOf } from '../../wire/check.js';
import type { Expr } from '../program/program.js';
import { entriesOf, ppmOf, saltOf } from './fields.js';
import { holdoutGate, unitExpr } from './unit.js';

/**
 * What lets a unit pass each holdout.
 * @throws AssayError INVALID_ARGUMENT when one is malformed, whether a flag uses it or not
 */
export function compileHoldouts(holdouts: unknown): ReadonlyMap<string, readonly Expr[]> {
  return new Map(
    entriesOf(holdouts, 'datafile.holdouts').map(([name, value]) => {
      const path = `datafile.holdouts.${textOf(name, 'datafile.holdouts: key')}`;
      const { share, salt, unit } = fieldsOf(value, path, ['share', 'salt', 'unit', 'description']);
      return [name, holdoutGate(saltOf(salt ?? name, `${path}.salt`), unitExpr(unit, `${path}.unit`), ppmOf(share, `${path}.share`))];
    }),
  );
}
