import type { TaskResult, TaskRow } from 'assay';
import { formatCount, formatDay, formatDuration, plural } from '../format.js';
import { durationTicks } from './charts/scale.js';
import { trendChart } from './charts/trend-chart.js';
import type { LiveQuery } from './live-query.js';
import { type PanelContent, panel, showQuery } from './panel.js';

/** Quantiles of fewer shipments than this say little: a summary goes without p90, and the chart leaves such a day out. */
const FEWEST = 5;

/** How long a shipment takes, and whether that changes. */
export function timePanel(query: LiveQuery<TaskResult>): HTMLElement {
  const target = panel({
    id: 'time',
    title: 'How long does a shipment take?',
    note: 'From starting a shipment to completing it, by UTC day',
  });
  showQuery(target, query, describe);
  return target.root;
}

function describe({ total, rows }: TaskResult): PanelContent | string {
  const timed = rows.filter((row): row is TimedRow => row.time.count > 0 && row.bucketStart !== undefined);
  if (timed.length === 0) return 'No shipment has been completed yet.';
  const telling = timed.filter(({ time }) => time.count >= FEWEST);
  const shown = telling.length > 0 ? telling : timed;
  const leftOut = timed.length - shown.length;
  const byDay = new Map(timed.map((row) => [row.bucketStart, row]));
  const longest = Math.max(...shown.map(({ time }) => time.p90Ms ?? 0), 1_000);
  const points = (pick: (row: TaskRow) => number | null) => shown.map((row) => ({ day: row.bucketStart, value: pick(row) }));
  return {
    chart: trendChart({
      series: [
        { name: 'Median', series: 1, marker: 'circle', points: points(({ time }) => time.medianMs) },
        { name: 'p90', series: 2, marker: 'square', dashed: true, points: points(({ time }) => time.p90Ms) },
      ],
      ticks: durationTicks(longest, 4),
      tick: (ms) => (ms === 0 ? '0' : formatDuration(ms).replace('.0 ', ' ')),
      describe: (day) => {
        const row = byDay.get(day);
        if (row === undefined) return formatDay(day);
        return `${formatDay(day)}: median ${formatDuration(row.time.medianMs)}, p90 ${formatDuration(row.time.p90Ms)}, ${plural(row.time.count, 'shipment')}`;
      },
    }),
    summary: [quantiles(total), trend(shown), leftOut > 0 && `Not drawn: ${plural(leftOut, 'day')} with few shipments.`]
      .filter(Boolean)
      .join(' '),
    table: {
      columns: ['Day', 'Completed', 'Median', 'p90', 'Mean'],
      rows: timed.map(({ bucketStart, time }) => [
        formatDay(bucketStart),
        formatCount(time.count),
        formatDuration(time.medianMs),
        formatDuration(time.p90Ms),
        formatDuration(time.meanMs),
      ]),
    },
  };
}

type TimedRow = TaskRow & { readonly bucketStart: number };

function quantiles({ time: { count, medianMs, p90Ms } }: TaskRow): string {
  if (count < FEWEST) return `${plural(count, 'shipment')} so far, median ${formatDuration(medianMs)}.`;
  return `Half take less than ${formatDuration(medianMs)}, nine in ten less than ${formatDuration(p90Ms)}.`;
}

/** The slowest day stands for what the eye finds in the line. */
function trend(rows: readonly TimedRow[]): string {
  if (rows.length < 7) return '';
  const slowest = rows.reduce((most, row) => ((row.time.medianMs ?? 0) > (most.time.medianMs ?? 0) ? row : most));
  return `Slowest on ${formatDay(slowest.bucketStart)}, median ${formatDuration(slowest.time.medianMs)}.`;
}
