import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import { Engine } from '../../js/client/engine/engine.js';
import type { Query } from '../../js/shared/query.js';
import type { ResultOf } from '../../js/shared/result.js';
import { type BatchEvent, BatchBuilder } from '../../js/wire/batch-builder.js';
import { UsageError } from './run.js';

/** Events that questions can be asked about. Those of one time are in the order in which they were given. */
export interface EventStore {
  query<Q extends Query>(query: Q): ResultOf<Q>;
}

/** What suites of events ask. */
export interface EventStores {
  openEvents(events: readonly BatchEvent[]): Promise<EventStore>;
}

type Factory = Parameters<typeof Engine.open>[0];

/** Stores of the engine's module, one instance each. */
export async function openEventStores(path: string): Promise<EventStores> {
  if (!existsSync(`${path}.wasm`)) throw new UsageError(`${path}.wasm is not there: npm run build makes it`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory };
  return {
    async openEvents(events) {
      const engine = await Engine.open(glue.default, readFileSync(`${path}.wasm`));
      const batch = new BatchBuilder();
      for (const event of events) batch.add(event);
      engine.ingest(batch.finish(1));
      return { query: (query) => engine.query(query, 0) };
    },
  };
}
