import { encodeContext } from '../client/flags/encode-context.js';
import type { RawFlags } from '../client/flags/flags.js';
import type { ByteModule } from '../client/wasm/byte-module.js';
import { encodeProgram } from '../compile/program/encode-program.js';
import type { ProgramFlag } from '../compile/program/program.js';
import type { Core, Line, SplitRule } from './line.js';
import { UNIT } from './modes.js';

/** Keeps j/1000 * 1000 in bucket j, where it is a little less in floating point. */
const ROUNDING = 1e-9;

/** The places of the attributes of every datafile here: rules ask for the unit and nothing else. */
export const UNIT_PLACE: ReadonlyMap<string, number> = new Map([[UNIT, 0]]);

/** Lines and rules as flags of one datafile, evaluated id by id. */
export class ModuleCore implements Core {
  readonly #module: ByteModule<RawFlags>;

  /** @param module flags-compat, as WebAssembly or as JavaScript; it is this object's alone from now on */
  constructor(module: ByteModule<RawFlags>) {
    this.#module = module;
  }

  draw(lines: readonly Line[], ids: readonly string[]): readonly Int32Array[] {
    const rules = lines.map(({ number, high }): SplitRule => ({ then: { choose: number, ranges: [[0, 2 * high, 0]] } }));
    const scales = lines.map(({ high, buckets }) => buckets / high);
    const buckets = lines.map(() => new Int32Array(ids.length).fill(-1));
    this.#evaluate(rules, ids, (memory, at, flag, unit) => {
      const bucket = Math.floor(memory.getFloat64(at + 16, true) * (scales[flag] as number) + ROUNDING);
      if (bucket >= 0) (buckets[flag] as Int32Array)[unit] = Math.min(bucket, (lines[flag] as Line).buckets - 1);
    });
    return buckets;
  }

  serve(rules: readonly SplitRule[], ids: readonly string[]): readonly Int32Array[] {
    const variants = rules.map(() => new Int32Array(ids.length));
    this.#evaluate(rules, ids, (memory, at, flag, unit) => {
      (variants[flag] as Int32Array)[unit] = memory.getInt32(at, true);
    });
    return variants;
  }

  #evaluate(
    rules: readonly SplitRule[],
    ids: readonly string[],
    visit: (memory: DataView<ArrayBufferLike>, at: number, flag: number, unit: number) => void,
  ): void {
    const module = this.#module;
    module.call((raw, size) => raw.load(size), datafileOf(rules));
    const { raw } = module;
    let memory = new DataView(raw.HEAPU8.buffer);
    for (let unit = 0; unit < ids.length; unit++) {
      module.call((each, size) => each.setContext(size), encodeContext(UNIT_PLACE, { [UNIT]: ids[unit] }, 0));
      for (let flag = 0; flag < rules.length; flag++) {
        const at = raw.evaluate(flag);
        if (memory.buffer !== raw.HEAPU8.buffer) memory = new DataView(raw.HEAPU8.buffer);
        visit(memory, at, flag, unit);
      }
    }
  }
}

/** One flag per rule, in their order. @throws Error when a rule does not compile: it is one of ours */
export function datafileOf(rules: readonly SplitRule[]): Uint8Array {
  const flags = rules.map(({ when, then }, i): ProgramFlag => {
    const arms = 'choose' in then ? Math.max(...then.ranges.map(([, , variant]) => variant)) + 1 : 1;
    return {
      key: String(i),
      type: 'number',
      variants: Array.from({ length: arms }, (_, arm) => ({ key: String(arm), json: String(arm) })),
      defaultVariant: -1,
      rules: [{ id: '0', ...(when && { when }), then }],
    };
  });
  const { bytes, problems } = encodeProgram({ flags });
  if (problems.length > 0) throw new Error(`certify: ${problems[0]?.message}`);
  return bytes;
}
