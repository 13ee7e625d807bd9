import type { Details } from '../../client/types.js';
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

/**
 * The vendor's result of an answer. A malformed flag is as if it had no allocations.
 * @param answer what `assay.details()` returned
 */
export function ufcResult(
  meta: UfcMeta,
  { flag: key, value, variant, reason, errorCode, rule }: Details<unknown>,
  variationType: UfcVariationType,
  defaultValue: unknown,
): UfcResult {
  const withDefault = (reason: string): UfcResult => ({ value: defaultValue, reason });
  const error = (code: string): UfcResult => ({ ...withDefault('ERROR'), errorCode: code });
  if (!meta.flags.has(key)) return error('FLAG_NOT_FOUND');
  const flag = meta.flags.get(key);
  if (flag === undefined) return withDefault('DEFAULT');
  if (reason === 'DISABLED') return withDefault('DISABLED');
  if (!isReadableAs(flag.variationType, variationType)) return error('TYPE_MISMATCH');
  if (reason === 'ERROR') return error(errorCode ?? 'GENERAL');
  if (variant === undefined) return withDefault('DEFAULT');
  const allocation = flag.allocations[Number(rule)];
  return {
    value,
    reason,
    variant,
    ...(allocation && { allocationKey: allocation.key, doLog: allocation.doLog }),
  };
}

/** A whole number is a number. */
const isReadableAs = (actual: UfcVariationType, wanted: UfcVariationType): boolean =>
  actual === wanted || (actual === 'INTEGER' && wanted === 'NUMERIC');
