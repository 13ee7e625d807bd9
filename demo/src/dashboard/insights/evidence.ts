import type { FunnelResult, FunnelStepResult } from 'assay';
import { formatCount, formatShare, formatShareInterval, humanize } from '../../format.js';
import { heatTable } from '../charts/heat-table.js';
import { niceTicks } from '../charts/scale.js';
import { trendChart } from '../charts/trend-chart.js';
import { type LiveQuery, liveQuery } from '../live-query.js';
import { type PanelContent, panel, showQuery } from '../panel.js';
import { formatLocalDay, viewerZone } from '../zone.js';
import type { Insight, Subject } from './subject.js';

const SAMPLES = 5;
/** The chart leaves out a day whose interval is wider than this share. */
const WIDEST_INTERVAL = 0.4;
const DAY_MS = 86_400_000;

/** Why people leave the funnel, and whether it gets better: two panels of one answer. */
export function evidencePanels(subject: Subject): readonly [reasons: Insight, entryTrend: Insight] {
  const query = liveQuery(() =>
    subject.query({ funnel: { ...subject.funnel(), trend: 'day', reasons: true, samples: SAMPLES }, zone: viewerZone }),
  );
  // The first one asks for both.
  return [reasonsPanel(subject.prefix, query), { root: entryTrendPanel(subject.prefix, query), refresh: async () => undefined }];
}

function reasonsPanel(prefix: string, query: LiveQuery<FunnelResult>): Insight {
  const target = panel({
    id: `${prefix}reasons`,
    title: 'Why do people leave the funnel?',
    note: 'Of those who stopped at a step: what ended it, and what they did next',
  });
  showQuery(target, query, (result) => describeReasons(result, `${prefix}reasons`));
  return { root: target.root, refresh: () => query.refresh() };
}

function describeReasons({ steps, convertedUsers = [] }: FunnelResult, id: string): PanelContent | string {
  const stops = steps.slice(0, -1).flatMap((step) => (step.dropReasons === undefined ? [] : [{ step, reasons: step.dropReasons }]));
  const total = (reasons: (typeof stops)[number]['reasons']): number =>
    reasons.window + reasons.exclusion + reasons.order + reasons.noNextEvent;
  const worst = stops.toSorted((a, b) => total(b.reasons) - total(a.reasons))[0];
  if (worst === undefined || total(worst.reasons) === 0) return 'Nobody has left the funnel yet.';
  const nextOf = (reasons: (typeof stops)[number]['reasons'], most: number): string =>
    reasons.nextEvents.length === 0
      ? 'nothing'
      : reasons.nextEvents
          .slice(0, most)
          .map(({ event, count }) => `${humanize(event)} ${formatCount(count)}`)
          .join(', ');
  return {
    chart: heatTable({
      caption: 'Why people leave the funnel',
      corner: 'Stopped at',
      columns: ['Users', 'Time was over', 'May still go on', 'Did next, most often'],
      rows: stops.map(({ step, reasons }, index) => ({
        name: step.step,
        cells: [
          { text: formatCount(total(reasons)), heat: total(reasons) / Math.max(1, total(worst.reasons)) },
          { text: formatCount(reasons.window) },
          { text: formatCount(reasons.noNextEvent) },
          { text: nextOf(reasons, 3) },
        ],
        testId: `${id}-${index + 1}`,
      })),
    }),
    summary: `Most stop at “${worst.step.step}”: ${formatCount(total(worst.reasons))}. Next they did: ${nextOf(worst.reasons, 1)}.`,
    table: {
      columns: ['Stopped at', 'Users', 'Time was over', 'Excluded', 'Other order', 'May still go on', 'What came next', 'Such as'],
      rows: [
        ...stops.map(({ step, reasons }) => [
          step.step,
          ...[total(reasons), reasons.window, reasons.exclusion, reasons.order, reasons.noNextEvent].map(formatCount),
          nextOf(reasons, 10),
          samplesOf(step),
        ]),
        ['Finished', formatCount(steps.at(-1)?.count ?? 0), '', '', '', '', '', convertedUsers.join(', ')],
      ],
    },
  };
}

const samplesOf = ({ droppedUsers = [] }: FunnelStepResult): string => droppedUsers.join(', ');

function entryTrendPanel(prefix: string, query: LiveQuery<FunnelResult>): HTMLElement {
  const target = panel({
    id: `${prefix}entry-trend`,
    title: 'Does the funnel get better?',
    note: `Share who finished, by the day they entered (${viewerZone}), with 95% intervals`,
  });
  showQuery(target, query, describeTrend);
  return target.root;
}

function describeTrend({ trend = [], conversion }: FunnelResult): PanelContent | string {
  if (trend.length === 0) return 'Nobody has entered the funnel yet.';
  const width = ({ conversion: { low, high } }: (typeof trend)[number]): number => (high ?? 1) - (low ?? 0);
  const telling = trend.filter((row) => width(row) <= WIDEST_INTERVAL);
  const shown = telling.length > 0 ? telling : trend;
  const byDay = new Map(trend.map((row) => [row.bucketStart, row.conversion]));
  const ticks = niceTicks(
    Math.min(...shown.map((row) => row.conversion.low ?? 0)),
    Math.max(...shown.map((row) => row.conversion.high ?? 1)),
    4,
  );
  return {
    chart: trendChart({
      series: [
        {
          name: 'Finished',
          series: 1,
          marker: 'circle',
          points: shown.map(({ bucketStart, conversion: { rate, low, high } }) => ({ day: bucketStart, value: rate, low, high })),
        },
      ],
      ticks: ticks.filter((value) => value > -1e-9 && value < 1 + 1e-9),
      tick: (rate) => `${Math.round(rate * 100)}%`,
      describe: (day) => {
        const found = byDay.get(day);
        return found === undefined
          ? formatLocalDay(day)
          : `${formatLocalDay(day)}: ${formatCount(found.successes)} of ${formatCount(found.trials)}`;
      },
      // The day on which clocks are set back.
      periods: { label: formatLocalDay, longestMs: DAY_MS + 3_600_000 },
    }),
    summary: `${formatCount(conversion.successes)} of ${formatCount(conversion.trials)} who entered finished (${formatShare(conversion.rate, conversion.low, conversion.high)}), on ${formatCount(trend.length)} days.`,
    table: {
      columns: ['Entered on', 'Entered', 'Finished', 'Rate', '95% interval'],
      rows: trend.map(({ bucketStart, conversion: each }) => [
        formatLocalDay(bucketStart),
        formatCount(each.trials),
        formatCount(each.successes),
        formatShare(each.rate, each.low, each.high),
        formatShareInterval(each.low, each.high),
      ]),
    },
  };
}
