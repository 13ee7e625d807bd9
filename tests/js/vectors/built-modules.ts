import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { RawEngine } from '../../../js/client/engine/engine.js';
import type { RawFlags } from '../../../js/client/flags/flags.js';
import type { RawSketch } from '../../../js/sketch/sketches.js';
import type { VectorModule } from '../../vectors/run_wasm.js';
import { repositoryPath } from './vector-files.js';

/** The modules with their glue, as the build made them. */
export async function builtModules() {
  return {
    flags: await builtModule<RawFlags>('flags'),
    flagsCompat: await builtModule<RawFlags>('flags-compat'),
    engine: await builtModule<RawEngine>('engine'),
    sketch: await builtModule<RawSketch>('sketch'),
  };
}

async function builtModule<Raw>(name: string): Promise<VectorModule<Raw>> {
  const path = repositoryPath(`build/wasm/wasm/${name}`);
  if (!existsSync(`${path}.wasm`)) throw new Error(`${path}.wasm is not there: run npm run build`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: VectorModule<Raw>['factory'] };
  return { factory: glue.default, wasm: readFileSync(`${path}.wasm`) };
}
