import type { FunnelChains, FunnelPreset } from './funnel.js';
import type { QueryScope } from './scope.js';

/** The same funnel of users by the rules of several presets, and why their numbers differ. */
export interface ComparePresetsQuery extends Omit<QueryScope, 'by' | 'maxGroups'> {
  readonly comparePresets: FunnelChains & {
    /** 1 to 8; the others are compared with the first. With `order: "strict"`, ClickHouse's `strictOrder` stands for it. */
    readonly presets: readonly FunnelPreset[];
    /** How many users to name per preset who get further or less far than by the first; at most 1000. @defaultValue 0 */
    readonly samples?: number;
  };
}
