import { Bare } from './bare.js';
import type { Scalar } from './query.js';

/** Longest event, property, user and session name, in UTF-16 code units. */
export const MAX_NAME_LENGTH = 256;
/** Longest text value, in UTF-16 code units; at most three times as many bytes, which the engine's own cap allows. */
export const MAX_TEXT_LENGTH = 2048;
/** Most properties of one event. */
export const MAX_PROPERTIES = 256;

/** Why an event is refused; also the key under which refusals are counted. */
export type Rejection =
  | 'invalid_name'
  | 'reserved_name'
  | 'invalid_user'
  | 'invalid_session'
  | 'invalid_time'
  | 'invalid_property'
  | 'too_many_properties'
  | 'too_long'
  | 'unreadable'
  | 'unknown_event'
  | 'invalid_event'
  | 'unknown_property'
  | 'queue_full'
  | 'closed';

/** A refusal and what to change, naming the property but never showing its value. */
export class Refused {
  /** @param cause what reading the event threw */
  constructor(
    readonly rejection: Rejection,
    readonly message: string,
    readonly cause?: unknown,
  ) {}
}

/** Checks a name or id: a non-empty, well-formed text of at most `MAX_NAME_LENGTH`. */
export function checkName(value: unknown, rejection: Rejection, what: string): Refused | undefined {
  if (typeof value !== 'string' || value === '') return new Refused(rejection, `${what} must be a non-empty string`);
  if (value.length > MAX_NAME_LENGTH) return new Refused('too_long', `${what} is longer than ${MAX_NAME_LENGTH} characters`);
  if (!value.isWellFormed()) return new Refused(rejection, `${what} must be well-formed Unicode (it holds half of a surrogate pair)`);
  return undefined;
}

/**
 * A copy of the properties that may be stored; `undefined` and `null` mean absent, symbols are not looked at.
 * @throws whatever reading them throws: a getter, a Proxy
 */
export function checkProperties(props: unknown): Readonly<Record<string, Scalar>> | Refused | undefined {
  if (props === undefined || props === null) return undefined;
  if (typeof props !== 'object' || Array.isArray(props)) return new Refused('invalid_property', 'properties must be an object');
  const checked = new Bare();
  let count = 0;
  for (const name of Object.keys(props)) {
    const value: unknown = (props as Record<string, unknown>)[name];
    if (value === undefined || value === null) continue;
    if (++count > MAX_PROPERTIES) return new Refused('too_many_properties', `more than ${MAX_PROPERTIES} properties`);
    const refused = checkName(name, 'invalid_property', 'a property name') ?? checkValue(name, value);
    if (refused) return refused;
    checked[name] = value as Scalar;
  }
  return checked;
}

function checkValue(name: string, value: unknown): Refused | undefined {
  if (typeof value === 'boolean') return undefined;
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return undefined;
    return new Refused('invalid_property', `property '${name}' must be a finite number`);
  }
  if (typeof value !== 'string') {
    return new Refused('invalid_property', `property '${name}' must be a string, a number or a boolean, not ${typeof value}`);
  }
  if (value.length > MAX_TEXT_LENGTH) {
    return new Refused('too_long', `property '${name}' is longer than ${MAX_TEXT_LENGTH} characters`);
  }
  if (!value.isWellFormed()) {
    return new Refused('invalid_property', `property '${name}' must be well-formed Unicode (it holds half of a surrogate pair)`);
  }
  return undefined;
}
