import type { LifecycleResult, LifecycleRow } from 'assay';
import { h } from '../../dom.js';
import { formatCount } from '../../format.js';
import { stackedChart } from '../charts/stacked-chart.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { formatLocalDay, formatPeriodStart, viewerZone } from '../zone.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

type Kind = 'new' | 'returning' | 'resurrecting' | 'dormant';

/** Most periods shown; the latest ones. */
const MOST = 31;

/** Where a period's users come from, and how many fall silent. */
export function lifecyclePanel(subject: Subject): Insight {
  const id = `${subject.prefix}lifecycle`;
  const period = choice(
    'Every',
    named(['day', 'week']),
    subject.recentDays >= 7 ? 'week' : 'day',
    `${id}-period`,
    () => void made.refresh(),
  );
  const unit = (): 'day' | 'week' => (period.value === 'day' ? 'day' : 'week');
  const made = insight({
    id,
    title: 'Is the audience growing?',
    note: 'Users per period: new, here before too, back after a pause; below the line those who fell silent',
    tools: h('div', { class: 'choices' }, period.root),
    ask: () => subject.query({ lifecycle: { period: unit() }, zone: viewerZone }),
    describe: (result) => describe(result, unit(), id),
  });
  return made;
}

function describe({ rows }: LifecycleResult, period: 'day' | 'week', id: string): PanelContent | string {
  if (rows.length === 0) return 'Nobody has come yet.';
  const shown = rows.slice(-MOST);
  const last = shown.findLast(({ complete }) => complete) ?? shown.at(-1)!;
  const values = (kind: Kind): readonly number[] => shown.map((row) => row[kind]);
  return {
    chart: stackedChart({
      labels: shown.map(({ periodStart }) => formatLocalDay(periodStart)),
      series: [
        { name: 'New', series: 1, values: values('new') },
        { name: 'Returning', series: 3, values: values('returning') },
        { name: 'Back after a pause', series: 2, values: values('resurrecting') },
        { name: 'Fell silent', series: 4, values: values('dormant'), below: true },
      ],
      describe: (index) => sentence(shown[index]!, period),
      testId: `${id}-chart`,
    }),
    summary: sentence(last, period),
    table: {
      columns: ['From', 'New', 'Returning', 'Back after a pause', 'Fell silent', 'Over'],
      rows: shown.map((row) => [
        formatPeriodStart(row.periodStart, period),
        formatCount(row.new),
        formatCount(row.returning),
        formatCount(row.resurrecting),
        formatCount(row.dormant),
        row.complete ? 'yes' : 'not yet',
      ]),
    },
  };
}

function sentence(row: LifecycleRow, period: 'day' | 'week'): string {
  const when = formatPeriodStart(row.periodStart, period);
  return `${when}${row.complete ? '' : ' (not over yet)'}: ${formatCount(row.new)} new, ${formatCount(row.returning)} returning, ${formatCount(row.resurrecting)} back after a pause, ${formatCount(row.dormant)} fell silent.`;
}
