/** Who got what, kept. */
export interface StickyAssignment {
  /** The variant's key. */
  readonly variant: string;
  /** When it was first shown, ms since the epoch. */
  readonly at: number;
}

/** By `<experiment>:<version>`: a new version of an experiment assigns anew. */
export type StickyAssignments = Readonly<Record<string, StickyAssignment>>;

/** Where assignments are kept between visits. Synchronous, because a context is. What it throws is reported and costs nothing else. */
export interface StickyStore {
  /**
   * The attribute whose value assignments are kept by; of several the first that is neither missing nor empty, as in a split's `unit`. Splits
   * that are `sticky` should have the same unit. @defaultValue `'user'`
   */
  readonly unit?: string | readonly string[];
  /** What a unit was assigned and is not to be forgotten yet, or `undefined`. */
  get(unit: string): StickyAssignments | undefined;
  /** Keeps all of a unit's assignments, in place of those before. */
  set(unit: string, assignments: StickyAssignments): void;
}
