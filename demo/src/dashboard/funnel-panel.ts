import { funnelChart, funnelSummary, funnelTable, type Seen } from './charts/funnel-chart.js';
import { choice } from './choice.js';
import { PRESETS, type PresetName } from './insights/presets-panel.js';
import { panel, showQuery } from './panel.js';
import type { Queries } from './queries.js';

/** Who gets how far in creating a shipment, by the rules of one product or another. */
export function funnelPanel(queries: Queries): HTMLElement {
  const seen: Seen = new Map();
  const rules = choice('Rules of', PRESETS, queries.preset, 'funnel-preset', () => {
    queries.preset = rules.value as PresetName;
    seen.clear();
    void queries.funnel.refresh();
  });
  const target = panel({
    id: 'funnel',
    title: 'Who gets how far with a shipment?',
    note: 'Visitors who reached each step in order, within 1 hour of starting',
    tools: rules.root,
  });
  showQuery(target, queries.funnel, ({ steps }) =>
    steps[0]?.count
      ? { chart: funnelChart(steps, seen), summary: funnelSummary(steps), table: funnelTable(steps) }
      : 'Nobody has started a shipment yet. Create one, or simulate visitors.',
  );
  return target.root;
}
