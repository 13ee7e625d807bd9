import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import type { Datafile } from '../../compile/datafile.js';
import { readWasm } from '../platform/browser.js';
import { Flags } from './flags.js';

/**
 * Opens a datafile: JSON text, the parsed object, or compiled bytes.
 * @throws AssayError when the module or the datafile cannot be loaded
 */
export function openFlags(datafile: string | object | Uint8Array, wasm?: string | URL): Promise<Flags> {
  return openCompiled(compiledDatafile(datafile), wasm);
}

/** The same of a datafile that is being compiled meanwhile. */
export async function openCompiled(compiled: Promise<CompiledDatafile>, wasm?: string | URL): Promise<Flags> {
  const [bytes, { bytes: datafile }, glue] = await Promise.all([readWasm('flags', wasm), compiled, import('assay-glue-flags')]);
  return Flags.open(glue.default, bytes, datafile);
}

/** The compiler is a separate download: who compiles at build time never pays for it. */
export async function compiledDatafile(datafile: string | object | Uint8Array): Promise<CompiledDatafile> {
  if (datafile instanceof Uint8Array) return { bytes: datafile, problems: [] };
  const { compileDatafile } = await import('../../compile/compile-datafile.js');
  return compileDatafile(datafile as string | Datafile);
}
