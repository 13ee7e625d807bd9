import type { Scalar, TaskQuery } from '../../shared/query.js';
import type { TaskErrors, TaskEstimate, TaskFieldErrors, TaskResult, TaskRow, TaskTargetResult } from '../../shared/result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { TaskErrors as FbTaskErrors } from '../generated/assay/fb/task-errors.js';
import type { TaskEstimate as FbTaskEstimate } from '../generated/assay/fb/task-estimate.js';
import { TaskExperience } from '../generated/assay/fb/task-experience.js';
import { TaskResult as FbTaskResult } from '../generated/assay/fb/task-result.js';
import type { TaskRow as FbTaskRow } from '../generated/assay/fb/task-row.js';
import { TaskStatus } from '../generated/assay/fb/task-status.js';
import type { TaskTargetResult as FbTaskTargetResult } from '../generated/assay/fb/task-target-result.js';
import type { TimeStats as FbTimeStats } from '../generated/assay/fb/time-stats.js';
import { taskStepName } from '../query/task.js';
import type { Asked } from './asked.js';
import { groupedOf, keyOf, list, proportionOf, scalarOf, timeStatsOf } from './parts.js';

export function decodeTask(result: Result, { query, by }: Asked): TaskResult {
  const asked = (query as TaskQuery).task;
  const task: FbTaskResult = result.kind(new FbTaskResult());
  const fields = list(task.errorFieldsLength(), (i) => task.errorFields(i)).map(scalarOf);
  const steps = ['start', ...(asked.steps ?? []).map(taskStepName)];
  const rows = list(task.rowsLength(), (i) => task.rows(i));
  const target = task.target();
  return {
    total: taskRowOf(task.total() as FbTaskRow, by, steps, fields),
    rows: rows.map((row) => taskRowOf(row, by, steps, fields)),
    ...groupedOf(result),
    ...(asked.errorField !== undefined && { errorFieldsOmitted: Number(task.errorFieldsOmitted()) }),
    ...(target !== null && asked.target !== undefined && { target: { metric: asked.target.metric, ...targetOf(target) } }),
  };
}

function taskRowOf(row: FbTaskRow, by: readonly string[], steps: readonly string[], fields: readonly (Scalar | null)[]): TaskRow {
  const bucketStart = row.bucketStartMs();
  const experience = row.experience();
  const errors = row.errors();
  const abandoned = list(row.abandonedLength(), (i) => row.abandoned(i));
  return {
    key: keyOf(row, by),
    ...(bucketStart !== null && { bucketStart }),
    ...(experience !== TaskExperience.Any && { experience: experience === TaskExperience.First ? 'first' : 'returning' }),
    completion: proportionOf(row.completion() as FbProportion),
    time: {
      ...timeStatsOf(row.time() as FbTimeStats),
      medianLowMs: row.medianLowMs(),
      medianHighMs: row.medianHighMs(),
      geometricMeanMs: estimateOf(row.geometricMeanMs()),
    },
    ...(errors !== null && { errors: errorsOf(errors, fields) }),
    ...(abandoned.length > 0 && {
      steps: abandoned.map((proportion, i) => ({ step: steps[i] as string, abandoned: proportionOf(proportion) })),
    }),
  };
}

function errorsOf(errors: FbTaskErrors, fields: readonly (Scalar | null)[]): TaskErrors {
  return {
    count: Number(errors.count()),
    attempts: proportionOf(errors.attempts() as FbProportion),
    perAttempt: estimateOf(errors.perAttempt()),
    fields: list(errors.fieldsLength(), (i) => errors.fields(i)).map((field): TaskFieldErrors => {
      const at = field.value();
      return {
        value: fields[at] ?? null,
        ...(at < 0 && { other: true as const }),
        errors: Number(field.errors()),
        attempts: proportionOf(field.attempts() as FbProportion),
      };
    }),
  };
}

function estimateOf(source: FbTaskEstimate | null): TaskEstimate {
  return { value: source?.value() ?? null, low: source?.low() ?? null, high: source?.high() ?? null };
}

const STATUSES: Readonly<Record<TaskStatus, TaskTargetResult['status']>> = {
  [TaskStatus.Undecided]: 'undecided',
  [TaskStatus.Met]: 'met',
  [TaskStatus.NotMet]: 'not met',
};

function targetOf(target: FbTaskTargetResult): Omit<TaskTargetResult, 'metric'> {
  const [start, end] = [target.baselineStartMs(), target.baselineEndMs()];
  const fixed = { status: STATUSES[target.status()], target: target.target(), current: estimateOf(target.current()) };
  if (start === null || end === null) return fixed;
  return { ...fixed, baseline: estimateOf(target.baseline()), change: estimateOf(target.change()), baselineStart: start, baselineEnd: end };
}
