import type { ReadOptions } from '../files/index.js';
import type { Query } from '../shared/query.js';
import type { MetricResult, ResultOf } from '../shared/result.js';
import { toBase64 } from '../sign/base64.js';
import type { CliIo } from './cli-io.js';
import type { EnginePort } from './engine-port.js';
import { type LoadedFiles, loadFiles, type Source } from './load-files.js';
import { plural } from './text/numbers.js';
import { printable } from './text/table.js';

/** How many existing names to suggest for one that does not occur. */
const SUGGESTIONS = 8;

/** Asks about files that have been read. */
export interface Session extends LoadedFiles {
  query<Q extends Query>(query: Q): ResultOf<Q>;
}

/** Opens an engine, reads the files into it, lets `ask` do its work, closes it. */
export async function withFiles(
  io: CliIo,
  files: readonly string[],
  options: ReadOptions,
  ask: (session: Session) => Promise<void>,
): Promise<void> {
  const engine: EnginePort = await io.openEngine();
  try {
    const loaded = await loadFiles(io, engine, files, options);
    await ask({ ...loaded, query: (query) => engine.query(query, io.now()) });
  } finally {
    engine.close();
  }
}

/** Bytes, such as those of sketches, become base64. */
const jsonValue = (_: string, value: unknown): unknown => (value instanceof Uint8Array ? toBase64(value) : value);

/** As JSON, which has lists where results have rows that are made when they are read. */
export const toJson = (document: object, indent?: number): string => JSON.stringify(document, jsonValue, indent);

export const writeJson = (io: CliIo, document: object): Promise<void> => io.stdout.write(`${toJson(document, 2)}\n`);

/** `31,106 events of 600 users`. */
export const describeSource = (source: Source): string => `${plural(source.events, 'event')} of ${plural(source.users, 'user')}`;

/** Says on standard error which of the event names do not occur at all, and which names do: a typing error looks like a result of zero. */
export async function noteUnknownEvents(io: CliIo, session: Session, names: readonly string[]): Promise<readonly string[]> {
  if (session.source.events === 0) return [];
  const { rows }: MetricResult = session.query({ metric: { aggregate: 'count' }, by: '$event', maxGroups: 100_000 });
  const counts = new Map(rows.map((row) => [String(row.key.$event), row.values.count ?? 0]));
  const unknown = [...new Set(names)].filter((name) => !counts.has(name));
  if (unknown.length === 0) return [];
  const frequent = [...counts].sort((a, b) => b[1] - a[1]).slice(0, SUGGESTIONS);
  const known = frequent.map(([name]) => printable(name)).join(', ') + (counts.size > frequent.length ? ', …' : '');
  await io.stderr.write(`no event is named ${unknown.map((name) => JSON.stringify(name)).join(', ')}; the most frequent are ${known}\n`);
  return unknown;
}
