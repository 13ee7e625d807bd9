/** The types that flagd's callers ask for. */
export type FlagdType = 'boolean' | 'string' | 'integer' | 'float' | 'number' | 'object';

export interface FlagdResult {
  readonly value: unknown;
  /** Absent when `value` is the caller's default. */
  readonly variant?: string;
  readonly reason: string;
  readonly errorCode?: string;
}

interface Answered {
  readonly variant: number | null;
  readonly variantKey?: string | null;
  readonly value?: unknown;
  readonly reason: string;
  readonly errorCode?: string | null;
}

/** The answer of a flag that flagd() made, as flagd resolves it. `answer`: undefined when there is no such flag. */
export function flagdResult(answer: Answered | undefined, type: FlagdType, defaultValue: unknown): FlagdResult {
  const failed = (errorCode: string): FlagdResult => ({ value: defaultValue, reason: 'ERROR', errorCode });
  if (answer === undefined) return failed('FLAG_NOT_FOUND');
  if (answer.errorCode) return failed(answer.errorCode);
  if (answer.variant === null) return { value: defaultValue, reason: answer.reason };
  if (!isOfType(answer.value, type)) return failed('TYPE_MISMATCH');
  const { value, reason, variantKey } = answer;
  return variantKey ? { value, variant: variantKey, reason } : { value, reason };
}

function isOfType(value: unknown, type: FlagdType): boolean {
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'float') return typeof value === 'number';
  return typeof value === type;
}
