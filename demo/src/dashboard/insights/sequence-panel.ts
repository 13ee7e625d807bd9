import type { SequenceResult } from 'assay';
import { h } from '../../dom.js';
import { formatCount, formatShare, formatShareInterval, humanize, plural } from '../../format.js';
import { barChart } from '../charts/bar-chart.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

const WITHIN = [
  { value: '600', label: '10 minutes' },
  { value: '3600', label: 'an hour' },
  { value: '86400', label: 'a day' },
] as const;

/** Who did one thing and then another soon after, and how often. */
export function sequencePanel(subject: Subject): Insight {
  const id = `${subject.prefix}sequence`;
  const refresh = (): void => void made.refresh();
  const [one = '', other = one] = subject.events;
  const first = choice('After', named(subject.events), one, `${id}-first`, refresh);
  const second = choice('comes', named(subject.events), other, `${id}-second`, refresh);
  const within = choice('within', WITHIN, '3600', `${id}-within`, refresh);
  const time = (): string => WITHIN.find(({ value }) => value === within.value)?.label ?? '';
  const made = insight({
    id,
    title: 'What follows what?',
    note: 'Users who did the one and then the other within the time, and how often, whatever else they did in between',
    tools: h('div', { class: 'choices' }, first.root, second.root, within.root),
    ask: () => subject.query({ sequence: { conditions: [first.value, second.value], pattern: `(?1)(?t<=${within.value})(?2)` } }),
    describe: (result) => describe(result, { first: first.value, second: second.value, within: time(), id }),
  });
  return made;
}

interface Asked {
  readonly first: string;
  readonly second: string;
  readonly within: string;
  readonly id: string;
}

function describe({ matched, matches, conditions }: SequenceResult, { first, second, within, id }: Asked): PanelContent | string {
  const did = conditions[0]?.users ?? 0;
  if (matched === null || matched.trials === 0) return 'Nobody has done either yet.';
  const rows = [
    { label: humanize(first), users: did, testId: `${id}-did-first` },
    { label: humanize(second), users: conditions[1]?.users ?? 0, testId: `${id}-did-second` },
    { label: `The one, then the other within ${within}`, users: matched.successes, testId: `${id}-did-both` },
  ];
  const share = formatShare(matched.rate, matched.low, matched.high);
  return {
    chart: barChart(
      rows.map(({ label, users, testId }) => ({
        label,
        value: users,
        cells: [formatCount(users), formatShare(users / matched.trials)],
        testId,
      })),
      'Users who did',
      'Users',
      ['Users', 'Share'],
    ),
    summary: `${share} of who did either (95% interval ${formatShareInterval(matched.low, matched.high)}) did the one and then the other within ${within}: ${plural(matches ?? 0, 'time')}.`,
    table: {
      columns: ['Users who did', 'Users', 'Share of who did either'],
      rows: rows.map(({ label, users }) => [label, formatCount(users), formatShare(users / matched.trials)]),
    },
  };
}
