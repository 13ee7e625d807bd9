import { AssayError } from '../../shared/errors.js';
import type { Json } from '../../shared/json.js';
import { asAssayError } from '../as-assay-error.js';
import type { Details, FlagValue } from '../types.js';
import { needsCompat } from './datafile-rows.js';
import type { Exposure, FlagEntry, Flags } from './flags.js';
import type { FlagModules } from './open-flags.js';

/** What the page reads flags from, with a datafile or, as long as none was taken, without. Only `load` fails. */
export class FlagReader {
  #flags: Flags | undefined;
  #context: Readonly<Record<string, Json>> = {};
  #loaded: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #misread = new Set<string>();

  /** @param expose records an exposure */
  constructor(
    private readonly wasm: FlagModules | undefined,
    private readonly expose: (exposure: Exposure) => void,
    private readonly report: (error: unknown) => void,
    private readonly clock: () => number,
  ) {}

  /** One after the other, in the order of the calls. @throws AssayError; the datafile in use stays in use */
  load(datafile: string | object | Uint8Array): Promise<void> {
    const loaded = this.#loaded.then(() => this.#load(datafile));
    this.#loaded = loaded.catch(() => undefined);
    return loaded;
  }

  setContext(context: Readonly<Record<string, Json>>): void {
    this.#context = context;
    this.#guard(() => this.#flags?.setContext(context));
  }

  keys(): readonly string[] {
    return this.#flags?.keys() ?? [];
  }

  details(key: string): Details<FlagValue | undefined> {
    return this.#flags?.details(key) ?? { flag: key, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
  }

  variant(key: string): string | undefined {
    const entry = this.#flags?.entry(key);
    if (entry === undefined) return undefined;
    if (!entry.exposed) this.#expose(entry);
    return entry.details.variant;
  }

  /** A value of another type than the fallback's is not shown, so it is no exposure either; it is reported once per flag. */
  value(key: string, fallback: FlagValue): FlagValue {
    const entry = this.#flags?.entry(key);
    const value = entry?.details.value;
    if (entry === undefined || value === undefined) return fallback;
    if (typeof value !== typeof fallback || typeof value === 'object') {
      if (fallback !== null && kindOf(value) !== kindOf(fallback)) {
        this.#reportMisreading(key, value, fallback);
        return fallback;
      }
    }
    if (!entry.exposed) this.#expose(entry);
    return value;
  }

  close(): void {
    this.#closed = true;
    this.#flags?.close();
    this.#flags = undefined;
  }

  #reportMisreading(key: string, value: FlagValue, fallback: FlagValue): void {
    if (this.#misread.has(key)) return;
    this.#misread.add(key);
    const message = `flag '${key}' is read as ${kindOf(fallback)} but its value is ${kindOf(value)}; the fallback is used`;
    this.report(new AssayError('INVALID_ARGUMENT', message));
  }

  #expose(entry: FlagEntry): void {
    this.#guard(() => {
      const exposure = this.#flags?.takeExposure(entry);
      if (exposure) this.expose(exposure);
    });
  }

  async #load(datafile: string | object | Uint8Array): Promise<void> {
    this.#checkOpen();
    try {
      const { compiledDatafile, openCompiled } = await import('./open-flags.js');
      const compiled = compiledDatafile(datafile);
      const { bytes, problems } = await compiled;
      // A datafile of our own goes into whatever module there is; another vendor's may need the larger one.
      const fits = this.#flags !== undefined && (this.#flags.compat || !needsCompat(bytes));
      const opened = fits ? undefined : await openCompiled(compiled, this.wasm, this.clock);
      this.#checkOpen();
      if (opened === undefined) this.#flags?.load(bytes);
      else {
        this.#flags?.close();
        this.#flags = opened;
      }
      this.#misread.clear();
      this.setContext(this.#context);
      for (const { flag, message } of problems)
        this.report(new AssayError('INVALID_ARGUMENT', `datafile: flag '${flag}' fails: ${message}`));
    } catch (error) {
      throw asAssayError(error);
    }
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
