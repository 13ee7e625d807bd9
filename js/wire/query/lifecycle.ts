import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf } from '../check.js';
import { BucketUnit } from '../generated/assay/fb/bucket-unit.js';
import { LifecycleHistory } from '../generated/assay/fb/lifecycle-history.js';
import { LifecycleQuery } from '../generated/assay/fb/lifecycle-query.js';
import { addInstant, choiceOf, encodeOwnMatch } from './parts.js';
import { instantOf, periodOf } from './scope.js';

export function encodeLifecycle(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['event', 'where', 'period', 'history', 'asOf']);
  const match = encodeOwnMatch(fb, source, path);
  const histories = { store: LifecycleHistory.Store, range: LifecycleHistory.Range };
  LifecycleQuery.startLifecycleQuery(fb);
  LifecycleQuery.addMatch(fb, match);
  LifecycleQuery.addPeriod(fb, periodOf(source['period'], `${path}.period`, BucketUnit.Day));
  LifecycleQuery.addHistory(fb, choiceOf(source['history'] ?? 'store', `${path}.history`, histories));
  addInstant(fb, LifecycleQuery.addAsOfMs, instantOf(source['asOf'], `${path}.asOf`));
  return LifecycleQuery.endLifecycleQuery(fb);
}
