import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf } from '../check.js';
import { TaskQuery } from '../generated/assay/fb/task-query.js';
import { encodeMatch, required, windowOf } from './parts.js';

export function encodeTask(fb: Builder, value: unknown, path: string): Offset {
  const source = fieldsOf(value, path, ['start', 'complete', 'within']);
  const start = encodeMatch(fb, required(source['start'], `${path}.start`), `${path}.start`);
  const complete = encodeMatch(fb, required(source['complete'], `${path}.complete`), `${path}.complete`);
  TaskQuery.startTaskQuery(fb);
  TaskQuery.addStart(fb, start);
  TaskQuery.addComplete(fb, complete);
  TaskQuery.addWindowMs(fb, windowOf(source['within'], '1d', path));
  return TaskQuery.endTaskQuery(fb);
}
