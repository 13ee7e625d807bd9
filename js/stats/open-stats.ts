/// <reference path="../client/wasm/glue.d.ts" />
import { readWasmFrom } from '../client/platform/browser.js';
import { type Stats, statsOf } from './stats.js';
import { StatsModule } from './stats-module.js';

/**
 * Loads stats.wasm.
 * @param wasm where it is, if not beside the published files
 * @throws AssayError when it cannot be loaded
 */
export async function openStats(wasm?: string | URL): Promise<Stats> {
  const url = wasm ?? new URL('./stats.wasm', import.meta.url);
  const [bytes, glue] = await Promise.all([readWasmFrom('stats', url), import('assay-glue-stats')]);
  return statsOf(await StatsModule.open(glue.default, bytes));
}
