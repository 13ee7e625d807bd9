import { AssayError } from '../../shared/errors.js';

/** The modules' names; each is `<name>.wasm` beside the published files. */
export type WasmName = 'flags' | 'engine';

/**
 * The bytes of a module. Bundlers see the literal `new URL(…, import.meta.url)` and emit the file.
 * @param override where the page serves it instead
 * @throws AssayError WASM_NOT_FOUND
 */
export async function readWasm(name: WasmName, override: string | URL | undefined): Promise<Uint8Array> {
  const url = override ?? (name === 'flags' ? new URL('./flags.wasm', import.meta.url) : new URL('./engine.wasm', import.meta.url));
  let response: Response;
  try {
    response = await fetch(url);
  } catch (cause) {
    throw new AssayError('WASM_NOT_FOUND', `${name}.wasm could not be fetched from ${url}`, { cause });
  }
  if (!response.ok) throw new AssayError('WASM_NOT_FOUND', `${name}.wasm: the server answered ${response.status} for ${url}`);
  return new Uint8Array(await response.arrayBuffer());
}

/** A new engine worker, or `undefined` where the platform has none. May throw where a policy refuses it. */
export function startWorker(): Worker | undefined {
  if (typeof Worker !== 'function') return undefined;
  return new Worker(new URL('./worker.js', import.meta.url), { type: 'module', name: 'assay' });
}
