import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid } from '../check.js';
import { TaskMetric } from '../generated/assay/fb/task-metric.js';
import { TaskTarget } from '../generated/assay/fb/task-target.js';
import type { Asking } from './asking.js';
import { choiceOf } from './parts.js';
import { rangeOf } from './scope.js';

const METRICS = {
  completion: TaskMetric.Completion,
  time: TaskMetric.Time,
  errors: TaskMetric.Errors,
  error_rate: TaskMetric.ErrorRate,
};

type Numbers = 'atLeast' | 'atMost' | 'improveBy';
const NUMBERS: readonly Numbers[] = ['atLeast', 'atMost', 'improveBy'];

/** The target of a task; 0 without one. @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function encodeTaskTarget(fb: Builder, value: unknown, path: string, asking: Asking, countsErrors: boolean): Offset {
  if (value === undefined) return 0;
  const source = fieldsOf(value, path, ['metric', 'over', ...NUMBERS]);
  const metric = choiceOf(source['metric'], `${path}.metric`, METRICS);
  if (!countsErrors && (metric === TaskMetric.Errors || metric === TaskMetric.ErrorRate)) throw invalid(`${path}.metric`, 'needs errors');
  const given = NUMBERS.filter((name) => source[name] !== undefined);
  const [name] = given;
  if (name === undefined || given.length > 1) throw invalid(path, 'needs one of atLeast, atMost and improveBy');
  const number = source[name];
  if (typeof number !== 'number' || !Number.isFinite(number)) throw invalid(`${path}.${name}`, 'must be a finite number');
  if (name === 'improveBy' && number <= 0) throw invalid(`${path}.improveBy`, 'must be above 0');
  const baseline = baselineOf(source['over'], `${path}.over`, name === 'improveBy', asking);
  fb.forceDefaults(true); // or a target of 0 would be left out
  TaskTarget.startTaskTarget(fb);
  TaskTarget.addMetric(fb, metric);
  if (name === 'atLeast') TaskTarget.addAtLeast(fb, number);
  if (name === 'atMost') TaskTarget.addAtMost(fb, number);
  if (name === 'improveBy') TaskTarget.addImproveBy(fb, number);
  if (baseline !== undefined) {
    TaskTarget.addBaselineStartMs(fb, baseline.start);
    TaskTarget.addBaselineEndMs(fb, baseline.end);
  }
  const target = TaskTarget.endTaskTarget(fb);
  fb.forceDefaults(false);
  return target;
}

/** Whether a task, as it is written, has a target over the range before the query's. */
export function improvesOnPrevious(task: unknown): boolean {
  return (task as { readonly target?: { readonly over?: unknown } }).target?.over === 'previous';
}

/** The range to improve on; nothing where it is the one before the query's. */
function baselineOf(
  over: unknown,
  path: string,
  improves: boolean,
  { now, beside }: Asking,
): { readonly start: number; readonly end: number } | undefined {
  if (!improves) {
    if (over !== undefined) throw invalid(path, 'goes with improveBy');
    return undefined;
  }
  if (over === 'previous') {
    const { start, end } = rangeOf(beside['range'], now);
    if (start === undefined || end === undefined) throw invalid(path, "'previous' needs a range with both ends");
    return undefined;
  }
  if (typeof over !== 'object') throw invalid(path, "must be 'previous' or { start, end }");
  const { start, end } = rangeOf(fieldsOf(over, path, ['start', 'end']), now, path);
  if (start === undefined || end === undefined) throw invalid(path, 'needs both ends');
  return { start, end };
}
