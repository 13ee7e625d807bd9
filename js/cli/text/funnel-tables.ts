import type { FunnelDropReasons, FunnelResult, FunnelStepResult, FunnelTrendRow, TimeStats } from '../../shared/result.js';
import type { Bucket } from '../bucket-option.js';
import { bar } from './bar.js';
import { groupCells, groupColumns, omittedGroups } from './groups.js';
import {
  bucketZone,
  formatBucket,
  formatCount,
  formatInterval,
  formatProportion,
  formatRate,
  formatTime,
  NONE,
  plural,
} from './numbers.js';
import type { Paint } from './paint.js';
import { sparkline } from './sparkline.js';
import { left, printable, renderTable, right } from './table.js';

const BAR_CELLS = 24;
const TREND_CELLS = 12;

/** What the answer alone does not tell. */
export interface FunnelContext {
  /** What counts once: `user`, `session` or `attempt`. */
  readonly noun: string;
  readonly by: readonly string[];
  /** Absent without a trend. */
  readonly trend?: Bucket | undefined;
  readonly zone: string;
}

/** A funnel for people: its steps, who converted, and a table for each kind of evidence that was asked for. */
export function funnelTables(result: FunnelResult, context: FunnelContext, paint: Paint): readonly string[] {
  const { conversion, timeToConvert, groups, trend, steps } = result;
  const converted = `${plural(conversion.successes, context.noun)} of ${formatCount(conversion.trials)} converted: ${formatProportion(conversion)}`;
  const excluded = result.excluded > 0 ? `; ${plural(result.excluded, context.noun)} excluded` : '';
  const parts = [stepTable(steps, context.noun, paint), `${converted}${timeText(timeToConvert)}${excluded}\n`];
  if (result.eventsWithoutSession > 0) parts.push(`${plural(result.eventsWithoutSession, 'event')} of no session left out\n`);
  if (trend !== undefined && context.trend !== undefined) parts.push(trendTable(trend, context.trend, context.zone, paint));
  if (steps.some(({ dropReasons }) => dropReasons !== undefined)) parts.push(reasonTable(steps, paint));
  if (steps.some(({ droppedUsers }) => droppedUsers !== undefined)) parts.push(sampleTable(result, paint));
  if (groups.length > 0) parts.push(`${groupTable(result, context, paint)}${omittedGroups(result.groupsOmitted)}`);
  return parts;
}

const nameOf = (step: FunnelStepResult, index: number): string => `${index + 1} ${printable(step.step)}`;

function stepTable(steps: readonly FunnelStepResult[], noun: string, paint: Paint): string {
  const hasSkipped = steps.some(({ skipped }) => skipped > 0);
  const columns = [
    ...left('step'),
    ...right(`${noun}s`, 'of first'),
    ...left(''), // the bar
    ...right('95 % interval', 'of previous', 'lost', 'median time', ...(hasSkipped ? ['left out'] : [])),
  ];
  const rows = steps.map((step, index) => {
    const begun = [nameOf(step, index), formatCount(step.count)];
    const drawn = paint.accent(bar(step.rate ?? 0, BAR_CELLS));
    // Unless chains may start anywhere, everybody is at the first step.
    if (index === 0 && (step.rate === null || step.rate === 1)) return [...begun, step.rate === null ? NONE : '100 %', drawn];
    return [
      ...begun,
      formatRate(step.rate, step.rateLow, step.rateHigh),
      drawn,
      formatInterval(step.rateLow, step.rateHigh),
      ...(index === 0
        ? []
        : [
            step.rateFromPrevious === null ? NONE : `${Math.round(step.rateFromPrevious * 100)} %`,
            formatCount(step.dropOff),
            formatTime(step.timeFromPrevious?.medianMs ?? null),
            formatCount(step.skipped),
          ].slice(0, hasSkipped ? 4 : 3)),
    ];
  });
  return renderTable(columns, rows, paint.quiet);
}

function timeText(time: TimeStats): string {
  if (time.count === 0) return '';
  return `; time to convert: median ${formatTime(time.medianMs)}, mean ${formatTime(time.meanMs)}, 90 % within ${formatTime(time.p90Ms)}`;
}

function trendTable(trend: readonly FunnelTrendRow[], bucket: Bucket, zone: string, paint: Paint): string {
  const columns = [
    ...left(`entered from (${bucketZone(bucket, zone)})`),
    ...right('entered', 'converted', 'rate'),
    ...left(''),
    ...right('95 % interval'),
  ];
  const rows = trend.map(({ bucketStart, conversion }) => [
    formatBucket(bucketStart, bucket, zone),
    formatCount(conversion.trials),
    formatCount(conversion.successes),
    formatRate(conversion.rate, conversion.low, conversion.high),
    paint.accent(bar(conversion.rate ?? 0, TREND_CELLS)),
    formatInterval(conversion.low, conversion.high),
  ]);
  const curve = sparkline(trend.map(({ conversion }) => conversion.rate));
  return `${renderTable(columns, rows, paint.quiet)}\nrate by entry  ${paint.accent(curve)}\n`;
}

function reasonTable(steps: readonly FunnelStepResult[], paint: Paint): string {
  const columns = [
    ...left('ended at'),
    ...right('chains', 'time over', 'excluded', 'out of order', 'nothing ended it'),
    ...left('what came next'),
  ];
  const rows = steps.flatMap((step, index) => {
    const { dropReasons } = step;
    if (dropReasons === undefined || index === steps.length - 1) return [];
    const { window, exclusion, order, noNextEvent } = dropReasons;
    const counts = [window + exclusion + order + noNextEvent, window, exclusion, order, noNextEvent];
    return [[nameOf(step, index), ...counts.map(formatCount), nextEvents(dropReasons)]];
  });
  return renderTable(columns, rows, paint.quiet);
}

function nextEvents({ nextEvents: named, otherNextEvents }: FunnelDropReasons): string {
  const texts = named.map(({ event, count }) => `${printable(event, 30)} ${formatCount(count)}`);
  if (otherNextEvents > 0) texts.push(`others ${formatCount(otherNextEvents)}`);
  return texts.length === 0 ? NONE : texts.join(', ');
}

function sampleTable({ steps, convertedUsers = [] }: FunnelResult, paint: Paint): string {
  const namesOf = (users: readonly string[]): string => (users.length === 0 ? NONE : users.map((user) => printable(user, 24)).join(', '));
  const stopped = steps.slice(0, -1).map((step, index) => [nameOf(step, index), namesOf(step.droppedUsers ?? [])]);
  return renderTable(left('stopped at', 'such as'), [...stopped, ['converted', namesOf(convertedUsers)]], paint.quiet);
}

function groupTable(result: FunnelResult, { by, noun }: FunnelContext, paint: Paint): string {
  const columns = [...groupColumns(by), ...right(`${noun}s`, 'converted', 'rate', '95 % interval', 'median time')];
  const rows = result.groups.map(({ key, conversion, timeToConvert }) => [
    ...groupCells(by, key),
    formatCount(conversion.trials),
    formatCount(conversion.successes),
    formatRate(conversion.rate, conversion.low, conversion.high),
    formatInterval(conversion.low, conversion.high),
    formatTime(timeToConvert.medianMs),
  ]);
  return renderTable(columns, rows, paint.quiet);
}
