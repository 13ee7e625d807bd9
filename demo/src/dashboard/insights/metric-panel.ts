import type { BucketUnit, FormulaQuery, MetricQuery, MetricResult } from 'assay';
import { h } from '../../dom.js';
import { humanize, plural } from '../../format.js';
import { niceTicks } from '../charts/scale.js';
import { type TrendSeries, trendChart } from '../charts/trend-chart.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { formatLocalDay, localMidnight, viewerZone } from '../zone.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

/** Groups drawn; as many as there are colours. */
const GROUPS = 4;
const MARKERS = ['circle', 'square', 'diamond', 'triangle'] as const;
const DAY_MS = 86_400_000;
const LONGEST_MS: Readonly<Record<string, number>> = {
  day: DAY_MS + 3_600_000,
  week: 7 * DAY_MS + 3_600_000,
  month: 31 * DAY_MS + 3_600_000,
};
const numbers = new Intl.NumberFormat('en', { maximumFractionDigits: 2 });

/** A formula that the panel offers beside counts. */
export interface Ratio {
  readonly label: string;
  readonly formula: FormulaQuery['formula'];
}

/** A number over time, now and before, or by a property. */
export function metricPanel(subject: Subject, ratio: Ratio | undefined): Insight {
  const id = `${subject.prefix}metric`;
  const refresh = (): void => void made.refresh();
  const measures = [
    { value: 'users', label: 'Users' },
    { value: 'count', label: 'Events' },
    { value: 'per_user', label: 'Events per user' },
    ...(ratio === undefined ? [] : [{ value: 'ratio', label: ratio.label }]),
  ];
  const measure = choice('Show', measures, 'users', `${id}-measure`, refresh);
  const by = choice('By', [{ value: '', label: 'everybody' }, ...named(subject.properties)], '', `${id}-by`, refresh);
  const bucket = choice('Every', named(['day', 'week', 'month']), 'day', `${id}-bucket`, refresh);
  const ask = (): Promise<MetricResult> => {
    const end = localMidnight(subject.end() - 1, 1);
    const scope = {
      bucket: bucket.value as BucketUnit,
      zone: viewerZone,
      range: { start: localMidnight(end, -subject.recentDays), end },
      compare: 'previous',
      ...(by.value === '' ? {} : { by: by.value, maxGroups: GROUPS }),
    } as const;
    if (ratio !== undefined && measure.value === 'ratio') return subject.query({ formula: ratio.formula, ...scope });
    const aggregate = measure.value as 'users' | 'count' | 'per_user';
    return subject.query({ metric: { aggregate }, ...scope } satisfies MetricQuery);
  };
  const made = insight({
    id,
    title: 'How does it change over time?',
    note: `The last ${plural(subject.recentDays, 'day')} against the ${plural(subject.recentDays, 'day')} before, by the calendar of ${viewerZone}`,
    tools: h('div', { class: 'choices' }, measure.root, by.root, bucket.root),
    ask,
    describe: (result) =>
      describe(result, {
        value: measure.value === 'ratio' ? 'value' : measure.value,
        label: measures.find(({ value }) => value === measure.value)?.label ?? '',
        by: by.value,
        unit: bucket.value,
      }),
  });
  return made;
}

interface Shown {
  /** The value's name in the rows. */
  readonly value: string;
  readonly label: string;
  /** `""`: no breakdown. */
  readonly by: string;
  readonly unit: string;
}

function describe({ rows, groupsOmitted }: MetricResult, shown: Shown): PanelContent | string {
  if (rows.length === 0) return 'Nothing has happened lately.';
  const points = rows.map(({ key, bucketStart = 0, values, previous, change }) => ({
    group: shown.by === '' ? '' : String(key[shown.by] ?? 'none'),
    day: bucketStart,
    value: values[shown.value] ?? null,
    previous: previous?.[shown.value] ?? null,
    change: change?.[shown.value] ?? null,
  }));
  const groups = [...new Set(points.map(({ group }) => group))];
  const all = points.flatMap(({ value, previous }) => [value ?? 0, shown.by === '' ? (previous ?? 0) : 0]);
  const text = (value: number | null): string => (value === null ? '–' : numbers.format(value));
  const series: readonly TrendSeries[] =
    shown.by === ''
      ? [
          { name: shown.label, series: 1, marker: 'circle', points },
          {
            name: 'The period before',
            series: 2,
            marker: 'square',
            dashed: true,
            points: points.map(({ day, previous }) => ({ day, value: previous })),
          },
        ]
      : groups.map((group, index) => ({
          name: humanize(group),
          series: index + 1,
          marker: MARKERS[index % MARKERS.length]!,
          points: points.filter((point) => point.group === group),
        }));
  return {
    chart: trendChart({
      series,
      ticks: niceTicks(0, Math.max(...all, 1), 4),
      tick: text,
      describe: (day) =>
        `${formatLocalDay(day)}: ${points
          .filter((point) => point.day === day)
          .map(({ group, value, previous }) => `${group === '' ? '' : `${humanize(group)} `}${text(value)} (before ${text(previous)})`)
          .join(', ')}`,
      periods: { label: formatLocalDay, longestMs: LONGEST_MS[shown.unit] ?? DAY_MS },
    }),
    summary: `${shown.label}, by ${shown.unit}: ${latest(points, text)}${groupsOmitted > 0 ? ` ${plural(groupsOmitted, 'smaller group')} left out.` : ''}`,
    table: {
      columns: ['From', ...(shown.by === '' ? [] : [humanize(shown.by)]), shown.label, 'Period before', 'Change'],
      rows: points.map(({ group, day, value, previous, change }) => [
        formatLocalDay(day),
        ...(shown.by === '' ? [] : [group]),
        text(value),
        text(previous),
        change === null ? '–' : `${change < 0 ? '−' : '+'}${Math.abs(change * 100).toFixed(0)}%`,
      ]),
    },
  };
}

type Point = { readonly group: string; readonly value: number | null; readonly previous: number | null };

/** The highest value stands for what the eye finds in the line. */
function latest(points: readonly (Point & { readonly day: number })[], text: (value: number | null) => string): string {
  const highest = points.reduce((most, point) => ((point.value ?? 0) > (most.value ?? 0) ? point : most));
  const whose = highest.group === '' ? '' : `${humanize(highest.group)}, `;
  return `highest ${text(highest.value)} on ${whose}${formatLocalDay(highest.day)}, the period before had ${text(highest.previous)} there.`;
}
