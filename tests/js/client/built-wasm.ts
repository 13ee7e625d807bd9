import { readFile } from 'node:fs/promises';
import type { RawEngine } from '../../../js/client/engine/engine.js';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import type { Factory } from '../../../js/client/wasm/byte-module.js';

interface Raws {
  readonly flags: RawFlags;
  readonly engine: RawEngine;
}

const built = (file: string): URL => new URL(`../../../build/wasm/wasm/${file}`, import.meta.url);

/** A module as it was built. */
export async function builtWasm(name: keyof Raws): Promise<Uint8Array> {
  return new Uint8Array(await readFile(built(`${name}.wasm`)));
}

/** Emscripten's glue of a module as it was built. */
export async function builtGlue<Name extends keyof Raws>(name: Name): Promise<Factory<Raws[Name]>> {
  const { default: factory } = (await import(/* @vite-ignore */ built(`${name}.mjs`).href)) as { default: Factory<Raws[Name]> };
  return factory;
}
