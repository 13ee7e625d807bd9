import { fieldsOf } from './fields.js';
import { DISABLED, OFF } from './variants.js';

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

/** The answer of a flag that unleash() made, in Unleash's words. A feature that does not exist or is malformed is off. */
export function unleashResult(answer: { readonly variant: number | null; readonly value?: unknown } | undefined): UnleashResult {
  const enabled = answer !== undefined && answer.variant !== null && answer.variant > OFF;
  const { name, payload, enabled: chosen } = (enabled && fieldsOf(answer.value)) || {};
  if (chosen !== true) return { enabled, variant: { name: DISABLED, enabled: false, feature_enabled: enabled } };
  const own = { name: String(name), enabled: true, feature_enabled: true };
  return { enabled, variant: payload === undefined ? own : { ...own, payload } };
}
