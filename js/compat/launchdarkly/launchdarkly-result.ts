import type { Details } from '../../client/types.js';
import { RULE_IDS } from './flag.js';
import type { LaunchDarklyMeta } from './launchdarkly.js';
import { EXPERIMENT } from './outcome.js';

export type LaunchDarklyErrorKind =
  | 'CLIENT_NOT_READY'
  | 'FLAG_NOT_FOUND'
  | 'MALFORMED_FLAG'
  | 'USER_NOT_SPECIFIED'
  | 'WRONG_TYPE'
  | 'EXCEPTION';

export interface LaunchDarklyReason {
  readonly kind: 'OFF' | 'FALLTHROUGH' | 'TARGET_MATCH' | 'RULE_MATCH' | 'PREREQUISITE_FAILED' | 'ERROR';
  readonly ruleIndex?: number;
  readonly ruleId?: string;
  readonly prerequisiteKey?: string;
  /** Absent: not in an experiment. */
  readonly inExperiment?: true;
  readonly errorKind?: LaunchDarklyErrorKind;
}

export interface LaunchDarklyResult {
  readonly value: unknown;
  /** Null when the value is the reader's default. */
  readonly variationIndex: number | null;
  readonly reason: LaunchDarklyReason;
}

/** What the reader asks for. The vendor's JavaScript SDK knows one type of number. @defaultValue any */
export type LaunchDarklyValueType = 'bool' | 'int' | 'double' | 'string' | 'any';

const TYPES: Readonly<Partial<Record<LaunchDarklyValueType, string>>> = {
  bool: 'boolean',
  int: 'number',
  double: 'number',
  string: 'string',
};
const ERROR_KINDS: Readonly<Record<string, LaunchDarklyErrorKind>> = {
  PROVIDER_NOT_READY: 'CLIENT_NOT_READY',
  FLAG_NOT_FOUND: 'FLAG_NOT_FOUND',
  PARSE_ERROR: 'MALFORMED_FLAG',
  TYPE_MISMATCH: 'WRONG_TYPE',
  INVALID_CONTEXT: 'USER_NOT_SPECIFIED',
};

/**
 * The vendor's result of an answer.
 * @param answer what `assay.details()` returned; `undefined` when the context was invalid, for which `launchdarklyContext` gives none
 */
export function launchdarklyResult(
  meta: LaunchDarklyMeta,
  answer: Details<unknown> | undefined,
  defaultValue: unknown,
  valueType: LaunchDarklyValueType = 'any',
): LaunchDarklyResult {
  const error = (errorKind: LaunchDarklyErrorKind): LaunchDarklyResult => ({
    value: defaultValue,
    variationIndex: null,
    reason: { kind: 'ERROR', errorKind },
  });
  if (answer === undefined) return error('USER_NOT_SPECIFIED');
  const flag = meta.flags.get(answer.flag);
  if (flag === undefined) return error('FLAG_NOT_FOUND');
  if (answer.reason === 'ERROR') return error(ERROR_KINDS[answer.errorCode ?? ''] ?? 'EXCEPTION');
  const reason = reasonOf(answer.rule ?? RULE_IDS.off, flag.ruleIds);
  if (answer.variant === undefined) return { value: defaultValue, variationIndex: null, reason };
  // The keys of the variants are the variations' indexes.
  const variationIndex = Number(answer.variant);
  const value = flag.variations[variationIndex];
  const type = TYPES[valueType];
  return type === undefined || typeof value === type ? { value, variationIndex, reason } : error('WRONG_TYPE');
}

function reasonOf(rule: string, ruleIds: readonly (string | undefined)[]): LaunchDarklyReason {
  if (rule === RULE_IDS.off) return { kind: 'OFF' };
  if (rule === RULE_IDS.target) return { kind: 'TARGET_MATCH' };
  const { prerequisite } = RULE_IDS;
  if (rule.startsWith(prerequisite)) return { kind: 'PREREQUISITE_FAILED', prerequisiteKey: rule.slice(prerequisite.length) };
  const inExperiment = rule.endsWith(EXPERIMENT) ? { inExperiment: true as const } : {};
  if (rule.startsWith(RULE_IDS.fallthrough)) return { kind: 'FALLTHROUGH', ...inExperiment };
  const ruleIndex = Number.parseInt(rule.slice(RULE_IDS.rule.length), 10);
  const ruleId = ruleIds[ruleIndex];
  return { kind: 'RULE_MATCH', ruleIndex, ...(ruleId !== undefined && { ruleId }), ...inExperiment };
}
