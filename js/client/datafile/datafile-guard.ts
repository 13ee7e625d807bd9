import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import { AssayError } from '../../shared/errors.js';
import { versionOf } from '../flags/datafile-rows.js';
import { compiledDatafile } from '../flags/open-flags.js';
import type { DatafileSource, LastGoodStore, VerifyOptions } from './datafile-options.js';
import { openEnvelope } from './open-envelope.js';

/** A datafile that may be used. */
interface Admitted {
  readonly compiled: CompiledDatafile;
  /** What is kept of it. */
  readonly source: Uint8Array;
}

/**
 * Decides which datafiles are used: those that are signed, none older than one before, and when the page starts with one that cannot be
 * used, the last that could.
 */
export class DatafileGuard {
  /** Of the datafile in use. */
  #version = 0;
  /** What the store was last seen to hold, and what came of it: `undefined` when it cannot be used. */
  #seen: { readonly source: Uint8Array; readonly admitted: Admitted | undefined } | undefined;

  constructor(
    private readonly verify: VerifyOptions | undefined,
    private readonly store: LastGoodStore | undefined,
    private readonly environment: string | undefined,
    private readonly report: (error: unknown) => void,
  ) {}

  /**
   * Has `use` take the datafile. At the start it takes the last good one when this one cannot be used, which is reported, or when none is given.
   * @throws AssayError of the datafile given; what is in use stays in use
   */
  async load(
    given: DatafileSource | PromiseLike<DatafileSource> | undefined,
    use: (compiled: CompiledDatafile) => Promise<void>,
    isStart: boolean,
  ): Promise<void> {
    try {
      if (given !== undefined) return await this.#take(await this.#admit(await given), use);
    } catch (error) {
      const kept = isStart ? await this.#kept() : undefined;
      if (kept === undefined) throw error;
      await this.#take(kept, use).catch(() => {
        throw error;
      });
      this.report(error);
      return;
    }
    const kept = await this.#kept();
    if (kept !== undefined) await this.#take(kept, use);
  }

  async #take({ compiled, source }: Admitted, use: (compiled: CompiledDatafile) => Promise<void>): Promise<void> {
    await use(compiled);
    this.#version = versionOf(compiled.bytes);
    if (this.store === undefined || isSame(this.#seen?.source, source)) return;
    this.#seen = { source, admitted: { compiled, source } };
    try {
      await this.store.put(source);
    } catch (cause) {
      this.report(new AssayError('INTERNAL', 'the datafile could not be kept for the next start', { cause }));
    }
  }

  async #admit(given: DatafileSource): Promise<Admitted> {
    const admitted = await this.#opened(given);
    if (this.verify === undefined) return admitted;
    const kept = await this.#kept();
    const least = Math.max(this.#version, kept === undefined ? 0 : versionOf(kept.compiled.bytes));
    const version = versionOf(admitted.compiled.bytes);
    if (version >= least) return admitted;
    throw new AssayError(
      'DATAFILE_ROLLBACK',
      `the datafile was refused: version ${version} is older than ${least}, which was taken before`,
    );
  }

  async #opened(given: DatafileSource): Promise<Admitted> {
    const { datafile, source } = this.verify === undefined ? { datafile: given } : await openEnvelope(given, this.verify);
    const compiled = await compiledDatafile(datafile, this.environment);
    return { compiled, source: source ?? compiled.bytes };
  }

  /** What the store holds, when it can still be used; another page may have put it there. */
  async #kept(): Promise<Admitted | undefined> {
    if (this.store === undefined) return undefined;
    let source: Uint8Array | undefined;
    try {
      source = await this.store.get();
      if (source === undefined) return undefined;
      if (!isSame(this.#seen?.source, source)) this.#seen = { source, admitted: await this.#opened(source) };
    } catch (cause) {
      this.report(new AssayError('DATA_LOSS', 'the datafile that was kept cannot be used', { cause }));
      if (source !== undefined) this.#seen = { source, admitted: undefined };
    }
    return source === undefined ? undefined : this.#seen?.admitted;
  }
}

const isSame = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && a.length === b.length && a.every((byte, i) => byte === b[i]);
