import type { Context } from '../../client/types.js';
import { fieldsOf } from './fields.js';

/** The attributes of an evaluation context: the context itself, `targetingKey` included. What is no object has none. */
export const flagdContext = (context: unknown): Context => (fieldsOf(context) ?? {}) as Context;
