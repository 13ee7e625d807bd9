import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import type { Datafile } from '../../compile/datafile.js';
import { AssayError } from '../../shared/errors.js';
import { readWasm } from '../platform/browser.js';
import { ByteModule, type Factory } from '../wasm/byte-module.js';
import { compileWasm } from '../wasm/compile-wasm.js';
import { needsCompat } from './datafile-rows.js';
import { Flags, type RawFlags } from './flags.js';

/** Where the modules are served, if not beside this file. */
export interface FlagModules {
  readonly flags?: string | URL;
  readonly flagsCompat?: string | URL;
}

/**
 * Opens a datafile: JSON text, the parsed object, an imported program, or compiled bytes.
 * @throws AssayError when the module or the datafile cannot be loaded
 */
export function openFlags(datafile: string | object | Uint8Array, modules?: FlagModules, clock?: () => number): Promise<Flags> {
  return openCompiled(compiledDatafile(datafile), modules, clock);
}

/** The same of a datafile that is being compiled meanwhile. */
export async function openCompiled(compiled: Promise<CompiledDatafile>, modules: FlagModules = {}, clock?: () => number): Promise<Flags> {
  const { bytes } = await compiled;
  const compat = needsCompat(bytes);
  return Flags.open(await openModule(compat, compat ? modules.flagsCompat : modules.flags), bytes, compat, clock);
}

/** The compiler is a separate download: who compiles at build time never pays for it. */
export async function compiledDatafile(datafile: string | object | Uint8Array): Promise<CompiledDatafile> {
  if (datafile instanceof Uint8Array) return { bytes: datafile, problems: [] };
  const { compileDatafile } = await import('../../compile/compile-datafile.js');
  return compileDatafile(datafile as string | Datafile);
}

/** Modules compiled so far, by address: compiling is most of what opening costs. */
const compiledModules = new Map<string, Promise<WebAssembly.Module>>();

async function openModule(compat: boolean, address: string | URL | undefined): Promise<ByteModule<RawFlags>> {
  const name = compat ? 'flags-compat' : 'flags';
  const key = `${name} ${address ?? ''}`;
  let module = compiledModules.get(key);
  if (module === undefined) {
    module = readWasm(name, address).then((bytes) => compileWasm(name, bytes));
    compiledModules.set(key, module);
    module.catch(() => compiledModules.delete(key));
  }
  const glue = compat ? import('assay-glue-flags-compat') : import('assay-glue-flags');
  try {
    return await ByteModule.instantiate(name, (await glue).default as Factory<RawFlags>, await module);
  } catch (error) {
    // The page's policy forbids WebAssembly, or the browser has none: the same core as JavaScript.
    if (!(error instanceof AssayError && (error.code === 'WASM_BLOCKED' || error.code === 'WASM_UNSUPPORTED'))) throw error;
    return ByteModule.withoutWasm('flags-js', (await import('assay-glue-flags-js')).default as Factory<RawFlags>);
  }
}
