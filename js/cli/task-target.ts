import { parseInstant } from '../shared/instant.js';
import type { TaskMetric, TaskTarget } from '../shared/query.js';
import { durationOption, UsageError } from './usage.js';

const METRICS: readonly TaskMetric[] = ['completion', 'time', 'errors', 'error_rate'];

export const TARGET_OPTIONS = { target: { type: 'string' }, over: { type: 'string' }, range: { type: 'string' } } as const;

export const TARGET_HELP = `  --range START..END     only what happened then: days or instants, the end not included
  --target TARGET        completion>=80%, time<=90s, errors<=0.2 (per attempt) or error_rate<=10%: whether it is met;
                         or 'completion better by 15%', 'time better by 15%', …: better than in the range before
  --over START..END      with 'better by': than in this range instead
`;

interface Range {
  readonly start: number;
  readonly end: number;
}

/** `--range` and `--over`: two instants, the second not included. Errors: `UsageError`. */
export function rangeOption(text: string, option: string): Range {
  const [start, end, ...more] = text.split('..').map((written) => parseInstant(written));
  if (start === undefined || end === undefined || more.length > 0 || start > end) {
    throw new UsageError(`${option} ${text}: START..END expected, such as 2026-04-01..2026-07-01`);
  }
  return { start, end };
}

/**
 * `--target`: a metric, `>=` or `<=` and a number, a percentage or, of times, a duration; or a metric, `better by` and a percentage, with
 * `--over` or else over the range before the one that is looked at. Errors: `UsageError`.
 */
export function targetOption(text: string, over: string | undefined, range: Range | undefined): TaskTarget {
  const [, name, operator, written] = /^(\w+)\s*(>=|<=| better by )\s*(.+)$/.exec(text) ?? [];
  const metric = METRICS.find((known) => known === name);
  if (metric === undefined || operator === undefined || written === undefined) {
    throw new UsageError(`--target ${text}: METRIC>=NUMBER, METRIC<=NUMBER or 'METRIC better by 15%' expected`);
  }
  if (operator === ' better by ') {
    const improveBy = written.endsWith('%') ? numberOf(written) : Number.NaN;
    if (!(improveBy > 0 && improveBy < Number.POSITIVE_INFINITY))
      throw new UsageError(`--target ${text}: a percentage expected after better by`);
    if (over === undefined && range === undefined) throw new UsageError(`--target ${text}: needs --range START..END, or --over START..END`);
    return { metric, improveBy, over: over === undefined ? 'previous' : rangeOption(over, '--over') };
  }
  if (over !== undefined) throw new UsageError("--over goes with a --target of 'METRIC better by 15%'");
  const number = metric === 'time' ? durationOption(written, '--target') : numberOf(written);
  if (!Number.isFinite(number)) throw new UsageError(`--target ${text}: a number or a percentage expected after ${operator}`);
  return operator === '>=' ? { metric, atLeast: number } : { metric, atMost: number };
}

const numberOf = (text: string): number => (text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text));
