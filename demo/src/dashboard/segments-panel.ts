import type { FunnelGroup, FunnelResult } from 'assay';
import { h, uniqueId } from '../dom.js';
import { BROWSERS, COMPANY_SIZES, ROLES } from '../events.js';
import { formatCount, formatDuration, formatShare, formatShareInterval, humanize } from '../format.js';
import { intervalChart } from './charts/interval-chart.js';
import { type PanelContent, panel, showQuery } from './panel.js';
import { DIMENSIONS, type Dimension, type Queries } from './queries.js';

const ORDER: Readonly<Record<Dimension, readonly string[]>> = { role: ROLES, company_size: COMPANY_SIZES, browser: BROWSERS };

/** Who completes shipments and who does not: by role, company size or browser. */
export function segmentsPanel(queries: Queries): HTMLElement {
  const choose = (property: Dimension): void => {
    queries.dimension = property;
    void queries.segments.refresh();
  };
  const target = panel({
    id: 'segments',
    title: 'Who completes shipments?',
    note: 'Visitors who completed a shipment, of those who started one',
    tools: dimensionChoice(queries.dimension, choose),
  });
  showQuery(target, queries.segments, describe);
  return target.root;
}

function dimensionChoice(current: Dimension, choose: (property: Dimension) => void): HTMLElement {
  const name = uniqueId('segment');
  return h(
    'fieldset',
    { class: 'switch' },
    h('legend', { class: 'visually-hidden' }, 'Break down by'),
    ...DIMENSIONS.map(({ property, label }) =>
      h(
        'label',
        { class: 'switch-option' },
        h('input', {
          type: 'radio',
          name,
          value: property,
          checked: property === current,
          'data-testid': `segment-by-${property}`,
          onchange: () => choose(property),
        }),
        h('span', {}, label),
      ),
    ),
  );
}

function describe({ groups }: FunnelResult): PanelContent | string {
  const property = DIMENSIONS.map((each) => each.property).find((each) => groups[0] !== undefined && each in groups[0].key);
  if (property === undefined) return 'Nobody has started a shipment yet.';
  const nameOf = ({ key }: FunnelGroup): string => String(key[property] ?? 'unknown');
  const rank = (group: FunnelGroup): number => ORDER[property].indexOf(nameOf(group));
  const sorted = groups.toSorted((a, b) => rank(a) - rank(b));
  const rated = sorted.filter(({ conversion }) => conversion.rate !== null).sort((a, b) => b.conversion.rate! - a.conversion.rate!);
  const [best, worst] = [rated[0], rated.at(-1)];
  const words = (group: FunnelGroup): string =>
    `${label(property, nameOf(group))} (${formatShare(group.conversion.rate, group.conversion.low, group.conversion.high)})`;
  return {
    chart: intervalChart({
      rows: sorted.map((group) => ({
        label: label(property, nameOf(group)),
        marker: 'circle',
        series: 1,
        value: group.conversion.rate,
        low: group.conversion.low,
        high: group.conversion.high,
        cells: [
          formatShare(group.conversion.rate, group.conversion.low, group.conversion.high),
          formatCount(group.conversion.trials),
          formatDuration(group.timeToConvert.medianMs),
        ],
        testId: `segment-${nameOf(group)}`,
      })),
      labelColumn: DIMENSIONS.find((each) => each.property === property)!.label,
      axis: '95% interval',
      columns: ['Rate', 'Started', 'Median'],
      tick: (rate) => `${Math.round(rate * 100)}%`,
      limits: [0, 1],
    }),
    summary: best === undefined || worst === undefined || best === worst ? '' : `Highest: ${words(best)}. Lowest: ${words(worst)}.`,
    table: {
      columns: [humanize(property), 'Started', 'Completed', 'Rate', '95% interval', 'Median time', 'p90 time'],
      rows: sorted.map((group) => [
        nameOf(group),
        formatCount(group.conversion.trials),
        formatCount(group.conversion.successes),
        formatShare(group.conversion.rate, group.conversion.low, group.conversion.high),
        formatShareInterval(group.conversion.low, group.conversion.high),
        formatDuration(group.timeToConvert.medianMs),
        formatDuration(group.timeToConvert.p90Ms),
      ]),
    },
  };
}

function label(property: Dimension, value: string): string {
  return property === 'company_size' ? `${value} people` : humanize(value);
}
