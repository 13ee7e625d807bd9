import { h } from '../dom.js';
import { fileTab } from '../file/file-tab.js';
import { trueConversion } from '../traffic/truth.js';
import type { Workspace } from '../workspace.js';
import { completionPanel } from './completion-panel.js';
import { errorsPanel } from './errors-panel.js';
import { funnelPanel } from './funnel-panel.js';
import { insights } from './insights/insights.js';
import { DIMENSIONS, openQueries, STEPS, WITHIN } from './queries.js';
import { refresher } from './refresher.js';
import { segmentsPanel } from './segments-panel.js';
import { simulateControl } from './simulate-control.js';
import { summaryStrip } from './summary-strip.js';
import { tabs } from './tabs.js';
import { timePanel } from './time-panel.js';
import { variantsPanel } from './variants-panel.js';

/** The later half of what is simulated; the earlier half is the period before. */
const RECENT_DAYS = 14;

/** Puts the dashboard into `root` and keeps it at what the workspace's events say. */
export function mountDashboard(root: HTMLElement, workspace: Workspace): void {
  const queries = openQueries(workspace);
  const simulate = simulateControl(workspace);
  const more = insights(
    {
      prefix: '',
      events: [
        'app_opened',
        'shipment_creation_started',
        'carrier_selected',
        'shipment_creation_completed',
        'order_tracked',
        'checkout_completed',
        'form_error',
      ],
      properties: DIMENSIONS.map(({ property }) => property),
      funnel: () => ({ steps: STEPS, within: WITHIN }),
      query: (query) => workspace.assay.query(query),
      end: () => Date.now(),
      recentDays: RECENT_DAYS,
    },
    {
      label: 'Errors per 100 fields',
      formula: {
        expression: '100 * errors / (errors + fields)',
        of: { errors: { event: 'form_error' }, fields: { event: 'form_field_filled' } },
      },
    },
  );
  const refreshAll = async (): Promise<void> => void (await Promise.all([queries.refreshAll(), more.refresh()]));
  const refresh = refresher(refreshAll, requestAnimationFrame);
  const truth = trueConversion();
  const live = h(
    'div',
    { class: 'live' },
    h(
      'div',
      { class: 'toolbar' },
      h('div', { class: 'toolbar-text' }, h('h2', { class: 'toolbar-title' }, 'Shipments'), simulate.note),
      simulate.root,
    ),
    summaryStrip(queries),
    h(
      'div',
      { class: 'panels' },
      funnelPanel(queries),
      variantsPanel(queries.experiment, () => (simulate.simulated ? truth : undefined)),
      timePanel(queries.task),
      completionPanel(queries.task),
      segmentsPanel(queries),
      errorsPanel(queries.errors),
    ),
    more.root,
  );
  const file = fileTab(() => choice.select(1));
  const choice = tabs('Data', [
    { label: 'Live', testId: 'tab-live', content: live },
    { label: 'Open a file', testId: 'tab-file', content: file.root },
  ]);
  file.acceptDrops(root);
  workspace.onEvents(refresh);
  workspace.onVisitor((fresh) => {
    if (fresh) refresh();
  });
  root.replaceChildren(choice.list, ...choice.panels);
  refresh();
}
