import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import { AssayError } from '../../shared/errors.js';
import type { DatafileSource } from '../datafile/datafile-options.js';
import type { AssayOptions } from '../types.js';
import type { FlagFeatures } from './flag-features.js';
import type { Attributes, FlagSource } from './flag-source.js';
import type { Flags } from './flags.js';
import { compiledDatafile, exchangeFlags } from './open-flags.js';
import type { FlagsSnapshot } from './snapshot.js';
import type { SnapshotSource } from './snapshot-source.js';

/** Makes what flags are read from. A download of its own, as are the features that only some pages use. */
export class FlagLoader {
  #flags: Flags | undefined;
  #snapshot: { readonly source: SnapshotSource; readonly context: Attributes } | undefined;

  private constructor(
    private readonly options: AssayOptions,
    private readonly clock: () => number,
    private readonly report: (error: unknown) => void,
    private readonly features: FlagFeatures | undefined,
  ) {}

  static async open(options: AssayOptions, clock: () => number, report: (error: unknown) => void): Promise<FlagLoader> {
    const { verify, lastGood, overrides, sticky } = options;
    const some = verify ?? lastGood ?? overrides ?? sticky;
    const features = some === undefined ? undefined : (await import('./flag-features.js')).openFeatures(options, clock, report);
    return new FlagLoader(options, clock, report, await features);
  }

  /** Variants by flag, as the page's address and the tab's session ask for. */
  get overrides(): ReadonlyMap<string, string> {
    return this.features?.overrides ?? new Map();
  }

  /** To be called with every change of them. Does not throw. */
  keepOverrides(overrides: ReadonlyMap<string, string>): void {
    this.features?.keepOverrides(overrides);
  }

  /** @throws AssayError INVALID_ARGUMENT for what is no snapshot, or one of another user than the context's */
  async bootstrap(snapshot: FlagsSnapshot, context: Attributes): Promise<FlagSource> {
    const { SnapshotSource } = await import('./snapshot-source.js');
    const source = new SnapshotSource(snapshot);
    if (snapshot.context['user'] !== context['user']) {
      throw new AssayError('INVALID_ARGUMENT', 'bootstrap: is of another user than the context; it was not used');
    }
    this.#snapshot = { source, context };
    return source;
  }

  /**
   * The flags of a datafile, which are to be told overrides and context anew. `undefined` when there is none to start with.
   * @param isStart whether the last good one will do
   * @param beforeChange called right before anything changes; what it throws prevents that
   * @throws AssayError; the flags returned before stay as they are
   */
  async load(
    datafile: DatafileSource | PromiseLike<DatafileSource> | undefined,
    isStart: boolean,
    beforeChange: () => void,
  ): Promise<FlagSource | undefined> {
    const use = (compiled: CompiledDatafile): Promise<void> => this.#use(compiled, beforeChange);
    if (this.features?.guard !== undefined) await this.features.guard.load(datafile, use, isStart);
    else if (datafile !== undefined) await use(await compiledDatafile(await datafile, this.options.environment));
    return this.#flags;
  }

  async #use(compiled: CompiledDatafile, beforeChange: () => void): Promise<void> {
    const flags = await exchangeFlags(this.#flags, compiled, this.options.wasm, this.clock, beforeChange);
    flags.sticky = this.features?.sticky;
    this.#flags = flags;
    for (const { flag, message } of compiled.problems)
      this.report(new AssayError('INVALID_ARGUMENT', `datafile: flag '${flag}' fails: ${message}`));
    const { source, context } = this.#snapshot ?? {};
    this.#snapshot = undefined;
    try {
      if (context !== undefined) source?.tellExposures(flags, context);
    } catch (error) {
      this.report(error);
    }
  }
}
