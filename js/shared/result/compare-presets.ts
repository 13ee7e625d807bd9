import type { FunnelPreset } from '../query/funnel.js';
import type { Counted } from './counted.js';

/**
 * Why a user gets further or less far by one preset than by another: the first of these, in this order, without which the two agree.
 *
 * - `rounding`: times are rounded down (`amplitude`).
 * - `tie`: something happens at one time.
 * - `repeat`: one event takes two steps, or a repeated step stops the chain.
 * - `reentry`: only the first entry is tried (`mixpanel`).
 * - `exclusion`: something excludes.
 * - `strictOrder`: other events come between.
 * - `other`: none of these alone shows it.
 */
export type FunnelDifference = 'rounding' | 'tie' | 'repeat' | 'reentry' | 'exclusion' | 'strictOrder' | 'other';

/** A user who gets further or less far than by the first preset. Levels are steps reached, 0 for none. */
export interface FunnelDisagreement {
  readonly user: string;
  readonly firstLevel: number;
  readonly level: number;
  readonly reason: FunnelDifference;
}

export interface PresetComparison {
  /** As asked. */
  readonly preset: FunnelPreset;
  /** Users who reached each step; in any order, who took so many. */
  readonly steps: readonly { readonly step: string; readonly count: number }[];
  /** Users who get further than by the first preset. */
  readonly further: number;
  readonly lessFar: number;
  /** Of those users. */
  readonly reasons: Readonly<Record<FunnelDifference, number>>;
  /** The first of them, in the order in which they were first seen. */
  readonly samples: readonly FunnelDisagreement[];
}

export interface ComparePresetsResult extends Counted {
  /** In the query's order. */
  readonly presets: readonly PresetComparison[];
}
