import type { Context } from '../../client/types.js';
import { SUBJECT } from './shared-exprs.js';

/**
 * The attributes that imported flags read. The subject's key is `id` too, unless there is such an attribute. Without a key (null or
 * undefined; the empty one is a key) an allocation that is split fails with TARGETING_KEY_MISSING.
 */
export function ufcContext(subjectKey: string | null | undefined, attributes: Readonly<Record<string, unknown>> = {}): Context {
  const hasKey = subjectKey !== null && subjectKey !== undefined;
  return { ...(hasKey && { id: subjectKey }), ...attributes, [SUBJECT]: hasKey ? subjectKey : null } as Context;
}
