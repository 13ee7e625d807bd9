import type { Explanation } from '../../explain/explanation.js';
import { AssayError } from '../../shared/errors.js';
import { asAssayError } from '../as-assay-error.js';
import type { DatafileSource } from '../datafile/datafile-options.js';
import type { FlagValue } from '../types.js';
import type { FlagLoader } from './flag-loader.js';
import type { AnyDetails, Attributes, Exposure, FlagSource } from './flag-source.js';
import type { FlagsSnapshot } from './snapshot.js';

/** What the page reads flags from: a datafile, what a server answered, or as long as there is neither, nothing. */
export class FlagReader {
  #source: FlagSource | undefined;
  #loader: FlagLoader | undefined;
  #context: Attributes = {};
  #overrides: ReadonlyMap<string, string> = new Map();
  #loaded: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #listeners = new Set<{ readonly call: () => void }>();
  readonly #misread = new Set<string>();

  /**
   * @param openLoader called for the first thing to load
   * @param expose records an exposure
   */
  constructor(
    private readonly openLoader: () => Promise<FlagLoader>,
    private readonly expose: (exposure: Exposure) => void,
    private readonly report: (error: unknown) => void,
  ) {}

  /**
   * Takes datafiles one after the other, in the order of the calls.
   * @param isStart whether the last good one will do
   * @throws AssayError; the datafile in use stays in use
   */
  load(datafile: DatafileSource | PromiseLike<DatafileSource> | undefined, isStart = false): Promise<void> {
    // A promise that fails before its turn has come is not one that nobody looks after.
    Promise.resolve(datafile).catch(() => undefined);
    let before: string | undefined;
    const beforeChange = (): void => {
      this.#checkOpen();
      before = this.#answers();
    };
    const loaded = this.#loaded.then(async () => {
      await this.#load((loader) => loader.load(datafile, isStart, beforeChange));
      if (before !== this.#answers()) this.#notify();
    });
    this.#loaded = loaded.catch(() => undefined);
    return loaded;
  }

  /** Answers from a snapshot until there is a datafile, and records what was shown where it was made. Does not throw. */
  async bootstrap(snapshot: FlagsSnapshot): Promise<void> {
    const loaded = this.#load((loader) => loader.bootstrap(snapshot, this.#context));
    this.#loaded = loaded.catch(this.report);
    await this.#loaded;
    for (const { flag, read } of this.#source === undefined ? [] : snapshot.flags) if (read) this.#expose(flag);
  }

  /** For a source that is at hand. */
  use(source: FlagSource): void {
    this.#source = source;
    this.#misread.clear();
    this.#guard(() => source.setOverrides(this.#overrides));
    this.#guard(() => source.setContext(this.#context));
  }

  setContext(context: Attributes): void {
    this.#context = context;
    try {
      this.#source?.setContext(context);
    } catch (error) {
      this.report(error);
    }
    if (this.#listeners.size > 0) this.#notify();
  }

  override(flag: string, variant: string | undefined): void {
    const overrides = new Map(this.#overrides);
    if (variant === undefined) overrides.delete(flag);
    else overrides.set(flag, variant);
    this.#overrides = overrides;
    this.#loader?.keepOverrides(overrides);
    this.#guard(() => this.#source?.setOverrides(overrides));
    this.#notify();
  }

  get overrides(): ReadonlyMap<string, string> {
    return this.#overrides;
  }

  snapshot(): FlagsSnapshot {
    return this.#source?.snapshot() ?? { assay_snapshot: 1, version: 0, context: this.#context, flags: [] };
  }

  /** Calls `listener` when answers may be others than before. Returns how to stop. */
  onChange(listener: () => void): () => void {
    const own = { call: listener };
    this.#listeners.add(own);
    return () => void this.#listeners.delete(own);
  }

  keys(): readonly string[] {
    return this.#source?.keys() ?? [];
  }

  details(key: string): AnyDetails {
    return this.#source?.answer(key)?.details ?? { flag: key, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
  }

  async explain(key: string): Promise<Explanation | undefined> {
    const traced = this.#source?.trace(key);
    const answer = this.details(key);
    if (traced === undefined) return undefined;
    const { explanationOf } = await import('../../explain/explanation-of.js');
    return explanationOf(traced.datafile, key, traced.trace, answer);
  }

  variant(key: string): string | undefined {
    const answer = this.#source?.answer(key);
    if (answer === undefined) return undefined;
    if (!answer.exposed) this.#expose(key);
    return answer.details.variant;
  }

  /** A value of another type than the fallback's is not shown, so it is no exposure either; it is reported once per flag. */
  value(key: string, fallback: FlagValue): FlagValue {
    const answer = this.#source?.answer(key);
    const value = answer?.details.value;
    if (answer === undefined || value === undefined) return fallback;
    if (typeof value !== typeof fallback || typeof value === 'object') {
      if (fallback !== null && kindOf(value) !== kindOf(fallback)) {
        this.#reportMisreading(key, value, fallback);
        return fallback;
      }
    }
    if (!answer.exposed) this.#expose(key);
    return value;
  }

  close(): void {
    this.#closed = true;
    this.#source?.close();
    this.#source = undefined;
  }

  #reportMisreading(key: string, value: FlagValue, fallback: FlagValue): void {
    if (this.#misread.has(key)) return;
    this.#misread.add(key);
    const message = `flag '${key}' is read as ${kindOf(fallback)} but its value is ${kindOf(value)}; the fallback is used`;
    this.report(new AssayError('INVALID_ARGUMENT', message));
  }

  #expose(key: string): void {
    try {
      const exposure = this.#source?.takeExposure(key);
      if (exposure !== undefined) this.expose(exposure);
    } catch (error) {
      this.report(error);
    }
  }

  async #load(make: (loader: FlagLoader) => Promise<FlagSource | undefined>): Promise<void> {
    this.#checkOpen();
    try {
      if (this.#loader === undefined) {
        this.#loader = await this.openLoader();
        this.#overrides = new Map([...this.#loader.overrides, ...this.#overrides]);
      }
      const source = await make(this.#loader);
      this.#checkOpen();
      if (source === undefined) return;
      if (source !== this.#source) this.#source?.close();
      this.use(source);
    } catch (error) {
      throw asAssayError(error);
    }
  }

  /** A text that is another one when answers are. Costs nothing where nobody asks. */
  #answers(): string | undefined {
    return this.#listeners.size === 0 ? undefined : JSON.stringify(this.keys().map((key) => this.details(key)));
  }

  #notify(): void {
    for (const { call } of this.#listeners) this.#guard(call);
  }

  #checkOpen(): void {
    if (this.#closed) throw new AssayError('CLOSED', 'assay is closed');
  }

  /** For calls that the page relies on not to throw. */
  #guard(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.report(error);
    }
  }
}

const kindOf = (value: FlagValue): string => (value === null ? 'null' : Array.isArray(value) ? 'a list' : `a ${typeof value}`);
