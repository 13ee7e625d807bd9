import type { Period, RetentionCell, RetentionColumn, RetentionResult } from 'assay';
import { h } from '../../dom.js';
import { formatCount, formatShare, formatShareInterval } from '../../format.js';
import { type HeatCell, heatTable } from '../charts/heat-table.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { formatPeriodStart, viewerZone } from '../zone.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

const COLUMNS: Readonly<Record<'day' | 'week', number>> = { day: 8, week: 5 };
/** Cohorts shown; the latest ones. */
const MOST_COHORTS = 10;

/** Who comes back, by when they first came. */
export function retentionPanel(subject: Subject): Insight {
  const id = `${subject.prefix}retention`;
  const refresh = (): void => void made.refresh();
  const event = choice('Who did', named(subject.events), subject.events[0] ?? '', `${id}-event`, refresh);
  const period = choice('Every', named(['week', 'day']), subject.recentDays >= 7 ? 'week' : 'day', `${id}-period`, refresh);
  const unit = (): 'day' | 'week' => (period.value === 'day' ? 'day' : 'week');
  const made = insight({
    id,
    title: 'Who comes back?',
    note: 'Of those who first came in a period, who did the same again later',
    tools: h('div', { class: 'choices' }, event.root, period.root),
    ask: () =>
      subject.query({
        retention: { start: event.value, return: event.value, period: unit(), periods: COLUMNS[unit()] },
        zone: viewerZone,
      }),
    describe: (result) => describe(result, unit(), id),
  });
  return made;
}

function describe({ columns, rows, total }: RetentionResult, period: Period, id: string): PanelContent | string {
  if (rows.length === 0) return 'Nobody has come yet.';
  const shown = rows.slice(-MOST_COHORTS);
  const titles = columns.map((column) => columnTitle(column, period));
  const lines = [
    { name: 'Everybody', users: total.users, cells: total.cells },
    ...shown.map((row) => ({ name: formatPeriodStart(row.cohortStart, period), users: row.users, cells: row.cells })),
  ];
  const second = total.cells[1]?.retention;
  return {
    chart: heatTable({
      caption: 'Shares of users who came back',
      corner: 'First came',
      columns: ['Users', ...titles],
      rows: lines.map(({ name, users, cells }, index) => ({
        name,
        cells: [{ text: formatCount(users) }, ...cells.map(heatCell)],
        testId: index === 0 ? `${id}-total` : `${id}-row-${index}`,
      })),
    }),
    summary:
      second === undefined || second.rate === null
        ? `${formatCount(total.users)} users; no ${period} after their first is over yet.`
        : `${formatShare(second.rate, second.low, second.high)} come back in the ${period} after their first (95% interval ${formatShareInterval(second.low, second.high)}).`,
    table: {
      columns: ['First came', 'Users', ...titles.flatMap((title) => [title, `${title}: of`])],
      rows: lines.map(({ name, users, cells }) => [
        name,
        formatCount(users),
        ...cells.flatMap(({ retention }) => [formatCount(retention.successes), formatCount(retention.trials)]),
      ]),
    },
  };
}

function columnTitle({ first }: RetentionColumn, period: Period): string {
  return `${period === 'week' ? 'Week' : 'Day'} ${first}`;
}

function heatCell({ retention, complete }: RetentionCell): HeatCell {
  if (retention.rate === null) return { text: '–', title: 'not over yet' };
  const share = `${(retention.rate * 100).toFixed(retention.trials < 100 ? 0 : 1)}%`;
  return {
    // An unfinished column tells of those for whom it is over.
    text: complete ? share : `${share}*`,
    heat: retention.rate,
    title: `${formatCount(retention.successes)} of ${formatCount(retention.trials)}${complete ? '' : ', for whom the period is over'}`,
  };
}
