import type { FunnelStep } from 'assay';
import type { Ask } from '../ask.js';

/** What the panels ask about: the live events, or those of a file. */
export interface Subject extends Ask {
  /** Begins the test ids of its panels: `""` or `"file-"`. */
  readonly prefix: string;
  /** Event names to choose from, the most telling first. */
  readonly events: readonly string[];
  /** Properties to break down by. */
  readonly properties: readonly string[];
  /** The funnel that evidence is shown of. */
  funnel(): { readonly steps: readonly FunnelStep[]; readonly within: string };
  /** Just after the latest event that is looked at, ms since the epoch. */
  end(): number;
  /** Days up to the end that "lately" means; as many before are the previous period. */
  readonly recentDays: number;
}

/** A panel that asks for itself. */
export interface Insight {
  readonly root: HTMLElement;
  refresh(): Promise<void>;
}
