import type { Instant } from './parts.js';

/** A period of the calendar, by the clocks of `zone`. Weeks begin on Mondays, quarters in January, April, July and October. */
export type Period = 'minute' | 'hour' | 'day' | 'week' | 'month' | 'quarter';

/** What the kinds have that tell periods which are over from those that are not. */
export interface Observed {
  /** Events from here on are not known yet: a period that ends later is not complete. @defaultValue just after the latest event stored */
  readonly asOf?: Instant;
}
