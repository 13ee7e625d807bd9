import type { FunnelGroup, FunnelResult, MetricResult } from 'assay';
import { barChart } from '../dashboard/charts/bar-chart.js';
import { funnelChart, funnelSummary, funnelTable, type Seen } from '../dashboard/charts/funnel-chart.js';
import { intervalChart } from '../dashboard/charts/interval-chart.js';
import { insights } from '../dashboard/insights/insights.js';
import { liveQuery } from '../dashboard/live-query.js';
import { type PanelContent, panel, showQuery } from '../dashboard/panel.js';
import { h } from '../dom.js';
import { formatCount, formatDuration, formatShare, formatShareInterval, plural } from '../format.js';
import { funnelBuilder } from './funnel-builder.js';
import type { OpenedFile } from './open-file.js';
import { readReport } from './read-report.js';

const TOP = 12;
/** Names that begin so are the engine's own; they are events, but nobody's step. */
const INTERNAL = '$';
const GUESSED_STEPS = 7;
const GROUPS_SHOWN = 12;
const DAY_MS = 86_400_000;

/** What is in an opened file: how it was read, its events, and a funnel to put together. */
export async function fileResults(file: OpenedFile): Promise<HTMLElement> {
  const counts = await file.query({ metric: { aggregate: ['count', 'users'] }, by: '$event' });
  const events = byUsers(counts);
  const names = events.map(({ name }) => name);
  const builder = funnelBuilder({
    events: names,
    steps: await guessSteps(file, names),
    breakdowns: file.breakdowns,
    onChange: () => void refresh(),
  });
  const ask = (): Promise<FunnelResult> => {
    const { steps, within, by, preset } = builder.choice;
    return file.query({ funnel: { steps, within, preset }, ...(by === undefined ? {} : { by, maxGroups: GROUPS_SHOWN }) });
  };
  const funnel = liveQuery(ask);
  const more = insights({
    prefix: 'file-',
    events: names,
    properties: file.breakdowns,
    funnel: () => ({ steps: builder.choice.steps, within: builder.choice.within }),
    query: (query) => file.query(query),
    end: () => (file.span?.last ?? 0) + 1,
    recentDays: recentDays(file),
  });
  const refresh = async (): Promise<void> => void (await Promise.all([funnel.refresh(), more.refreshFunnel()]));

  const seen: Seen = new Map();
  const funnelTarget = panel({
    id: 'file-funnel',
    title: 'Funnel',
    note: `Users who did these in order, in ${file.name}`,
    tools: builder.root,
  });
  showQuery(funnelTarget, funnel, ({ steps }) => {
    seen.clear();
    return steps[0]?.count
      ? { chart: funnelChart(steps, seen), summary: funnelSummary(steps), table: funnelTable(steps) }
      : 'Nobody did the first of these steps.';
  });
  const groupsTarget = panel({ id: 'file-groups', title: 'Breakdown', note: 'Users who finished the funnel, of those who entered it' });
  showQuery(groupsTarget, funnel, describeGroups);
  const eventsTarget = panel({ id: 'file-events', title: 'Top events', note: 'By users, the most common first' });
  eventsTarget.show(
    events.length === 0 ? { status: 'empty', message: 'The file has no events.' } : { status: 'ready', content: describeEvents(events) },
  );
  await Promise.all([funnel.refresh(), more.refresh()]);
  return h(
    'div',
    { class: 'file-results', 'data-testid': 'file-results' },
    readReport(file),
    h('div', { class: 'panels' }, funnelTarget.root, groupsTarget.root, eventsTarget.root),
    more.root,
  );
}

/** The later half of the file's days; the earlier half is the period before. */
function recentDays({ span }: OpenedFile): number {
  const days = span === undefined ? 1 : Math.ceil((span.last - span.first + 1) / DAY_MS);
  return Math.max(1, Math.ceil(days / 2));
}

interface EventCount {
  readonly name: string;
  readonly count: number;
  readonly users: number;
}

function byUsers({ rows }: MetricResult): readonly EventCount[] {
  return rows
    .map(({ key, values }) => ({ name: String(key['$event'] ?? ''), count: values['count'] ?? 0, users: values['users'] ?? 0 }))
    .sort((a, b) => b.users - a.users || b.count - a.count);
}

/** The most common events, in the order in which most people come to them. */
async function guessSteps(file: OpenedFile, names: readonly string[]): Promise<readonly string[]> {
  const common = names.filter((name) => !name.startsWith(INTERNAL)).slice(0, GUESSED_STEPS);
  return common.length >= 2 ? file.inOrder(common) : [names[0] ?? '', names[1] ?? names[0] ?? ''];
}

function describeEvents(events: readonly EventCount[]): PanelContent {
  const total = events.reduce((sum, { count }) => sum + count, 0);
  return {
    chart: barChart(
      events.slice(0, TOP).map(({ name, count, users }, index) => ({
        label: name,
        value: users,
        cells: [formatCount(users), formatCount(count)],
        testId: `file-event-${index + 1}`,
      })),
      'Event',
      'Users',
      ['Users', 'Events'],
    ),
    summary: `${formatCount(total)} events under ${plural(events.length, 'name')}.`,
    table: {
      columns: ['Event', 'Users', 'Events'],
      rows: events.map(({ name, count, users }) => [name, formatCount(users), formatCount(count)]),
    },
  };
}

function describeGroups({ groups, groupsOmitted }: FunnelResult): PanelContent | string {
  const property = Object.keys(groups[0]?.key ?? {})[0];
  if (property === undefined) return 'Choose a property to break the funnel down by.';
  const nameOf = ({ key }: FunnelGroup): string => String(key[property] ?? '(none)');
  const share = ({ conversion }: FunnelGroup): string => formatShare(conversion.rate, conversion.low, conversion.high);
  return {
    chart: intervalChart({
      rows: groups.map((group) => ({
        label: nameOf(group),
        marker: 'circle',
        series: 1,
        value: group.conversion.rate,
        low: group.conversion.low,
        high: group.conversion.high,
        cells: [share(group), formatCount(group.conversion.trials), formatDuration(group.timeToConvert.medianMs)],
        testId: `file-group-${nameOf(group)}`,
      })),
      labelColumn: property,
      axis: '95% interval',
      columns: ['Rate', 'Entered', 'Median'],
      tick: (rate) => `${Math.round(rate * 100)}%`,
      limits: [0, 1],
    }),
    summary: groupsOmitted > 0 ? `The ${groups.length} largest groups; ${formatCount(groupsOmitted)} smaller ones are left out.` : '',
    table: {
      columns: [property, 'Entered', 'Finished', 'Rate', '95% interval', 'Median time'],
      rows: groups.map((group) => [
        nameOf(group),
        formatCount(group.conversion.trials),
        formatCount(group.conversion.successes),
        share(group),
        formatShareInterval(group.conversion.low, group.conversion.high),
        formatDuration(group.timeToConvert.medianMs),
      ]),
    },
  };
}
