import type { Context, Details, FlagValue } from '../types.js';
import type { AnyDetails, Exposure, FlagAnswer, FlagSource } from './flag-source.js';

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
  /** The flag was read where the snapshot was made: what it is part of is shown, so the page records the exposure. */
  readonly read?: true;
}

/** The answers of a snapshot. Without a datafile nothing can be evaluated, so they are of one context. */
export class SnapshotSource implements FlagSource {
  readonly version: number;
  readonly #answers: ReadonlyMap<string, { readonly details: AnyDetails; exposed: boolean }>;
  /** Exposures taken, as `<experiment>:<version>`. */
  readonly taken = new Set<string>();

  constructor({ version, flags }: FlagsSnapshot) {
    this.version = version;
    this.#answers = new Map(
      flags.map(({ read: _, ...details }) => [details.flag, { details: Object.freeze({ value: undefined, ...details }), exposed: false }]),
    );
  }

  keys(): readonly string[] {
    return [...this.#answers.keys()];
  }

  answer(key: string): FlagAnswer | undefined {
    return this.#answers.get(key);
  }

  takeExposure(key: string): Exposure | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined || answer.exposed) return undefined;
    answer.exposed = true;
    const exposure = exposureOf(answer.details);
    if (exposure === undefined || this.taken.has(identityOf(exposure))) return undefined;
    this.taken.add(identityOf(exposure));
    return exposure;
  }
}

/** The exposure that reading an answer may be. */
export function exposureOf({ flag, experiment, experimentVersion, variant }: AnyDetails): Exposure | undefined {
  if (experiment === undefined || experimentVersion === undefined || variant === undefined) return undefined;
  return { experiment, version: experimentVersion, variant, flag };
}

/** What a unit is exposed to at most once. */
export const identityOf = ({ experiment, version }: Exposure): string => `${experiment}:${version}`;

/** What `source` answers, as `flags` of a snapshot. */
export function snapshotOf(source: FlagSource): readonly SnapshotFlag[] {
  return source.keys().flatMap((key) => {
    const answer = source.answer(key);
    return answer === undefined ? [] : [{ ...answer.details, ...(answer.exposed && { read: true as const }) }];
  });
}
