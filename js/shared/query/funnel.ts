import type { Duration, EventSelector, Where } from './parts.js';
import type { Bucketed, BucketUnit, QueryScope } from './scope.js';

/** What a step has beside its events. */
interface StepOptions {
  /** @defaultValue the event's name */
  readonly label?: string;
  /** A chain may leave this step out. Neither the first nor the last; not in `clickhouse` and `amplitude`. @defaultValue false */
  readonly optional?: boolean;
  /**
   * Time since the step before it (since the last one taken) within which this one counts, besides the funnel's `within`. Not at the first
   * step, nor in any order, nor in `clickhouse`, `posthog` and `amplitude`.
   */
  readonly within?: Duration;
}

/** One step of a funnel: an event, or any one of several. */
export type FunnelStep =
  | string
  | ({ readonly event?: string; readonly where?: Where } & StepOptions)
  | ({ readonly any: readonly EventSelector[] } & StepOptions);

/** The optional arguments of ClickHouse's `windowFunnel`. */
export interface WindowFunnelModes {
  /** @defaultValue false */
  readonly strictDeduplication?: boolean;
  /** @defaultValue false */
  readonly strictOrder?: boolean;
  /** @defaultValue false */
  readonly strictIncrease?: boolean;
  /** @defaultValue false */
  readonly strictOnce?: boolean;
  /** Only with `strictOrder`. @defaultValue false */
  readonly allowReentry?: boolean;
}

/** Whose rules: core/decisions/funnel-presets.md tells what each vendor's funnels do with restarts, ties, repeats and exclusions. */
export type FunnelPreset =
  | 'assay'
  | 'clickhouse'
  | 'posthog'
  | 'mixpanel'
  | 'mixpanel-optimised'
  | 'amplitude'
  | { readonly clickhouse: WindowFunnelModes };

/**
 * - `ordered`: steps in their order, anything may lie between.
 * - `strict`: and nothing lies between. ClickHouse has `strictOrder` instead.
 * - `any`: steps in any order. The n-th count is then of who took n of them.
 */
export type FunnelOrder = 'ordered' | 'strict' | 'any';

/** An event that ends a chain, or any one of several. */
export type FunnelExclusion = ({ readonly event?: string; readonly where?: Where } | { readonly any: readonly EventSelector[] }) & {
  /** From which step, counted from 1, to which later one it does. @defaultValue from the first to the last */
  readonly between?: readonly [fromStep: number, toStep: number];
};

/** What a chain may be: the part of a funnel that presets are compared by. */
export interface FunnelChains {
  /** 1 to 32 steps. */
  readonly steps: readonly FunnelStep[];
  /** Time from the first step within which a later step counts. @defaultValue `"7d"` */
  readonly within?: Duration;
  /** @defaultValue `"ordered"` */
  readonly order?: FunnelOrder;
  /** At most 32; not in `clickhouse`. @defaultValue none */
  readonly exclude?: readonly FunnelExclusion[];
  /** `amplitude` rounds times down to multiples of this, and takes what then is at one time in either order. @defaultValue `"1s"` */
  readonly ties?: Duration;
}

/** The events that one more funnel sees: those of the query that satisfy all of `where`. */
export interface FunnelSegment {
  readonly label: string;
  readonly where: Where;
}

/** Who went from step to step within a time. Rules: core/decisions/funnel-semantics.md and funnel-presets.md. */
export interface FunnelQuery extends QueryScope, Pick<Bucketed, 'zone'> {
  readonly funnel: FunnelChains & {
    /** @defaultValue `"assay"` */
    readonly preset?: FunnelPreset;
    /**
     * What counts once: a user or a session (events without one are left out) by its best chain, or, with `totals`, every attempt. Not
     * `totals` in `clickhouse` and `posthog`. @defaultValue `"users"`
     */
    readonly count?: 'users' | 'sessions' | 'totals';
    /** `open`: chains start with any step, and a step counts who took it. Only in `assay`, and not with `totals`. @defaultValue `"closed"` */
    readonly entry?: 'closed' | 'open';
    /** `first`: only the first event of step 1 is tried, until its attempt ends. Not in `clickhouse`, `posthog`, `amplitude`. @defaultValue `"every"` */
    readonly reentry?: 'every' | 'first';
    /** A property: each of its values has chains of its own, of events that carry it. What counts once is then a user and value. */
    readonly hold?: string;
    /**
     * Whose values of `by` a chain is counted under: of each property the first or the last value on an event of any step, those of the event
     * that took a step (counted from 1), or, in `posthog` alone, all, with a funnel for each combination over the events that have it.
     * @defaultValue `"first"`
     */
    readonly touch?: 'first' | 'last' | 'all' | { readonly step: number };
    /** At most 8 more funnels over parts of the events. @defaultValue none */
    readonly segments?: readonly FunnelSegment[];
    /** Counts by the time of a chain's first event: of the calendar, by the clocks of `zone`, or of a fixed width from the epoch in UTC. */
    readonly trend?: BucketUnit | Duration;
    /** How many users to name per step who stopped there, and who finished; at most 1000. @defaultValue 0 */
    readonly samples?: number;
    /** Whether to tell why chains ended and what came next. @defaultValue false */
    readonly reasons?: boolean;
  };
}
