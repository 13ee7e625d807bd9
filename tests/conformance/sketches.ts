import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Factory } from '../../js/client/wasm/byte-module.js';
import { type RawSketch, type Sketches, sketchesOf } from '../../js/sketch/sketches.js';
import { UsageError } from './run.js';

/** The core's sketches through sketch.wasm. */
export async function openSketches(path: string): Promise<Sketches> {
  if (!existsSync(`${path}.wasm`)) throw new UsageError(`${path}.wasm is not there: npm run build makes it`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawSketch> };
  return sketchesOf(glue.default, readFileSync(`${path}.wasm`));
}
