import { type Checked, checkExpr, type Scope } from './check-expr.js';
import type { Action, FailCode, Program, ProgramFlag, ProgramReason, ProgramRule } from './program.js';

/** The numbers of core/assay/evaluation/reason.h. */
export const REASONS: Readonly<Record<ProgramReason, number>> = { STATIC: 0, DEFAULT: 1, TARGETING_MATCH: 2, SPLIT: 3, DISABLED: 5 };
export const FAIL_CODES: Readonly<Record<FailCode, number>> = {
  FLAG_NOT_FOUND: 2,
  PARSE_ERROR: 3,
  TYPE_MISMATCH: 4,
  TARGETING_KEY_MISSING: 5,
  INVALID_CONTEXT: 6,
  GENERAL: 7,
};
const TYPES: ReadonlySet<string> = new Set(['boolean', 'string', 'number', 'json']);

export const isKey = (key: unknown): key is string => typeof key === 'string' && key !== '' && key.isWellFormed();
const isText = (value: unknown): boolean => typeof value === 'string' && value.isWellFormed();
const isVariant = (index: unknown, flag: ProgramFlag, least: number): boolean =>
  Number.isInteger(index) && (index as number) >= least && (index as number) < flag.variants.length;

/** What is wrong with a flag, as `flags.<key>…: what`. */
export function problemOfFlag(flag: ProgramFlag, scope: Scope): string | undefined {
  const where = `flags.${flag.key}`;
  if (flag.problem !== undefined) return flag.problem;
  if (!TYPES.has(flag.type)) return `${where}.type: must be one of ${[...TYPES].join(', ')}`;
  for (const { key, json } of flag.variants) {
    if (!isText(key)) return `${where}.variants: a name is not well-formed text`;
    if (!isText(json)) return `${where}.variants.${key}: not well-formed text`;
  }
  if (new Set(flag.variants.map(({ key }) => key)).size < flag.variants.length) return `${where}.variants: a name occurs twice`;
  if (!isVariant(flag.defaultVariant, flag, -1)) return `${where}.defaultVariant: no such variant`;
  for (const [i, rule] of flag.rules.entries()) {
    const problem = problemOfRule(rule, flag, scope);
    if (problem !== undefined) return `${where}.rules[${i}]${problem}`;
  }
  return undefined;
}

function problemOfRule(rule: ProgramRule, flag: ProgramFlag, scope: Scope): string | undefined {
  if (!isText(rule.id)) return '.id: must be well-formed text';
  if (rule.reason !== undefined && !Object.hasOwn(REASONS, rule.reason)) return `.reason: unknown ${JSON.stringify(rule.reason)}`;
  if (rule.experiment !== undefined) {
    if (!isKey(rule.experiment)) return '.experiment: must be non-empty, well-formed text';
    if (rule.unit === undefined) return '.unit: needed with an experiment';
    const version = rule.experimentVersion ?? 1;
    if (!Number.isInteger(version) || version < 0 || version > 0xffffffff) return '.experimentVersion: must be a whole number of 32 bits';
  }
  const expressions = [
    ['when', rule.when],
    ['unit', rule.experiment === undefined ? undefined : rule.unit],
  ] as const;
  for (const [name, expr] of expressions) {
    const problem = expr === undefined ? undefined : problemIn(checkExpr(expr, scope));
    if (problem !== undefined) return `.${name}: ${problem}`;
  }
  return problemOfAction(rule.then, flag, scope);
}

function problemOfAction(action: Action, flag: ProgramFlag, scope: Scope): string | undefined {
  if ('serve' in action) return isVariant(action.serve, flag, -1) ? undefined : '.then.serve: no such variant';
  if ('fail' in action) return Object.hasOwn(FAIL_CODES, action.fail) ? undefined : `.then.fail: unknown ${JSON.stringify(action.fail)}`;
  if ('named' in action) {
    if (action.unknown !== 'next' && !Object.hasOwn(FAIL_CODES, action.unknown))
      return `.then.unknown: unknown ${JSON.stringify(action.unknown)}`;
    const problem = problemIn(checkExpr(action.named, scope));
    return problem === undefined ? undefined : `.then.named: ${problem}`;
  }
  for (const [low, high, variant] of action.ranges) {
    if (!Number.isFinite(low) || !Number.isFinite(high)) return '.then.ranges: must be finite numbers';
    if (!isVariant(variant, flag, 0)) return '.then.ranges: no such variant';
  }
  const problem = problemIn(checkExpr(action.choose, scope));
  return problem === undefined ? undefined : `.then.choose: ${problem}`;
}

const problemIn = (checked: Checked): string | undefined => ('problem' in checked ? checked.problem : undefined);

/** What flags may refer to. Of two with one name neither can be used. */
export function scopeOf(program: Program, sets: Scope['sets']): Scope {
  const shared = new Map<string, { problem?: string; nesting: number }>();
  const scope: Scope = { flags: new Set(program.flags.map(({ key }) => key).filter(isKey)), sets, shared };
  for (const { name, value } of program.shared ?? []) {
    const checked = checkExpr(value, scope);
    if (shared.has(name)) shared.set(name, { nesting: 0, problem: 'the name occurs twice' });
    else shared.set(name, 'problem' in checked ? { nesting: 0, problem: checked.problem } : checked);
  }
  return scope;
}
