import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { Factory } from '../../../js/client/wasm/byte-module.js';
import { type RawStats, StatsModule } from '../../../js/stats/stats-module.js';
import { repositoryPath } from '../vectors/vector-files.js';

/** stats.wasm as the build made it. */
export async function openBuiltStats(): Promise<StatsModule> {
  const path = repositoryPath('build/wasm/wasm/stats');
  if (!existsSync(`${path}.wasm`)) throw new Error(`${path}.wasm is not there: run npm run build`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawStats> };
  return StatsModule.open(glue.default, readFileSync(`${path}.wasm`));
}
