import type { Builder, Offset } from 'flatbuffers';
import { parseDuration } from '../../shared/duration.js';
import { fieldsOf, invalid, textOf } from '../check.js';
import { encodeConditions, PROPERTY_OPERATORS } from '../encode-conditions.js';
import { EventMatch } from '../generated/assay/fb/event-match.js';

/** An event selector: a name, or an object with `event` and `where`. */
export function encodeMatch(fb: Builder, value: unknown, path: string): Offset {
  const source = typeof value === 'string' ? { event: value } : fieldsOf(value, path, ['event', 'where']);
  const event = source['event'] === undefined ? 0 : fb.createString(textOf(source['event'], `${path}.event`));
  const where = (source as Record<string, unknown>)['where'];
  const conditions = EventMatch.createWhereVector(fb, encodeConditions(fb, where, `${path}.where`, PROPERTY_OPERATORS));
  return EventMatch.createEventMatch(fb, event, conditions);
}

/** `value`, which must not be left out. */
export function required(value: unknown, path: string): unknown {
  if (value === undefined) throw invalid(path, 'is needed');
  return value;
}

/** The selector of a kind that has `event` and `where` beside other fields. */
export function encodeOwnMatch(fb: Builder, { event, where }: Readonly<Record<string, unknown>>, path: string): Offset {
  return encodeMatch(fb, { ...(event !== undefined && { event }), ...(where !== undefined && { where }) }, path);
}

/** Adds an optional instant with `add`; 0, too, which a builder takes for the default and leaves out. */
export function addInstant(fb: Builder, add: (fb: Builder, ms: number) => void, ms: number | undefined): void {
  if (ms === undefined) return;
  fb.forceDefaults(true);
  add(fb, ms);
  fb.forceDefaults(false);
}

/** The ms of a `within`, or of `fallback` without one. */
export function windowOf(within: unknown, fallback: string, path: string): number {
  return durationOf(within ?? fallback, `${path}.within`);
}

/** The ms of a duration, at least 1. */
export function durationOf(value: unknown, path: string): number {
  if (typeof value !== 'string' && typeof value !== 'number') throw invalid(path, "must be a duration such as '30m' or '7d'");
  return Math.max(1, Math.round(parseDuration(value)));
}

/** A truth value; `false` when it is left out. */
export function flagOf(value: unknown, path: string): boolean {
  if (value !== undefined && typeof value !== 'boolean') throw invalid(path, 'must be true or false');
  return value ?? false;
}

/** A whole number from `low` to `high`. */
export function wholeOf(value: unknown, path: string, low: number, high: number): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
    throw invalid(path, `must be a whole number from ${low} to ${high}`);
  }
  return value;
}

/** What one of the names stands for. */
export function choiceOf<T>(value: unknown, path: string, choices: Readonly<Record<string, T>>): T {
  if (typeof value !== 'string' || !Object.hasOwn(choices, value)) {
    throw invalid(path, `must be one of ${Object.keys(choices).join(', ')}`);
  }
  return choices[value] as T;
}
