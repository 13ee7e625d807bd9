import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { encodeContext } from '../../js/client/flags/encode-context.js';
import { readDatafile } from '../../js/client/flags/datafile-rows.js';
import { ERROR_CODES, type RawFlags, REASONS } from '../../js/client/flags/flags.js';
import { ByteModule, type Factory } from '../../js/client/wasm/byte-module.js';
import { encodeProgram } from '../../js/compile/program/encode-program.js';
import type { Program } from '../../js/compile/program/program.js';
import type { Json } from '../../js/shared/json.js';
import { evaluateFlag } from '../vectors/oracle/program.mjs';
import type { Answer, EvaluateOptions, Evaluator } from './evaluator.js';
import { UsageError } from './run.js';

/** The evaluator that `--target` names. @throws UsageError when it cannot be had */
export async function openEvaluator(target: string): Promise<Evaluator> {
  if (target === 'oracle') return oracle;
  if (target === 'wasm') return WasmEvaluator.open('build/wasm/wasm/flags-compat');
  throw new UsageError(`no such target: ${target}. There are: wasm, oracle`);
}

/** The core as pages run it: datafile and context in as bytes, numbers out. */
class WasmEvaluator implements Evaluator {
  readonly #module: ByteModule<RawFlags>;
  /** The program that is loaded: suites ask many questions of one. */
  #program: Program | undefined;
  #flags: ReturnType<typeof readDatafile>['flags'] = [];

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
      this.#flags = readDatafile(bytes).flags;
      this.#program = program;
    }
    const place = (key: string): number => this.#flags.findIndex((rows) => rows.key === key);
    const forced = Object.entries(options.forced ?? {}).map(([key, variant]) => [place(key), variant] as const);
    const context = encodeContext(attributes as Record<string, Json>, options.now ?? 0, forced);
    this.#module.call((raw, size) => raw.setContext(size), context);
    return this.#answer(place(flag));
  }

  #answer(index: number): Answer {
    const { raw } = this.#module;
    const at = raw.evaluate(index < 0 ? this.#flags.length : index);
    const memory = new DataView(raw.HEAPU8.buffer, at);
    const [variant, rule, reason, error] = [0, 4, 8, 12].map((offset) => memory.getInt32(offset, true)) as [number, number, number, number];
    const bucket = memory.getFloat64(16, true);
    const rows = this.#flags[index];
    const served = variant < 0 ? undefined : rows?.variant(variant);
    const errorCode = ERROR_CODES[error];
    return {
      variant: variant < 0 ? null : variant,
      ...(served && { variantKey: served.key, value: JSON.parse(served.json) as unknown }),
      reason: REASONS[reason] ?? 'UNKNOWN',
      ...(errorCode && { errorCode }),
      ...(rule >= 0 && { rule: rows?.rule(rule).id as string }),
      ...(!Number.isNaN(bucket) && { bucket }),
    };
  }
}

/** The independent evaluator that the vectors are made with. */
const oracle: Evaluator = {
  evaluate(program, flag, attributes, { now = 0, forced = {} } = {}) {
    const answer: Readonly<Record<string, unknown>> = evaluateFlag(program, flag, attributes, { now, forced });
    const known = Object.entries(answer).filter(
      ([name, value]) => value !== undefined && (value !== null || name === 'variant' || name === 'value'),
    );
    return Object.fromEntries(known) as unknown as Answer;
  },
};
