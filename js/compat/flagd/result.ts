import type { Details } from '../../client/types.js';

/** The types that flagd's callers ask for. */
export type FlagdType = 'boolean' | 'string' | 'integer' | 'float' | 'number' | 'object';

export interface FlagdResult {
  readonly value: unknown;
  /** Absent when `value` is the caller's default. */
  readonly variant?: string;
  readonly reason: string;
  readonly errorCode?: string;
}

/**
 * The answer of a flag that flagd() made, as flagd resolves it.
 * @param answer what `assay.details()` returned
 */
export function flagdResult(
  { value, variant, reason, errorCode }: Pick<Details<unknown>, 'value' | 'variant' | 'reason' | 'errorCode'>,
  type: FlagdType,
  defaultValue: unknown,
): FlagdResult {
  const failed = (code: string): FlagdResult => ({ value: defaultValue, reason: 'ERROR', errorCode: code });
  if (errorCode !== undefined) return failed(errorCode);
  if (variant === undefined) return { value: defaultValue, reason };
  if (!isOfType(value, type)) return failed('TYPE_MISMATCH');
  return variant === '' ? { value, reason } : { value, variant, reason };
}

function isOfType(value: unknown, type: FlagdType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'float') return typeof value === 'number';
  return typeof value === type;
}
