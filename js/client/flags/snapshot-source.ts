import { AssayError } from '../../shared/errors.js';
import type { AnyDetails, Attributes, Exposure, FlagAnswer, FlagSource } from './flag-source.js';
import { exposureOf, type FlagsSnapshot, snapshotOf } from './snapshot.js';

/** The answers of a snapshot, which are those of one user. */
export class SnapshotSource implements FlagSource {
  readonly #answers: ReadonlyMap<string, { readonly details: AnyDetails; exposed: boolean }>;
  /** Of the exposures taken, `<experiment>:<version>`. */
  readonly #taken = new Set<string>();
  #isOverridden = false;
  /** Whether the context is of the snapshot's user. */
  #isFitting = true;

  /** @throws AssayError INVALID_ARGUMENT for what is no snapshot of this release; a cache may have kept the page for long */
  constructor(private readonly given: FlagsSnapshot) {
    const { assay_snapshot, flags, context } = (given ?? {}) as Partial<FlagsSnapshot>;
    if (assay_snapshot !== 1 || !Array.isArray(flags) || typeof context !== 'object' || context === null) {
      throw new AssayError('INVALID_ARGUMENT', 'bootstrap: must be what assay.snapshot() made; it was not used');
    }
    this.#answers = new Map(
      given.flags.map(({ read: _, ...details }) => [details.flag, { details: Object.freeze(details), exposed: false }]),
    );
  }

  keys(): readonly string[] {
    return this.#isFitting ? [...this.#answers.keys()] : [];
  }

  answer(key: string): FlagAnswer | undefined {
    return this.#isFitting ? this.#answers.get(key) : undefined;
  }

  takeExposure(key: string): Exposure | undefined {
    const answer = this.#answers.get(key);
    if (answer === undefined || answer.exposed || this.#isOverridden) return undefined;
    answer.exposed = true;
    const exposure = exposureOf(answer.details);
    if (exposure === undefined || this.#taken.has(identityOf(exposure))) return undefined;
    this.#taken.add(identityOf(exposure));
    return exposure;
  }

  /** What is true of one user is not of another. */
  setContext({ user }: Attributes): void {
    this.#isFitting = user === this.given.context['user'];
  }

  /** A snapshot knows no other variants than those it answers. */
  setOverrides(overrides: ReadonlyMap<string, string>): void {
    this.#isOverridden = overrides.size > 0;
  }

  snapshot(): FlagsSnapshot {
    return snapshotOf(this, this.given.version, this.given.context);
  }

  /** Has a datafile's flags count the exposures taken here as logged. `context` is the one that they were taken in; theirs afterwards. */
  tellExposures(flags: FlagSource, context: Attributes): void {
    flags.setContext(context);
    for (const key of flags.keys()) {
      const exposure = exposureOf(flags.answer(key)?.details);
      if (exposure !== undefined && this.#taken.has(identityOf(exposure))) flags.takeExposure(key);
    }
  }

  trace(): undefined {
    return undefined;
  }

  close(): void {
    this.#isFitting = false;
  }
}

/** What a unit is exposed to at most once. */
const identityOf = ({ experiment, version }: Exposure): string => `${experiment}:${version}`;
