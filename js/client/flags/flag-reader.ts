import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import { AssayError } from '../../shared/errors.js';
import type { Json } from '../../shared/json.js';
import { asAssayError } from '../as-assay-error.js';
import type { DatafileSource } from '../datafile/datafile-options.js';
import type { FlagValue } from '../types.js';
import type { FlagFeatures } from './flag-features.js';
import type { AnyDetails, Exposure, FlagAnswer, FlagSource } from './flag-source.js';
import type { Flags } from './flags.js';
import type { FlagModules } from './open-flags.js';
import { type FlagsSnapshot, SnapshotSource, snapshotOf } from './snapshot.js';

type Attributes = Readonly<Record<string, Json | undefined>>;

/** What a `FlagReader` is made with. */
export interface FlagReaderOptions {
  readonly wasm: FlagModules | undefined;
  /** Records an exposure. */
  readonly expose: (exposure: Exposure) => void;
  readonly report: (error: unknown) => void;
  readonly clock: () => number;
  /** @defaultValue none */
  readonly features?: Promise<FlagFeatures> | undefined;
}

/** What the page reads flags from: a datafile, what a server answered, or as long as there is neither, nothing. Only `load` fails. */
export class FlagReader {
  /** The snapshot until there is a datafile. */
  #source: FlagSource | undefined;
  #flags: Flags | undefined;
  #features: FlagFeatures | undefined;
  #context: Attributes = {};
  /** The context that `#source` is of while it is a snapshot. */
  #snapshotContext: Attributes = {};
  #overrides: ReadonlyMap<string, string> = new Map();
  #loaded: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #listeners = new Set<() => void>();
  readonly #misread = new Set<string>();

  constructor(private readonly options: FlagReaderOptions) {}

  /**
   * Takes datafiles one after the other, in the order of the calls.
   * @param isStart whether the last good one will do
   * @throws AssayError; the datafile in use stays in use
   */
  load(datafile: DatafileSource | PromiseLike<DatafileSource> | undefined, isStart = false): Promise<void> {
    const loaded = this.#loaded.then(() => this.#load(datafile, isStart));
    this.#loaded = loaded.catch(() => undefined);
    return loaded;
  }

  /** Answers from a snapshot until there is a datafile, and records what was shown where it was made. */
  bootstrap(snapshot: FlagsSnapshot): void {
    this.#source = new SnapshotSource(snapshot);
    this.#snapshotContext = this.#context;
    for (const { flag, read } of snapshot.flags) if (read) this.#expose(flag);
  }

  snapshot(): FlagsSnapshot {
    const source = this.#source;
    const flags = source === undefined ? [] : snapshotOf(source);
    return { assay_snapshot: 1, version: source?.version ?? 0, context: this.#context, flags };
  }

  setContext(context: Attributes): void {
    this.#context = context;
    if (this.#flags !== undefined) this.#applyContext(this.#flags);
    // What a snapshot says of one user is not true of another.
    else if (context['user'] !== this.#snapshotContext['user']) this.#source = undefined;
    if (this.#listeners.size > 0) this.#notify();
  }

  override(flag: string, variant: string | undefined): void {
    const next = new Map(this.#overrides);
    if (variant === undefined) next.delete(flag);
    else next.set(flag, variant);
    this.#overrides = next;
    this.#features?.keepOverrides(next);
    this.#guard(() => this.#flags?.setOverrides(next));
    this.#notify();
  }

  get overrides(): ReadonlyMap<string, string> {
    return this.#overrides;
  }

  /** Calls `listener` when answers may be others than before. Returns how to stop. */
  onChange(listener: () => void): () => void {
    const own = () => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  keys(): readonly string[] {
    return this.#source?.keys() ?? [];
  }

  details(key: string): AnyDetails {
    return this.#source?.answer(key)?.details ?? { flag: key, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
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
    this.#flags?.close();
    this.#flags = undefined;
    this.#source = undefined;
  }

  #reportMisreading(key: string, value: FlagValue, fallback: FlagValue): void {
    if (this.#misread.has(key)) return;
    this.#misread.add(key);
    const message = `flag '${key}' is read as ${kindOf(fallback)} but its value is ${kindOf(value)}; the fallback is used`;
    this.options.report(new AssayError('INVALID_ARGUMENT', message));
  }

  #expose(key: string): void {
    this.#guard(() => {
      // A datafile knows by itself which overrides there are.
      if (this.#flags === undefined && this.#overrides.size > 0) return;
      const exposure = this.#source?.takeExposure(key);
      if (exposure !== undefined) this.options.expose(exposure);
      if (this.#flags?.isSticky(key)) this.#features?.sticky?.keep(this.#context, this.#flags.details(key));
    });
  }

  async #load(datafile: DatafileSource | PromiseLike<DatafileSource> | undefined, isStart: boolean): Promise<void> {
    this.#checkOpen();
    try {
      await this.#openFeatures();
      const { compiledDatafile } = await import('./open-flags.js');
      const use = (compiled: CompiledDatafile): Promise<void> => this.#use(compiled);
      if (this.#features?.guard !== undefined) await this.#features.guard.load(datafile, use, isStart);
      else if (datafile !== undefined) await use(await compiledDatafile(await datafile));
    } catch (error) {
      throw asAssayError(error);
    }
  }

  async #openFeatures(): Promise<void> {
    if (this.#features !== undefined || this.options.features === undefined) return;
    this.#features = await this.options.features;
    this.#overrides = new Map([...this.#features.overrides, ...this.#overrides]);
  }

  async #use(compiled: CompiledDatafile): Promise<void> {
    const { exchangeFlags } = await import('./open-flags.js');
    const flags = await exchangeFlags(this.#flags, compiled, this.options.wasm, this.options.clock);
    ...
  }

  #checkOpen(): void {
    if (this.#closed) throw new AssayError('CLOSED', 'assay is closed');
  }
}
