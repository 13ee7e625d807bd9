import type { MetricResult } from 'assay';
import { FIELD_LABELS, type FieldName } from '../events.js';
import { formatCount, humanize } from '../format.js';
import { barChart } from './charts/bar-chart.js';
import type { LiveQuery } from './live-query.js';
import { type PanelContent, panel, showQuery } from './panel.js';

/** Which fields people get wrong. */
export function errorsPanel(query: LiveQuery<MetricResult>): HTMLElement {
  const target = panel({ id: 'errors', title: 'Which fields go wrong?', note: 'Values that a form refused' });
  showQuery(target, query, describe);
  return target.root;
}

function describe(result: MetricResult): PanelContent | string {
  const fields = result.rows
    .map(({ key, values }) => ({ field: String(key['field'] ?? 'unknown'), count: values['count'] ?? 0, users: values['users'] ?? 0 }))
    .sort((a, b) => b.count - a.count || (a.field < b.field ? -1 : 1));
  const worst = fields[0];
  if (worst === undefined) return 'No form has refused anything yet.';
  const total = fields.reduce((sum, { count }) => sum + count, 0);
  return {
    chart: barChart(
      fields.map(({ field, count, users }) => ({
        label: labelOf(field),
        value: count,
        cells: [formatCount(count), formatCount(users)],
        testId: `error-row-${field}`,
      })),
      'Field',
      'Errors',
      ['Errors', 'Visitors'],
    ),
    summary: `${formatCount(total)} errors in ${formatCount(fields.length)} fields, ${formatCount(worst.count)} of them in “${labelOf(worst.field)}”.`,
    table: {
      columns: ['Field', 'Errors', 'Visitors'],
      rows: fields.map(({ field, count, users }) => [field, formatCount(count), formatCount(users)]),
    },
  };
}

function labelOf(field: string): string {
  return field in FIELD_LABELS ? FIELD_LABELS[field as FieldName] : humanize(field);
}
