import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Factory } from '../../js/client/wasm/byte-module.js';
import { type Stats, statsOf } from '../../js/stats/stats.js';
import { type RawStats, StatsModule } from '../../js/stats/stats-module.js';
import { UsageError } from './run.js';

/** What the suite of statistics asks, of stats.wasm. @throws UsageError when it is not built */
export async function openStatistics(path: string): Promise<{ readonly statistics: Stats }> {
  if (!existsSync(`${path}.wasm`)) throw new UsageError(`${path}.wasm is not there: npm run build makes it`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawStats> };
  return { statistics: statsOf(await StatsModule.open(glue.default, readFileSync(`${path}.wasm`))) };
}
