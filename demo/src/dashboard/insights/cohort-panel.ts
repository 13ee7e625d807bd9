import type { CohortDefinition, CohortResult, Proportion } from 'assay';
import { h } from '../../dom.js';
import { formatCount, formatShare, formatShareInterval, plural } from '../../format.js';
import { barChart } from '../charts/bar-chart.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

const TIMES = [1, 2, 3, 5, 10] as const;
const DAY_MS = 86_400_000;

interface Cohorts {
  /** In the order of `TIMES`. */
  readonly often: readonly CohortResult[];
  readonly lapsed: CohortResult;
}

/** Who did something often, and who no longer does: cohorts by definition, as any query takes them. */
export function cohortPanel(subject: Subject): Insight {
  const id = `${subject.prefix}cohort`;
  const event = choice('Who did', named(subject.events), subject.events[0] ?? '', `${id}-event`, () => void made.refresh());
  const size = (cohort: CohortDefinition): Promise<CohortResult> => subject.query({ cohort });
  const ask = async (): Promise<Cohorts> => {
    const did = event.value;
    const lately = { start: subject.end() - subject.recentDays * DAY_MS };
    const [lapsed, ...often] = await Promise.all([
      size({ all: [{ did }, { not: { did, range: lately } }] }),
      ...TIMES.map((times) => size({ did, times })),
    ]);
    return { often, lapsed };
  };
  const made = insight({
    id,
    title: 'Who are the regulars?',
    note: `Users by how often they did it, and those who did not in the last ${plural(subject.recentDays, 'day')}`,
    tools: h('div', { class: 'choices' }, event.root),
    ask,
    describe: (cohorts) => describe(cohorts, subject.recentDays, id),
  });
  return made;
}

function describe({ often, lapsed }: Cohorts, days: number, id: string): PanelContent | string {
  const ever = often[0]?.size;
  if (ever === undefined || ever.successes === 0) return 'Nobody has done this yet.';
  const rows: readonly { readonly label: string; readonly size: Proportion; readonly testId: string }[] = [
    ...often.map(({ size }, i) => ({ label: `${plural(TIMES[i] ?? 0, 'time')} or more`, size, testId: `${id}-times-${TIMES[i]}` })),
    { label: `Not in the last ${plural(days, 'day')}`, size: lapsed.size, testId: `${id}-lapsed` },
  ];
  const twice = often[1]?.size;
  return {
    chart: barChart(
      rows.map(({ label, size, testId }) => ({
        label,
        value: size.successes,
        cells: [formatCount(size.successes), formatShare(size.rate, size.low, size.high)],
        testId,
      })),
      'Did it',
      'Users',
      ['Users', 'Of all'],
    ),
    summary: `${formatShare(ever.rate, ever.low, ever.high)} of ${formatCount(ever.trials)} users have done it (95% interval ${formatShareInterval(ever.low, ever.high)}), ${formatCount(twice?.successes ?? 0)} of them more than once; ${formatCount(lapsed.size.successes)} not in the last ${plural(days, 'day')}.`,
    table: {
      columns: ['Did it', 'Users', 'Of all users'],
      rows: rows.map(({ label, size }) => [label, formatCount(size.successes), formatShare(size.rate, size.low, size.high)]),
    },
  };
}
