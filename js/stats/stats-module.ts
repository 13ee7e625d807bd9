import { ByteModule, type Factory, type RawByteModule } from '../client/wasm/byte-module.js';
import type { EmbindModule } from '../client/wasm/raw/stats.js';
import { Answer } from './answer.js';

/** The exports of stats.wasm (wasm/ABI.md). */
export type RawStats = RawByteModule & EmbindModule;

/** Numbers, one behind the other, of whatever a statistic takes. */
export type Arguments = readonly (number | readonly number[])[];

/** Asks the core for a statistic by name: core/assay/stats/calls_*.cc. @throws AssayError INVALID_ARGUMENT, the argument's name first */
export type Call = (name: string, ...numbers: Arguments) => Answer;

/** One instance of stats.wasm. */
export class StatsModule {
  readonly #module: ByteModule<RawStats>;

  private constructor(module: ByteModule<RawStats>) {
    this.#module = module;
  }

  /** @throws AssayError `WASM_*` or `VERSION_MISMATCH` */
  static async open(factory: Factory<RawStats>, wasm: Uint8Array): Promise<StatsModule> {
    return new StatsModule(await ByteModule.open<RawStats>('stats', factory, wasm));
  }

  readonly call: Call = (name, ...numbers) => new Answer(this.numbers(name, ...numbers));

  /** What the core answers, as it is. */
  numbers(name: string, ...numbers: Arguments): Float64Array {
    const encodedName = new TextEncoder().encode(name);
    const input = new Uint8Array(Float64Array.from(numbers.flat()).buffer);
    this.#module.call((raw, size) => raw.call(size, encodedName.length), input, encodedName);
    return new Float64Array(this.#module.output().buffer);
  }

  close(): void {
    this.#module.close();
  }
}
