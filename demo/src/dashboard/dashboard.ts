import { h } from '../dom.js';
import { fileTab } from '../file/file-tab.js';
import { trueConversion } from '../traffic/truth.js';
import type { Workspace } from '../workspace.js';
import { completionPanel } from './completion-panel.js';
import { errorsPanel } from './errors-panel.js';
import { funnelPanel } from './funnel-panel.js';
import { openQueries } from './queries.js';
import { refresher } from './refresher.js';
import { segmentsPanel } from './segments-panel.js';
import { simulateControl } from './simulate-control.js';
import { summaryStrip } from './summary-strip.js';
import { tabs } from './tabs.js';
import { timePanel } from './time-panel.js';
import { variantsPanel } from './variants-panel.js';

/** Puts the dashboard into `root` and keeps it at what the workspace's events say. */
export function mountDashboard(root: HTMLElement, workspace: Workspace): void {
  const queries = openQueries(workspace);
  const simulate = simulateControl(workspace);
  const refresh = refresher(queries.refreshAll, requestAnimationFrame);
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
      funnelPanel(queries.funnel),
      variantsPanel(queries.experiment, () => (simulate.simulated ? truth : undefined)),
      timePanel(queries.task),
      completionPanel(queries.task),
      segmentsPanel(queries),
      errorsPanel(queries.errors),
    ),
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
