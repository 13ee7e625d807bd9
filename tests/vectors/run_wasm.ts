import type { RawEngine } from '../../js/client/engine/engine.js';
import { needsCompat, readDatafile } from '../../js/client/flags/datafile-rows.js';
import type { RawFlags } from '../../js/client/flags/flags.js';
import { ByteModule, type Factory, type RawByteModule } from '../../js/client/wasm/byte-module.js';
import { AssayError, STATUS_CODES } from '../../js/shared/errors.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { OPS } from './pack-ops.js';

/** Opens fresh instances of the two modules. */
export interface VectorModules {
  /** @param compat with the operations of other vendors' datafiles */
  readonly openFlags: (compat: boolean) => Promise<ByteModule<RawFlags>>;
  readonly openEngine: () => Promise<ByteModule<RawEngine>>;
}

/** A module's glue (the default export of its `.mjs`) and its `.wasm` bytes. */
export interface VectorModule<Raw> {
  readonly factory: Factory<Raw>;
  readonly wasm: Uint8Array;
}

/** What `runVectors` opens, from the files that the build made. */
export function vectorModules(modules: {
  readonly flags: VectorModule<RawFlags>;
  readonly flagsCompat: VectorModule<RawFlags>;
  readonly engine: VectorModule<RawEngine>;
}): VectorModules {
  const opened = <Raw extends RawByteModule>(name: string, { factory, wasm }: VectorModule<Raw>) => {
    const module = WebAssembly.compile(wasm as Uint8Array<ArrayBuffer>); // once: an instance per case is cheap
    return async () => ByteModule.instantiate(name, factory, await module);
  };
  const [flags, flagsCompat] = [opened('flags', modules.flags), opened('flags-compat', modules.flagsCompat)];
  return { openFlags: (compat) => (compat ? flagsCompat() : flags()), openEngine: opened('engine', modules.engine) };
}

/**
 * Answers every case of a pack with bytes, as run_native.cc does; formats in README.md. Runs in Node and in a page.
 * @throws AssayError when a module cannot be opened; RangeError when the pack is malformed
 */
export async function runVectors(pack: Uint8Array, { openFlags, openEngine }: VectorModules): Promise<Uint8Array> {
  const reader = new ByteReader(pack);
  const outputs = new ByteWriter();
  const count = reader.u32();
  outputs.u32(count);
  for (let i = 0; i < count; ++i) {
    const name = reader.text();
    const op = reader.u8();
    const inputs = reader.list(() => reader.bytes());
    const output = new ByteWriter();
    if (op === OPS.flags) runFlags(await openFlags(needsCompat(inputs[0] as Uint8Array)), inputs, output);
    else if (op === OPS.engine) runEngine(await openEngine(), inputs, output);
    else throw new RangeError(`${name}: no operation ${op}`);
    outputs.bytes(output.finish());
  }
  return outputs.finish();
}

/** Calls and puts the status out. The failure's message, which the caller puts where the format has it, or `undefined`. */
function call<Raw extends RawByteModule>(
  module: ByteModule<Raw>,
  output: ByteWriter,
  input: Uint8Array,
  method: (raw: Raw, size: number) => number,
): string | undefined {
  try {
    module.call(method, input);
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    output.u32(STATUS_CODES.findIndex((code) => code === error.code));
    return error.message;
  }
  output.u32(0);
  return undefined;
}

function runFlags(module: ByteModule<RawFlags>, inputs: readonly Uint8Array[], output: ByteWriter): void {
  const [datafile, context] = inputs as [Uint8Array, Uint8Array];
  const failure = call(module, output, datafile, (raw, size) => raw.load(size));
  if (failure !== undefined) {
    output.text(failure);
    return;
  }
  output.text(call(module, output, context, (raw, size) => raw.setContext(size)) ?? '');
  const flags = readDatafile(datafile).flags.length;
  const answers = new ByteWriter();
  for (let flag = 0; flag < flags; flag++) {
    const at = module.raw.evaluate(flag);
    const answer = new DataView(module.raw.HEAPU8.buffer, at);
    for (const offset of [0, 4, 8, 12]) answers.u32(answer.getInt32(offset, true) >>> 0);
    const bucket = answer.getFloat64(16, true);
    answers.u8(Number.isNaN(bucket) ? 0 : 1);
    answers.f64(Number.isNaN(bucket) ? 0 : bucket);
  }
  output.bytes(answers.finish());
  for (let flag = 0; flag < flags; flag++) {
    module.raw.putExplanationOut(flag);
    output.bytes(module.output());
  }
  output.bytes(Uint8Array.from({ length: 2 * flags }, (_, i) => module.raw.takeExposure(i % flags)));
}

function runEngine(module: ByteModule<RawEngine>, inputs: readonly Uint8Array[], output: ByteWriter): void {
  const putNumbers = (count: number) => {
    const numbers = new Float64Array(module.output().buffer);
    for (const number of numbers.subarray(0, count)) output.f64(number);
  };
  for (const batch of inputs.slice(0, -1)) {
    const failure = call(module, output, batch, (raw, size) => raw.ingest(size));
    if (failure === undefined) putNumbers(2);
    else output.text(failure);
  }
  const failure = call(module, output, inputs.at(-1) as Uint8Array, (raw, size) => raw.query(size));
  if (failure === undefined) output.bytes(module.output());
  else output.text(failure);
  module.raw.putStatsOut();
  putNumbers(2);
}
