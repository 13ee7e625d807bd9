import { ByteBuffer } from 'flatbuffers';
import { AssayError } from '../shared/errors.js';
import type { Query } from '../shared/query.js';
import type { ResultOf } from '../shared/result.js';
import { Result } from './generated/assay/fb/result.js';
import { KINDS } from './kinds.js';
import { byOf } from './query/scope.js';

/** The result of `query` from the engine's bytes (core/assay/wire/result.fbs), which come from the module and are trusted. */
export function decodeResult<Q extends Query>(bytes: Uint8Array, query: Q): ResultOf<Q> {
  const result = Result.getRootAsResult(new ByteBuffer(bytes));
  const kind = KINDS.find((known) => known.result === result.kindType() && known.name in query);
  if (kind === undefined) throw new AssayError('INTERNAL', 'query: the engine answered with an unknown kind of result');
  return kind.decode(result, { query, by: byOf('by' in query ? query.by : undefined) }) as ResultOf<Q>;
}
