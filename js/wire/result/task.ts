import type { TaskResult, TaskRow } from '../../shared/result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import { TaskResult as FbTaskResult } from '../generated/assay/fb/task-result.js';
import type { TaskRow as FbTaskRow } from '../generated/assay/fb/task-row.js';
import type { TimeStats as FbTimeStats } from '../generated/assay/fb/time-stats.js';
import type { Asked } from './asked.js';
import { groupedOf, keyOf, list, proportionOf, timeStatsOf } from './parts.js';

export function decodeTask(result: Result, { by }: Asked): TaskResult {
  const task: FbTaskResult = result.kind(new FbTaskResult());
  const rows = list(task.rowsLength(), (i) => task.rows(i));
  return { total: taskRowOf(task.total() as FbTaskRow, by), rows: rows.map((row) => taskRowOf(row, by)), ...groupedOf(result) };
}

function taskRowOf(row: FbTaskRow, by: readonly string[]): TaskRow {
  const bucketStart = row.bucketStartMs();
  return {
    key: keyOf(row, by),
    ...(bucketStart !== null && { bucketStart }),
    completion: proportionOf(row.completion() as FbProportion),
    time: timeStatsOf(row.time() as FbTimeStats),
  };
}
