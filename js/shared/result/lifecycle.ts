import type { Counted } from './counted.js';
import type { GroupKey } from './parts.js';

/** Users; each is in at most one of the four. "The period before" is the one right before. */
export interface LifecycleRow {
  /** ms since the epoch. */
  readonly periodStart: number;
  /** Whether the period is over; `dormant` may still shrink otherwise. */
  readonly complete: boolean;
  /** Active, and never before. */
  readonly new: number;
  /** Active, and in the period before. */
  readonly returning: number;
  /** Active, not in the period before, but earlier. */
  readonly resurrecting: number;
  /** Not active, but in the period before. */
  readonly dormant: number;
}

export interface LifecycleGroup {
  readonly key: GroupKey;
  /** The periods are those of all users together. */
  readonly rows: readonly LifecycleRow[];
}

export interface LifecycleResult extends Counted {
  /** Without gaps; none when no event matches. */
  readonly rows: readonly LifecycleRow[];
  /** By key: those with the most users. Absent without `by`, as is the next. */
  readonly groups?: readonly LifecycleGroup[];
  readonly groupsOmitted?: number;
  /** What is later is not known, ms since the epoch. */
  readonly observedEnd: number;
}
