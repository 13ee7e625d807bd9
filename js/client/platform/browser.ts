import { AssayError } from '../../shared/errors.js';

/** The modules' names; each is `<name>.wasm` beside the published files. */
export type WasmName = 'flags' | 'flags-compat' | 'engine';

/**
 * The bytes of a module. Bundlers see the literal `new URL(…, import.meta.url)` and emit the file.
 * @param override where the page serves it instead
 * @throws AssayError WASM_NOT_FOUND
 */
export async function readWasm(name: WasmName, override: string | URL | undefined): Promise<Uint8Array> {
  return readWasmFrom(name, override ?? urlOf(name));
}

/** The same of a module that only some pages ship: who needs it says where it is. @throws AssayError WASM_NOT_FOUND */
export async function readWasmFrom(name: string, url: string | URL): Promise<Uint8Array> {
  let status: number;
  try {
    const response = await fetch(url);
    if (response.ok) return new Uint8Array(await response.arrayBuffer());
    status = response.status;
  } catch (cause) {
    throw new AssayError('WASM_NOT_FOUND', `${name}.wasm could not be fetched from ${url}`, { cause });
  }
  throw new AssayError('WASM_NOT_FOUND', `${name}.wasm: the server answered ${status} for ${url}`);
}

function urlOf(name: WasmName): URL {
  if (name === 'flags') return new URL('./flags.wasm', import.meta.url);
  if (name === 'flags-compat') return new URL('./flags-compat.wasm', import.meta.url);
  return new URL('./engine.wasm', import.meta.url);
}

/** A new engine worker, or `undefined` where the platform has none. May throw where a policy refuses it. */
export function startWorker(): Worker | undefined {
  if (typeof Worker !== 'function') return undefined;
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'assay' });
}
