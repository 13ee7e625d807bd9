import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { encodeContext } from '../../js/client/flags/encode-context.js';
import { readDatafile } from '../../js/client/flags/datafile-rows.js';
import { ERROR_CODES, type RawFlags, REASONS } from '../../js/client/flags/flags.js';
import { ByteModule, type Factory } from '../../js/client/wasm/byte-module.js';
import { encodeProgram } from '../../js/compile/program/encode-program.js';
import type { Program } from '../../js/compile/program/program.js';
import type { Json } from '../../js/shared/json.js';
import type { Answer, EvaluateOptions, Evaluator } from './evaluator.js';
import { openEventStores } from './events.js';
import { oracle } from './oracle.js';
import { UsageError } from './run.js';
import { openSketches } from './sketches.js';
import { openStatistics } from './statistics.js';

/** The evaluator that `--target` names. @throws UsageError when it cannot be had */
export async function openEvaluator(target: string): Promise<Evaluator> {
  if (target === 'oracle') return oracle;
  if (target === 'wasm')
    return Object.assign(
      await WasmEvaluator.open('build/wasm/wasm/flags-compat'),
      { sketches: await openSketches('build/wasm/wasm/sketch') },
      await openEventStores('build/wasm/wasm/engine'),
      await openStatistics('build/wasm/wasm/stats'),
    );
  throw new UsageError(`no such target: ${target}. There are: wasm, oracle`);
}

/** The core as pages run it: datafile and context in as bytes, numbers out. */
class WasmEvaluator implements Evaluator {
  readonly #module: ByteModule<RawFlags>;
  /** The program that is loaded: suites ask many questions of one. */
  #program: Program | undefined;
  #rows: ReturnType<typeof readDatafile> = { version: 0, flags: [], places: new Map(), readsClock: true };

  private constructor(module: ByteModule<RawFlags>) {
    this.#module = module;
  }

  static async open(path: string): Promise<WasmEvaluator> {
    if (!existsSync(`${path}.wasm`)) throw new UsageError(`${path}.wasm is not there: npm run build makes it`);
    const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawFlags> };
    return new WasmEvaluator(await ByteModule.open('flags-compat', glue.default, readFileSync(`${path}.wasm`)));
  }

  evaluate(program: Program, flag: string, attributes: Readonly<Record<string, unknown>>, options: EvaluateOptions = {}): Answer {
    if (program !== this.#program) {
      const { bytes } = encodeProgram(program);
      this.#module.call((raw, size) => raw.load(size), bytes);
      this.#rows = readDatafile(bytes);
      this.#program = program;
    }
    const place = (key: string): number => this.#rows.flags.findIndex((rows) => rows.key === key);
    const forced = Object.entries(options.forced ?? {}).map(([key, variant]) => [place(key), variant] as const);
    const context = encodeContext(this.#rows.places, attributes as Record<string, Json>, options.now ?? 0, forced);
    this.#module.call((raw, size) => raw.setContext(size), context);
    return this.#answer(flag, place(flag));
  }

  #answer(flag: string, index: number): Answer {
    const { raw } = this.#module;
    const at = raw.evaluate(index < 0 ? this.#rows.flags.length : index);
    const memory = new DataView(raw.HEAPU8.buffer, at);
    const [variant, rule, reason, error] = [0, 4, 8, 12].map((offset) => memory.getInt32(offset, true)) as [number, number, number, number];
    const bucket = memory.getFloat64(16, true);
    const rows = this.#rows.flags[index];
    const served = variant < 0 ? undefined : rows?.variant(variant);
    const errorCode = ERROR_CODES[error];
    return {
      flag,
      value: served && (JSON.parse(served.json) as unknown),
      ...(served && { variant: served.key }),
      reason: REASONS[reason] ?? 'UNKNOWN',
      ...(errorCode && { errorCode }),
      ...(rule >= 0 && { rule: rows?.rule(rule).id as string }),
      ...(!Number.isNaN(bucket) && { bucket }),
    };
  }
}
