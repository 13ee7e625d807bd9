/// <reference path="../wasm/glue.d.ts" />
import { readWasm } from '../platform/browser.js';
import { Engine } from './engine.js';

/** Opens an engine on this thread. @throws AssayError when the module cannot be loaded */
export async function openEngine(wasm?: string | URL): Promise<Engine> {
  const [bytes, glue] = await Promise.all([readWasm('engine', wasm), import('assay-glue-engine')]);
  return Engine.open(glue.default, bytes);
}
