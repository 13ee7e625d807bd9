/** A property or attribute value. Numbers are finite. */
export type Scalar = string | number | boolean;

/** `"500ms"`, `"30s"`, `"30m"`, `"24h"`, `"7d"`, `"2w"`, or a number of milliseconds. Greater than zero. */
export type Duration = string | number;

/** An ISO-8601 text (UTC when it names no zone), or a number: milliseconds since the epoch. */
export type Instant = string | number;

/**
 * What one property must satisfy; several operators in one condition are joined by AND. A missing property satisfies only
 * `exists: false`, `not_equals` and `not_in`. Values of another type are not equal; ordering compares numbers with numbers and strings with
 * strings (by UTF-8 bytes).
 */
export interface Condition {
  readonly equals?: Scalar;
  readonly not_equals?: Scalar;
  readonly in?: readonly Scalar[];
  readonly not_in?: readonly Scalar[];
  readonly gt?: string | number;
  readonly gte?: string | number;
  readonly lt?: string | number;
  readonly lte?: string | number;
  readonly exists?: boolean;
}

/** Conditions by property name, joined by AND. A bare value is short for `{ equals: value }`. */
export type Where = Readonly<Record<string, Scalar | Condition>>;

/** An event name, or an event name with conditions on its properties. Without `event`: any event. */
export type EventSelector = string | { readonly event?: string; readonly where?: Where };
