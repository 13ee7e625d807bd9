import type { FunnelResult } from 'assay';
import { funnelChart, funnelSummary, funnelTable, type Seen } from './charts/funnel-chart.js';
import type { LiveQuery } from './live-query.js';
import { panel, showQuery } from './panel.js';

/** Who gets how far in creating a shipment. */
export function funnelPanel(query: LiveQuery<FunnelResult>): HTMLElement {
  const seen: Seen = new Map();
  const target = panel({
    id: 'funnel',
    title: 'Shipment funnel',
    note: 'Visitors who reached each step in order, within 1 hour of starting',
  });
  showQuery(target, query, ({ steps }) =>
    steps[0]?.count
      ? { chart: funnelChart(steps, seen), summary: funnelSummary(steps), table: funnelTable(steps) }
      : 'Nobody has started a shipment yet. Create one, or simulate visitors.',
  );
  return target.root;
}
