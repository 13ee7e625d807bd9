import type { Counted } from './counted.js';
import type { GroupKey, Proportion } from './parts.js';

/** Of the users active in the range, those active in so many of its periods. */
export interface StickinessShare {
  readonly periods: number;
  readonly exactly: Proportion;
  /** In so many or more. */
  readonly atLeast: Proportion;
}

export interface StickinessWindow {
  /** How long it is, in periods; the last one is the row's. */
  readonly periods: number;
  /** False when it reaches back before the earliest event stored. */
  readonly whole: boolean;
  /** Users active in it. */
  readonly users: number;
  /** Of them, those active in the row's period: "DAU/MAU" with days and 28 or 30 periods. */
  readonly stickiness: Proportion;
  /** In how many of its periods such a user is active, on average; `null` without users. */
  readonly meanPeriods: number | null;
}

export interface StickinessRow {
  /** ms since the epoch. */
  readonly periodStart: number;
  /** Whether the period is over. */
  readonly complete: boolean;
  /** Users active in it. */
  readonly users: number;
  /** In the order of the query's `windows`. */
  readonly windows: readonly StickinessWindow[];
}

/** Of all users, or of a group's. */
export interface StickinessCounts {
  /** Users active in some period of the range. */
  readonly users: number;
  /** From 1 period to the most that a user was active in. */
  readonly shares: readonly StickinessShare[];
  /** Without gaps; none when no event matches. The periods of groups are those of all users together. */
  readonly rows: readonly StickinessRow[];
}

export interface StickinessGroup extends StickinessCounts {
  readonly key: GroupKey;
}

export interface StickinessResult extends StickinessCounts, Counted {
  /** By key: those with the most users. Absent without `by`, as is the next. */
  readonly groups?: readonly StickinessGroup[];
  readonly groupsOmitted?: number;
  /** What is later is not known, ms since the epoch. */
  readonly observedEnd: number;
}
