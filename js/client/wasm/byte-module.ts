import { AssayError, STATUS_CODES } from '../../shared/errors.js';
import { ABI_VERSION } from './abi.js';
import { compileWasm } from './compile-wasm.js';

/** What both modules export (wasm/ABI.md). */
export interface RawByteModule {
  readonly HEAPU8: Uint8Array;
  abiVersion(): number;
  reserveInput(size: number): number;
  outputOffset(): number;
  outputSize(): number;
}

/** The factory of Emscripten's glue, as far as it is used. */
export type Factory<Raw> = (options: {
  readonly instantiateWasm?: (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => object;
}) => Promise<Raw>;

const MESSAGE = new TextDecoder();

/**
 * Owns one module instance and is the only code that sees its memory: bytes are copied in before a call and out after it, because any call
 * may grow memory and so detach every earlier view.
 */
export class ByteModule<Raw extends RawByteModule> {
  #raw: Raw | undefined;

  private constructor(raw: Raw) {
    this.#raw = raw;
  }

  /** @throws AssayError `WASM_*` when the bytes cannot be compiled, `VERSION_MISMATCH` when they are of another release */
  static async open<Raw extends RawByteModule>(name: string, factory: Factory<Raw>, bytes: Uint8Array): Promise<ByteModule<Raw>> {
    return ByteModule.instantiate(name, factory, await compileWasm(name, bytes));
  }

  /** An instance of a compiled module. @throws AssayError as `open`, and `RESOURCE_EXHAUSTED` */
  static async instantiate<Raw extends RawByteModule>(
    name: string,
    factory: Factory<Raw>,
    module: WebAssembly.Module,
  ): Promise<ByteModule<Raw>> {
    // The glue's promise never settles when instantiation fails, so its failure is caught here.
    const raw = await new Promise<Raw>((resolve, reject) => {
      const instantiateWasm = (imports: WebAssembly.Imports, done: (instance: WebAssembly.Instance) => void) => {
        WebAssembly.instantiate(module, imports).then(done).catch(reject);
        return {};
      };
      factory({ instantiateWasm }).then(resolve, reject);
    }).catch((cause: unknown) => {
      if (cause instanceof RangeError) throw new AssayError('RESOURCE_EXHAUSTED', `there is not enough memory for ${name}.wasm`, { cause });
      throw new AssayError('VERSION_MISMATCH', `${name}.wasm does not fit this release of assay; serve the file that came with it`, {
        cause,
      });
    });
    return ByteModule.#checked(`${name}.wasm`, raw);
  }

  /** The module as JavaScript, where WebAssembly is not to be had. @throws AssayError VERSION_MISMATCH */
  static async withoutWasm<Raw extends RawByteModule>(name: string, factory: Factory<Raw>): Promise<ByteModule<Raw>> {
    return ByteModule.#checked(name, await factory({}));
  }

  static #checked<Raw extends RawByteModule>(name: string, raw: Raw): ByteModule<Raw> {
    // Modules of other releases may not even export it.
    const abi: unknown = typeof raw.abiVersion === 'function' ? raw.abiVersion() : 'unknown';
    if (abi !== ABI_VERSION) {
      throw new AssayError(
        'VERSION_MISMATCH',
        `${name} speaks ABI ${abi}, this JavaScript ABI ${ABI_VERSION}; serve both from one release`,
      );
    }
    return new ByteModule(raw);
  }

  /** @throws AssayError CLOSED after `close()` */
  get raw(): Raw {
    if (this.#raw === undefined) throw new AssayError('CLOSED', 'the engine is closed');
    return this.#raw;
  }

  /**
   * Copies the input in, its parts one behind the other, and calls; `method` gets its size and answers with a status code.
   * @throws AssayError with the core's status
   */
  call(method: (raw: Raw, size: number) => number, input: Uint8Array, ...more: readonly Uint8Array[]): void {
    const raw = this.raw;
    let size = input.length;
    for (const part of more) size += part.length;
    let at = raw.reserveInput(size);
    raw.HEAPU8.set(input, at);
    at += input.length;
    for (const part of more) {
      raw.HEAPU8.set(part, at);
      at += part.length;
    }
    this.check(method(raw, size));
  }

  /** Room for input that its caller writes by itself; as it was until the module is given input again. */
  reserve(size: number): { readonly bytes: Uint8Array; readonly start: number } {
    const start = this.raw.reserveInput(size);
    return { bytes: this.raw.HEAPU8, start };
  }

  /** @throws AssayError with the core's status, unless that is success */
  check(status: number): void {
    const code = STATUS_CODES[status] ?? 'INTERNAL';
    if (code !== 'OK') throw new AssayError(code, MESSAGE.decode(this.output()));
  }

  /** A copy of what the last call put out. */
  output(): Uint8Array {
    const raw = this.raw;
    const offset = raw.outputOffset();
    return raw.HEAPU8.slice(offset, offset + raw.outputSize());
  }

  close(): void {
    this.#raw = undefined;
  }
}
