import type { Details } from '../../client/types.js';
import { fieldsOf } from './fields.js';
import { DISABLED } from './variants.js';

/** What Unleash's getVariant() gives. */
export interface UnleashVariant {
  readonly name: string;
  readonly payload?: unknown;
  readonly enabled: boolean;
  readonly feature_enabled: boolean;
}

export interface UnleashResult {
  readonly enabled: boolean;
  readonly variant: UnleashVariant;
}

/**
 * The answer of a flag that unleash() made, in Unleash's words. A feature that does not exist or is malformed is off.
 * @param answer what `assay.details()` returned
 */
export function unleashResult({ variant, value }: Pick<Details<unknown>, 'variant' | 'value'>): UnleashResult {
  const enabled = variant !== undefined && variant !== DISABLED;
  const { name, payload, enabled: chosen } = (enabled && fieldsOf(value)) || {};
  if (chosen !== true) return { enabled, variant: { name: DISABLED, enabled: false, feature_enabled: enabled } };
  const own = { name: String(name), enabled: true, feature_enabled: true };
  return { enabled, variant: payload === undefined ? own : { ...own, payload } };
}
