import type { Counted } from './counted.js';
import type { GroupKey, Proportion, TimeStats } from './parts.js';

/**
 * Why chains that took a step last ended there; `window`, `exclusion`, `order` and `noNextEvent` add up to them. The next event is the one
 * right after the chain's last among those that the funnel sees, whatever it is.
 */
export interface FunnelDropReasons {
  /** The time was over. */
  readonly window: number;
  /** An event of `exclude` came. */
  readonly exclusion: number;
  /** In strict order another event came. */
  readonly order: number;
  /** Nothing came that ended the chain: it might go on. */
  readonly noNextEvent: number;
  /** At most 10 names, most frequent first. */
  readonly nextEvents: readonly { readonly event: string; readonly count: number }[];
  /** Chains that went on with other names. */
  readonly otherNextEvents: number;
}

export interface FunnelStepResult {
  readonly step: string;
  /** Users (or what `count` and `hold` say) who reached the step; with an open entry, who took it; in any order, who took so many steps. */
  readonly count: number;
  /** Share of those who entered who reached this step, with its interval. */
  readonly rate: number | null;
  readonly rateLow: number | null;
  readonly rateHigh: number | null;
  /** Share of the users at the step before who reached this step; `null` at step 1, and with an open entry. */
  readonly rateFromPrevious: number | null;
  /** Users who reached the step before but not this one; 0 at step 1, and with an open entry where this step has more. */
  readonly dropOff: number;
  /** From the event before it in the chain, of those who took this step after another; `null` at step 1. */
  readonly timeFromPrevious: TimeStats | null;
  /** Chains that left out this optional step between two others. */
  readonly skipped: number;
  /** Of the chains that took this step last and are not finished; only with `reasons`. */
  readonly dropReasons?: FunnelDropReasons;
  /** Users who have such a chain, in the order in which they were first seen; only with `samples`. */
  readonly droppedUsers?: readonly string[];
}

/** By the time of a chain's first event. */
export interface FunnelTrendRow {
  /** Start of the time bucket, ms since the epoch. */
  readonly bucketStart: number;
  /** Who finished, among those who entered in the bucket. */
  readonly conversion: Proportion;
}

/** What a funnel comes to. */
export interface FunnelCounts {
  readonly steps: readonly FunnelStepResult[];
  /** Users (or what counts) who finished, among those who entered. */
  readonly conversion: Proportion;
  /** From the first event of the chain to the last. */
  readonly timeToConvert: TimeStats;
  /** Who has a chain at all: the count of step 1, unless the entry is open. */
  readonly entered: number;
  /** Whom an exclusion takes out in `posthog`; they count at no step. */
  readonly excluded: number;
  /** Ascending, only buckets that a chain entered in; only with `trend`. */
  readonly trend?: readonly FunnelTrendRow[];
  /** Users who finished, in the order in which they were first seen; only with `samples`. */
  readonly convertedUsers?: readonly string[];
}

export interface FunnelGroup extends FunnelCounts {
  readonly key: GroupKey;
}

/** A funnel and its groups. */
export interface FunnelPart extends FunnelCounts {
  /** One per value of `by`, largest first; empty without `by`. */
  readonly groups: readonly FunnelGroup[];
  readonly groupsOmitted: number;
  /** With `count: "sessions"`, events of a step or exclusion that belong to no session; otherwise 0. */
  readonly eventsWithoutSession: number;
}

export interface FunnelSegmentResult extends FunnelPart {
  readonly label: string;
}

export interface FunnelResult extends FunnelPart, Counted {
  /** In the query's order; empty without `segments`. */
  readonly segments: readonly FunnelSegmentResult[];
}
