import type { Context, Details, FlagValue } from '../types.js';
import type { AnyDetails, Attributes, Exposure, FlagSource } from './flag-source.js';

/** What flags answered for one context: plain JSON, made on a server by `assay.snapshot()` for the page that it renders. */
export interface FlagsSnapshot {
  readonly assay_snapshot: 1;
  /** Of the datafile. */
  readonly version: number;
  /** Whom it is for. */
  readonly context: Context;
  readonly flags: readonly SnapshotFlag[];
}

export interface SnapshotFlag extends Details<FlagValue | undefined> {
  /** The flag was read where the snapshot was made: what it decides is shown, so the page records the exposure. */
  readonly read?: true;
}

/** The exposure that reading an answer may be. */
export function exposureOf(details: AnyDetails | undefined): Exposure | undefined {
  if (details?.experiment === undefined || details.experimentVersion === undefined || details.variant === undefined) return undefined;
  return { experiment: details.experiment, version: details.experimentVersion, variant: details.variant, flag: details.flag };
}

/** What `source` answers. */
export function snapshotOf(source: FlagSource, version: number, context: Attributes): FlagsSnapshot {
  const flags = source.keys().flatMap((key) => {
    const answer = source.answer(key);
    return answer === undefined ? [] : [{ ...answer.details, ...(answer.exposed && { read: true as const }) }];
  });
  return { assay_snapshot: 1, version, context, flags };
}
