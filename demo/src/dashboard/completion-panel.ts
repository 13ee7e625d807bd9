import type { TaskResult, TaskRow } from 'assay';
import { formatCount, formatDay, formatShare, formatShareInterval, plural } from '../format.js';
import { niceTicks } from './charts/scale.js';
import { trendChart } from './charts/trend-chart.js';
import type { LiveQuery } from './live-query.js';
import { type PanelContent, panel, showQuery } from './panel.js';

/** The chart leaves out a day whose interval is wider than this share. */
const WIDEST_INTERVAL = 0.4;

/** How many attempts succeed, day by day. */
export function completionPanel(query: LiveQuery<TaskResult>): HTMLElement {
  const target = panel({
    id: 'completion',
    title: 'How many attempts succeed?',
    note: 'Attempts completed within 1 hour, by UTC day, with 95% intervals',
  });
  showQuery(target, query, describe);
  return target.root;
}

function describe({ total, rows }: TaskResult): PanelContent | string {
  const days = rows.filter((row): row is DayRow => row.completion.trials > 0 && row.bucketStart !== undefined);
  if (days.length === 0) return 'No shipment has been started yet.';
  const byDay = new Map(days.map((row) => [row.bucketStart, row]));
  // A day with a handful of attempts has an interval as wide as the axis and would flatten all others: it is in the table only.
  const telling = days.filter(({ completion }) => width(completion) <= WIDEST_INTERVAL);
  const shown = telling.length > 0 ? telling : days;
  const leftOut = days.length - shown.length;
  const lowest = Math.min(...shown.map(({ completion }) => completion.low ?? 0));
  const highest = Math.max(...shown.map(({ completion }) => completion.high ?? 1));
  const ticks = niceTicks(lowest, highest, 4).filter((value) => value > -1e-9 && value < 1 + 1e-9);
  return {
    chart: trendChart({
      series: [
        {
          name: 'Completion rate',
          series: 3,
          marker: 'diamond',
          points: shown.map(({ bucketStart, completion: { rate, low, high } }) => ({ day: bucketStart, value: rate, low, high })),
        },
      ],
      ticks,
      tick: (rate) => `${Math.round(rate * 100)}%`,
      describe: (day) => {
        const completion = byDay.get(day)?.completion;
        if (completion === undefined) return formatDay(day);
        const share = formatShare(completion.rate, completion.low, completion.high);
        return `${formatDay(day)}: ${formatCount(completion.successes)} of ${formatCount(completion.trials)}, ${share}`;
      },
    }),
    summary: `${formatCount(total.completion.successes)} of ${formatCount(total.completion.trials)} attempts: ${formatShare(
      total.completion.rate,
      total.completion.low,
      total.completion.high,
    )}, 95% interval ${formatShareInterval(total.completion.low, total.completion.high)}.${
      leftOut === 0 ? '' : ` Not drawn: ${plural(leftOut, 'day')} with few attempts.`
    }`,
    table: {
      columns: ['Day', 'Attempts', 'Completed', 'Rate', '95% interval'],
      rows: days.map(({ bucketStart, completion }) => [
        formatDay(bucketStart),
        formatCount(completion.trials),
        formatCount(completion.successes),
        formatShare(completion.rate, completion.low, completion.high),
        formatShareInterval(completion.low, completion.high),
      ]),
    },
  };
}

type DayRow = TaskRow & { readonly bucketStart: number };

function width({ low, high }: TaskRow['completion']): number {
  return (high ?? 1) - (low ?? 0);
}
