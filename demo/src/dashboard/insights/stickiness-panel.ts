import type { StickinessResult } from 'assay';
import { formatCount, formatShare, formatShareInterval, plural } from '../../format.js';
import { barChart } from '../charts/bar-chart.js';
import type { PanelContent } from '../panel.js';
import { formatLocalDay, viewerZone } from '../zone.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

const WINDOWS = [7, 28] as const;
/** Rows of the histogram; the rest is one row. */
const MOST = 8;

/** On how many days people are here. */
export function stickinessPanel(subject: Subject): Insight {
  const id = `${subject.prefix}stickiness`;
  return insight({
    id,
    title: 'Does it become a habit?',
    note: 'Users by the number of days on which they did anything',
    ask: () => subject.query({ stickiness: { windows: WINDOWS }, zone: viewerZone }),
    describe: (result) => describe(result, id),
  });
}

function describe({ users, shares, rows }: StickinessResult, id: string): PanelContent | string {
  if (users === 0) return 'Nobody has come yet.';
  const shown = shares.slice(0, MOST);
  const rest = shares[MOST]?.atLeast;
  const bars = [
    ...shown.map(({ periods, exactly }) => ({ label: plural(periods, 'day'), share: exactly })),
    ...(rest === undefined ? [] : [{ label: `${MOST + 1} days or more`, share: rest }]),
  ];
  const lastDay = rows.findLast(({ complete }) => complete) ?? rows.at(-1);
  const repeated = shares[1]?.atLeast;
  return {
    chart: barChart(
      bars.map(({ label, share }, index) => ({
        label,
        value: share.successes,
        cells: [formatCount(share.successes), formatShare(share.rate, share.low, share.high)],
        testId: `${id}-days-${index + 1}`,
      })),
      'Active on',
      'Users',
      ['Users', 'Share'],
    ),
    summary: [
      repeated === undefined
        ? 'Nobody has come on a second day.'
        : `${formatShare(repeated.rate, repeated.low, repeated.high)} came on two days or more (95% interval ${formatShareInterval(repeated.low, repeated.high)}).`,
      ...(lastDay === undefined ? [] : [windowsText(lastDay)]),
    ].join(' '),
    table: {
      columns: ['Day', 'Active users', ...WINDOWS.flatMap((days) => [`Last ${days} days`, `Of those, on the day`])],
      rows: rows.map((row) => [
        formatLocalDay(row.periodStart),
        formatCount(row.users),
        ...row.windows.flatMap(({ users: active, stickiness }) => [
          formatCount(active),
          formatShare(stickiness.rate, stickiness.low, stickiness.high),
        ]),
      ]),
    },
  };
}

function windowsText({ periodStart, windows }: StickinessResult['rows'][number]): string {
  const parts = windows.map(
    ({ periods, stickiness: { rate, low, high } }) => `${formatShare(rate, low, high)} of those of the last ${periods} days`,
  );
  return `On ${formatLocalDay(periodStart)} there were ${parts.join(' and ')}.`;
}
