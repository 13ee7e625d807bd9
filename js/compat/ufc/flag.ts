import { and, attribute, less, lessOrEqual, NOW, number } from '../../compile/program/expr.js';
import type { Expr, ProgramFlag, ProgramReason, ProgramRule } from '../../compile/program/program.js';
import { rulesExpr } from './condition.js';
import { type Fields, fieldsOf, listOf, Malformed, textOf } from './malformed.js';
import { SUBJECT, type SharedExprs } from './shared-exprs.js';
import { splitRules } from './splits.js';

export type UfcVariationType = 'BOOLEAN' | 'STRING' | 'INTEGER' | 'NUMERIC' | 'JSON';

export interface UfcAllocation {
  readonly key: string;
  /** Whether an assignment by it is logged. */
  readonly doLog: boolean;
}

export interface UfcFlag {
  readonly program: ProgramFlag;
  readonly variationType: UfcVariationType;
  readonly allocations: readonly UfcAllocation[];
}

const TYPES: Readonly<Record<UfcVariationType, ProgramFlag['type']>> = {
  BOOLEAN: 'boolean',
  STRING: 'string',
  INTEGER: 'number',
  NUMERIC: 'number',
  JSON: 'json',
};

/** @throws Malformed */
export function flagOf(key: string, flag: Fields, shared: SharedExprs): UfcFlag {
  const { enabled, variationType } = flag;
  if (typeof enabled !== 'boolean') throw new Malformed('enabled: must be true or false');
  if (!isVariationType(variationType)) throw new Malformed(`variationType: must be one of ${Object.keys(TYPES).join(', ')}`);
  const variations = Object.entries(fieldsOf(flag['variations'], 'variations'));
  const variants = variations.map(([name, item]) => {
    const { value } = fieldsOf(item, `variations.${name}`);
    return { name, value: typed(value, variationType, name) };
  });
  const indexes = new Map(variants.map(({ name }, i) => [name, i]));
  const allocations = listOf(flag['allocations'], 'allocations').map((item, i) => fieldsOf(item, `allocations[${i}]`));
  const rules = allocations.flatMap((item, i) => allocationRules(key, item, i, indexes, flag['totalShards'], shared));
  return {
    variationType,
    allocations: allocations.map((item, i) => ({ key: allocationKey(item, i), doLog: doesLog(item) })),
    program: {
      key,
      type: TYPES[variationType],
      enabled,
      variants: variants.map(({ name, value }) => ({ key: name, json: JSON.stringify(value) })),
      defaultVariant: -1,
      rules,
    },
  };
}

const isVariationType = (type: unknown): type is UfcVariationType => typeof type === 'string' && Object.hasOwn(TYPES, type);
const allocationKey = ({ key }: Fields, i: number): string => textOf(key, `allocations[${i}].key`);
/** Unless it is said that nothing is logged, it is. */
const doesLog = ({ doLog }: Fields): boolean => doLog !== false;

function typed(value: unknown, type: UfcVariationType, name: string): unknown {
  if (type === 'JSON') return jsonOf(value, name);
  const isOfType = type === 'INTEGER' ? Number.isSafeInteger(value) : typeof value === TYPES[type];
  if (!isOfType) throw new Malformed(`variations.${name}.value: must be of type ${type}`);
  return value;
}

/** A list or an object, or, in older configurations, its text. */
function jsonOf(value: unknown, name: string): unknown {
  const json = typeof value === 'string' ? parsed(value) : value;
  if (typeof json !== 'object' || json === null) throw new Malformed(`variations.${name}.value: must be a list or an object`);
  return json;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** One rule per split or group of splits. The id is the index of the allocation. */
function allocationRules(
  flag: string,
  allocation: Fields,
  i: number,
  variants: ReadonlyMap<string, number>,
  totalShards: unknown,
  shared: SharedExprs,
): ProgramRule[] {
  const where = `allocations[${i}]`;
  const experiment = `${flag}-${allocationKey(allocation, i)}`;
  const start = instantOf(allocation['startAt'], `${where}.startAt`);
  const end = instantOf(allocation['endAt'], `${where}.endAt`);
  const rules = listOf(allocation['rules'] ?? [], `${where}.rules`);
  const dates: Expr[] = [];
  if (start !== undefined) dates.push(lessOrEqual(number(start), NOW));
  if (end !== undefined) dates.push(less(NOW, number(end)));
  const conditions = rules.length > 0 ? [...dates, rulesExpr(rules, `${where}.rules`, shared)] : dates;
  const splits = splitRules(listOf(allocation['splits'], `${where}.splits`), `${where}.splits`, variants, totalShards, shared);

  const condition = (): Expr[] => {
    if (conditions.length === 0 || splits.length < 2) return conditions;
    return [shared.call(`allocation:${i}:${flag}`, () => and(...conditions))];
  };
  return splits.map(({ when, then }) => {
    const all = when === undefined ? condition() : [...condition(), when];
    const isDrawn = 'choose' in then;
    return {
      id: String(i),
      ...(all.length > 0 && { when: and(...all) }),
      then,
      reason: reasonOf(rules.length > 0, isDrawn, dates.length > 0),
      ...(isDrawn && doesLog(allocation) && { experiment, unit: attribute(SUBJECT) }),
    };
  });
}

function reasonOf(hasRules: boolean, isDrawn: boolean, isDated: boolean): ProgramReason {
  if (hasRules) return 'TARGETING_MATCH';
  if (isDrawn) return 'SPLIT';
  return isDated ? 'DEFAULT' : 'STATIC';
}

/** Ms since the epoch. Digits beyond the millisecond are cut off. */
function instantOf(value: unknown, where: string): number | undefined {
  if (value === undefined || value === null) return undefined;
  const instant = Date.parse(textOf(value, where));
  if (Number.isNaN(instant)) throw new Malformed(`${where}: must be a date`);
  return instant;
}
