import type { Context } from '../../client/types.js';
import { fieldsOf } from './fields.js';
import { HOSTNAME, RANDOM } from './strategy.js';

export interface UnleashContextOptions {
  /** A number in [0, 1). @defaultValue Math.random */
  readonly random?: () => number;
  /** For the strategy applicationHostname. @defaultValue none, so that strategy lets nobody through */
  readonly hostname?: string;
}

/**
 * The attributes of an Unleash context: its fields and its `properties` as texts, a field before a property of the same name; `currentTime`
 * in ms since the epoch (absent: the instant of the evaluation); and the numbers that random rollouts need. Missing are null and undefined.
 */
export function unleashContext(context: unknown, { random = Math.random, hostname }: UnleashContextOptions = {}): Context {
  const { properties, currentTime, ...own } = fieldsOf(context) ?? {};
  const attributes = new Map<string, unknown>();
  for (const [name, value] of [...Object.entries(fieldsOf(properties) ?? {}), ...Object.entries(own)]) {
    const text = textOf(value);
    if (text !== undefined) attributes.set(name, text);
  }
  if (currentTime) attributes.set('currentTime', instantOf(currentTime));
  attributes.set(RANDOM, random() * 100);
  if (hostname !== undefined) attributes.set(HOSTNAME, hostname);
  return Object.fromEntries(attributes) as Context;
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (value instanceof Date && !Number.isNaN(value.getTime())) return value.toISOString();
  try {
    return String(value);
  } catch {
    return undefined; // an object that has no text
  }
}

/** What is no instant stays something that no date compares with. */
function instantOf(value: unknown): unknown {
  if (!(value instanceof Date)) return value;
  const ms = value.getTime();
  return Number.isNaN(ms) ? 'invalid' : ms;
}
