import { AssayError } from '../../shared/errors.js';
import type { Scalar } from '../../shared/query.js';
import { asAssayError } from '../as-assay-error.js';
import type { Details, FlagValue } from '../types.js';
import type { Exposure, Flags } from './flags.js';

/** What the page reads flags from, with a datafile or, as long as none was taken, without. Only `load` fails. */
export class FlagReader {
  #flags: Flags | undefined;
  #context: Readonly<Record<string, Scalar>> = {};
  #loaded: Promise<void> = Promise.resolve();
  #closed = false;
  readonly #misread = new Set<string>();

  /** @param expose records an exposure */
  constructor(
    private readonly wasm: string | URL | undefined,
    private readonly expose: (exposure: Exposure) => void,
    private readonly report: (error: unknown) => void,
  ) {}

  /** One after the other, in the order of the calls. @throws AssayError; the datafile in use stays in use */
  load(datafile: string | object | Uint8Array): Promise<void> {
    const loaded = this.#loaded.then(() => this.#load(datafile));
    this.#loaded = loaded.catch(() => undefined);
    return loaded;
  }

  setContext(context: Readonly<Record<string, Scalar>>): void {
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
    this.#expose(key);
    return this.details(key).variant;
  }

  /** A value of another type than the fallback's is not shown, so it is no exposure either; it is reported once per flag. */
  value(key: string, fallback: FlagValue): FlagValue {
    const { value } = this.details(key);
    if (value === undefined) return fallback;
    if (fallback !== null && kindOf(value) !== kindOf(fallback)) {
      if (!this.#misread.has(key)) {
        this.#misread.add(key);
        const message = `flag '${key}' is read as ${kindOf(fallback)} but its value is ${kindOf(value)}; the fallback is used`;
        this.report(new AssayError('INVALID_ARGUMENT', message));
      }
      return fallback;
    }
    this.#expose(key);
    return value;
  }

  close(): void {
    this.#closed = true;
    this.#flags?.close();
    this.#flags = undefined;
  }

  #expose(key: string): void {
    this.#guard(() => {
      const exposure = this.#flags?.takeExposure(key);
      if (exposure) this.expose(exposure);
    });
  }

  async #load(datafile: string | object | Uint8Array): Promise<void> {
    this.#checkOpen();
    try {
      const { compiledDatafile, openCompiled } = await import('./open-flags.js');
      const compiled = compiledDatafile(datafile);
      const opened = this.#flags ?? (await openCompiled(compiled, this.wasm));
      const { bytes, problems } = await compiled;
      this.#checkOpen();
      if (this.#flags) this.#flags.load(bytes);
      this.#flags = opened;
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
