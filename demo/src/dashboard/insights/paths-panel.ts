import type { PathNode, PathsResult } from 'assay';
import { h } from '../../dom.js';
import { formatCount, formatDuration, formatShare, humanize } from '../../format.js';
import { flowChart } from '../charts/flow-chart.js';
import { choice, named } from '../choice.js';
import type { PanelContent } from '../panel.js';
import { insight } from './insight.js';
import type { Insight, Subject } from './subject.js';

const DEPTH = 4;
const TOP = 4;
const FLOWS = 5;
const GAP = '30m';

/** What people do after an event, or before it. */
export function pathsPanel(subject: Subject): Insight {
  const id = `${subject.prefix}paths`;
  const refresh = (): void => void made.refresh();
  const direction = choice(
    'Show what came',
    [
      { value: 'from', label: 'after' },
      { value: 'to', label: 'before' },
    ],
    'from',
    `${id}-direction`,
    refresh,
  );
  const event = choice('this event', named(subject.events), subject.events[0] ?? '', `${id}-event`, refresh);
  const made = insight({
    id,
    title: 'Where do people go?',
    note: `Each user’s first time, the ${DEPTH} things beside it with pauses of at most 30 minutes; repeats are one`,
    tools: h('div', { class: 'choices' }, direction.root, event.root),
    ask: () =>
      subject.query({
        paths: { [direction.value === 'to' ? 'to' : 'from']: event.value, per: 'user', gap: GAP, depth: DEPTH, top: TOP, flows: FLOWS },
      }),
    describe: (result) => describe(result, direction.value === 'to' ? 'before' : 'after', event.value),
  });
  return made;
}

const nameOf = ({ value, other, values }: PathNode): string =>
  other ? `${formatCount(values)} others` : humanize(String(value ?? 'none'));

function describe({ paths, nodes, links, flows }: PathsResult, side: 'after' | 'before', event: string): PanelContent | string {
  if (paths === 0) return 'Nobody has done this yet.';
  const top = flows[0];
  const words = (values: readonly unknown[]): string =>
    values.map((value) => humanize(String(value))).join(side === 'after' ? ' → ' : ' ← ');
  const share = (count: number): string => formatShare(count / paths);
  return {
    chart: h(
      'div',
      { class: 'flows' },
      flowChart({ nodes, links, nameOf, label: `What people did ${side} ${humanize(event)}` }),
      h(
        'ol',
        { class: 'flow-list', 'aria-label': 'The most frequent whole paths' },
        ...flows.map(({ values, count }) => h('li', {}, h('strong', {}, formatCount(count)), ` ${share(count)} `, words(values))),
      ),
    ),
    summary:
      top === undefined ? '' : `The most frequent of ${formatCount(paths)} paths, ${share(top.count)} of them: ${words(top.values)}.`,
    table: {
      columns: ['From', 'To', 'Step', 'Paths', 'Share', 'Median time'],
      rows: links.map(({ source, target, count, medianMs }) => [
        nameOf(nodes[source]!),
        nameOf(nodes[target]!),
        String(nodes[target]!.step),
        formatCount(count),
        share(count),
        formatDuration(medianMs),
      ]),
    },
  };
}
