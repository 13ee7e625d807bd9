import type { TaskMetric } from '../../shared/query.js';
import type { TaskEstimate, TaskResult, TaskTargetResult } from '../../shared/result.js';
import { formatCount, formatDifference, formatInterval, formatNumber, formatProportion, formatTime, NONE } from './numbers.js';
import type { Paint } from './paint.js';
import { left, printable, renderTable, right } from './table.js';

/** What a task's answer says beside attempts, completion and times: the target, errors by field and abandonment by step. */
export function taskDetails({ total, errorFieldsOmitted = 0, target }: TaskResult, paint: Paint): readonly string[] {
  const parts: string[] = [];
  if (target !== undefined) parts.push(targetText(target, paint));
  const fields = total.errors?.fields ?? [];
  if (fields.length > 0) {
    const rows = fields.map(({ value, other, errors, attempts }) => [
      other ? `${formatCount(errorFieldsOmitted)} others` : value === null ? NONE : printable(String(value)),
      formatCount(errors),
      formatProportion(attempts),
    ]);
    parts.push(renderTable([...left('errors by field'), ...right('errors', 'attempts with one')], rows, paint.quiet));
  }
  if (total.steps !== undefined) {
    const rows = total.steps.map(({ step, abandoned }) => [
      printable(step),
      formatCount(abandoned.trials),
      formatCount(abandoned.successes),
      formatProportion(abandoned),
    ]);
    parts.push(renderTable([...left('step'), ...right('reached by', 'abandoned there', 'of those')], rows, paint.quiet));
  }
  return parts;
}

const NAMES: Readonly<Record<TaskMetric, string>> = {
  completion: 'completion',
  time: 'geometric mean time',
  errors: 'errors per attempt',
  error_rate: 'attempts with an error',
};

function targetText({ metric, status, target, current, baseline, change }: TaskTargetResult, paint: Paint): string {
  const before = baseline === undefined ? '' : `, before ${estimateText(metric, baseline)}`;
  const changed = change === undefined ? '' : `, change ${formatDifference(change.value, change.low, change.high, '%')}`;
  return `target ${paint.strong(status)}: ${NAMES[metric]} ${estimateText(metric, current)}, target ${numberText(metric, target)}${before}${changed}\n`;
}

function estimateText(metric: TaskMetric, { value, low, high }: TaskEstimate): string {
  if (low === null || high === null) return numberText(metric, value);
  const isShare = metric === 'completion' || metric === 'error_rate';
  const interval = isShare ? formatInterval(low, high) : `${numberText(metric, low)}–${numberText(metric, high)}`;
  return `${numberText(metric, value)} (${interval})`;
}

function numberText(metric: TaskMetric, value: number | null): string {
  if (value === null) return NONE;
  if (metric === 'time') return formatTime(value);
  return metric === 'errors' ? formatNumber(value) : `${formatNumber(value * 100)} %`;
}
