import { readFile } from 'node:fs/promises';
import { AssayError } from '../../shared/errors.js';
import type { WasmName } from './browser.js';

export type { WasmName } from './browser.js';

/**
 * The bytes of a module, from the file beside the published ones.
 * @throws AssayError WASM_NOT_FOUND
 */
export async function readWasm(name: WasmName, override: string | URL | undefined): Promise<Uint8Array> {
  return readWasmFrom(name, override ?? new URL(`./${name}.wasm`, import.meta.url));
}

/** The same of a file that is said to be somewhere. @throws AssayError WASM_NOT_FOUND */
export async function readWasmFrom(name: string, from: string | URL): Promise<Uint8Array> {
  // `import.meta.resolve('assay/engine.wasm')` gives such an address as a text.
  const isFileUrl = typeof from === 'string' && from.startsWith('file:');
  const path = isFileUrl ? new URL(from) : from;
  try {
    return await readFile(path);
  } catch (cause) {
    throw new AssayError('WASM_NOT_FOUND', `${name}.wasm could not be read from ${path}`, { cause });
  }
}

/** Node runs the engine inline: a program that analyses files has no page to keep responsive. */
export function startWorker(): Worker | undefined {
  return undefined;
}
