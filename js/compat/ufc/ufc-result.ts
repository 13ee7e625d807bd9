import type { UfcVariationType } from './flag.js';
import type { UfcMeta } from './ufc.js';

export interface UfcResult {
  readonly value: unknown;
  readonly reason: string;
  /** Only with the reason ERROR. */
  readonly errorCode?: string;
  /** Key of the variation; absent with the reader's default. */
  readonly variant?: string;
  /** The allocation that decided and whether this is to be logged; absent with the reader's default. */
  readonly allocationKey?: string;
  readonly doLog?: boolean;
}

/** What of the core's answer matters here. */
export interface CoreAnswer {
  readonly variant: number | null;
  readonly variantKey?: string | null;
  readonly reason: string;
  readonly errorCode?: string | null;
  readonly rule?: string | null;
}

/**
 * The vendor's result of an answer of the core; `answer` is undefined when there is no such flag and the core was not asked. A malformed
 * flag is as if it had no allocations.
 */
export function ufcResult(
  meta: UfcMeta,
  flagKey: string,
  answer: CoreAnswer | undefined,
  variationType: UfcVariationType,
  defaultValue: unknown,
): UfcResult {
  const withDefault = (reason: string): UfcResult => ({ value: defaultValue, reason });
  const error = (errorCode: string): UfcResult => ({ ...withDefault('ERROR'), errorCode });
  if (answer === undefined || !meta.flags.has(flagKey)) return error('FLAG_NOT_FOUND');
  const flag = meta.flags.get(flagKey);
  if (flag === undefined) return withDefault('DEFAULT');
  if (answer.reason === 'DISABLED') return withDefault('DISABLED');
  if (!isReadableAs(flag.variationType, variationType)) return error('TYPE_MISMATCH');
  if (answer.reason === 'ERROR') return error(answer.errorCode ?? 'GENERAL');
  if (answer.variant === null) return withDefault('DEFAULT');
  const allocation = flag.allocations[Number(answer.rule)];
  return {
    value: flag.values[answer.variant],
    reason: answer.reason,
    ...(answer.variantKey != null && { variant: answer.variantKey }),
    ...(allocation && { allocationKey: allocation.key, doLog: allocation.doLog }),
  };
}

/** A whole number is a number. */
const isReadableAs = (actual: UfcVariationType, wanted: UfcVariationType): boolean =>
  actual === wanted || (actual === 'INTEGER' && wanted === 'NUMERIC');
