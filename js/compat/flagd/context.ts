import { type Fields, fieldsOf } from './fields.js';

/** The attributes of an evaluation context: the context itself, `targetingKey` included. What is no object has none. */
export const flagdContext = (context: unknown): Fields => fieldsOf(context) ?? {};
