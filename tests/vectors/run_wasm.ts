import type { RawEngine } from '../../js/client/engine/engine.js';
import type { RawFlags } from '../../js/client/flags/flags.js';
import { ByteModule, type Factory, type RawByteModule } from '../../js/client/wasm/byte-module.js';
import { AssayError, STATUS_CODES } from '../../js/shared/errors.js';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';
import { OPS } from './pack-ops.js';

/** Opens fresh instances of the two modules. */
export interface VectorModules {
  readonly openFlags: () => Promise<ByteModule<RawFlags>>;
  readonly openEngine: () => Promise<ByteModule<RawEngine>>;
}

/** A module's glue (the default export of its `.mjs`) and its `.wasm` bytes. */
export interface VectorModule<Raw> {
  readonly factory: Factory<Raw>;
  readonly wasm: Uint8Array;
}

/** What `runVectors` opens, from the files that the build made. */
export function vectorModules(flags: VectorModule<RawFlags>, engine: VectorModule<RawEngine>): VectorModules {
  return {
    openFlags: () => ByteModule.open('flags', flags.factory, flags.wasm),
    openEngine: () => ByteModule.open('engine', engine.factory, engine.wasm),
  };
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
    if (op === OPS.flags) runFlags(await openFlags(), inputs, output);
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
  output.bytes(module.output());
  output.text(call(module, output, context, (raw, size) => raw.setContext(size)) ?? '');
  module.raw.putDetailsOut();
  const details = module.output();
  output.bytes(details);
  const flags = details.length / 16;
  output.bytes(Uint8Array.from({ length: 2 * flags }, (_, i) => (module.raw.takeExposure(i % flags) ? 1 : 0)));
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
