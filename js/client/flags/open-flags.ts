/// <reference path="../wasm/glue.d.ts" />
import type { CompiledDatafile } from '../../compile/compile-datafile.js';
import type { Datafile } from '../../compile/datafile.js';
import { AssayError } from '../../shared/errors.js';
import type { DatafileSource } from '../datafile/datafile-options.js';
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
export async function openFlags(datafile: DatafileSource, modules?: FlagModules, clock?: () => number): Promise<Flags> {
  return openCompiled(await compiledDatafile(datafile), modules, clock);
}

async function openCompiled({ bytes }: CompiledDatafile, modules: FlagModules = {}, clock?: () => number): Promise<Flags> {
  const compat = needsCompat(bytes);
  return Flags.open(await openModule(compat, compat ? modules.flagsCompat : modules.flags), bytes, compat, clock);
}

/**
 * The flags of a datafile, in the module in use when that can take it: one of our own goes into whatever module there is, another vendor's may
 * need the larger one.
 *
 * @param beforeChange called right before anything changes; what it throws prevents that
 * @returns `current`, or others in its place: then it is the caller's to close
 * @throws AssayError as `openFlags`; `current` stays as it is
 */
export async function exchangeFlags(
  current: Flags | undefined,
  compiled: CompiledDatafile,
  modules: FlagModules | undefined,
  clock: () => number,
  beforeChange: () => void,
): Promise<Flags> {
  const fits = current !== undefined && (current.compat || !needsCompat(compiled.bytes));
  const opened = fits ? current : await openCompiled(compiled, modules, clock);
  beforeChange();
  if (fits) opened.load(compiled.bytes);
  return opened;
}

/** The compiler is a separate download: who compiles at build time never pays for it. */
export async function compiledDatafile(datafile: DatafileSource, environment?: string): Promise<CompiledDatafile> {
  if (datafile instanceof Uint8Array) return { bytes: datafile, problems: [] };
  const { compileDatafile } = await import('../../compile/compile-datafile.js');
  return compileDatafile(datafile as string | Datafile, environment === undefined ? {} : { environment });
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
