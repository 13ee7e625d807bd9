import type { Expr, ProgramRule } from '../../compile/program/program.js';
import { type Compiler, LogicError, operationOf } from './compiler.js';
import { divisionOf } from './fractional.js';

/** More than anyone writes; evaluators that lead to each other would go on for ever. */
const MAX_IFS = 1000;

/** The rules of a flag whose variants have these names. `otherwise`: the default variant's index, -1 for none. */
export function targetingRules(targeting: unknown, names: readonly string[], otherwise: number, on: Compiler): ProgramRule[] {
  const rules: ProgramRule[] = [];
  const add = (rule: Omit<ProgramRule, 'id'>): number => rules.push({ id: `targeting.${rules.length}`, ...rule });
  let rest = on.resolve(targeting);
  // The conditions of an `if` that decides everything become those of rules, one after the other.
  for (let length = 0; ; ++length) {
    if (length > MAX_IFS) throw new LogicError(`more than ${MAX_IFS} times "if" one after the other`);
    const [name, args] = operationOf(rest) ?? [];
    if ((name !== 'if' && name !== '?:') || args === undefined) break;
    let i = 0;
    for (; i + 1 < args.length; i += 2) decide(on.resolve(args[i + 1]), on.expr(args[i]));
    rest = i < args.length ? on.resolve(args[i]) : null;
  }
  decide(rest);
  return rules;

  function decide(value: unknown, when?: Expr): void {
    const condition = when === undefined ? {} : { when };
    const [name, args] = operationOf(value) ?? [];
    const division = name === 'fractional' && args !== undefined ? divisionOf(args, on) : undefined;
    const ranges = division?.parts.map(({ low, high, variant }) => [low, high, indexOf(variant)] as const);
    if (division !== undefined && ranges?.every(([, , variant]) => variant !== -1)) {
      add({ ...condition, then: { choose: division.bucket, ranges }, reason: 'TARGETING_MATCH' });
      add({ ...condition, then: { serve: otherwise }, reason: 'DEFAULT' }); // there is no key
    } else if (value === null) add({ ...condition, then: { serve: otherwise }, reason: 'DEFAULT' });
    else if (indexOf(value) !== -1) add({ ...condition, then: { serve: indexOf(value) } });
    else add({ ...condition, then: { named: ['to_text', on.expr(value)], unknown: 'GENERAL' } });
  }

  function indexOf(value: unknown): number {
    return typeof value === 'string' || typeof value === 'boolean' ? names.indexOf(String(value)) : -1;
  }
}
