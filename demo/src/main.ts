import { mountApp } from './app/app.js';
import { browserFamily } from './browser.js';
import { mountDashboard } from './dashboard/dashboard.js';
import { h } from './dom.js';
import { applyRememberedTheme, themeToggle } from './theme.js';
import { openWorkspace } from './workspace.js';

async function start(): Promise<void> {
  const [masthead, app, dashboard] = ['masthead', 'app', 'dashboard'].map((id) => document.getElementById(id));
  if (!masthead || !app || !dashboard) throw new Error('the page lacks one of #masthead, #app, #dashboard');
  masthead.append(themeToggle());
  try {
    const workspace = await openWorkspace({ role: 'shop_owner', company_size: '11-50', browser: browserFamily(navigator.userAgent) });
    mountDashboard(dashboard, workspace);
    mountApp(app, workspace);
    workspace.record('app_opened', { source: 'person' });
  } catch (error) {
    app.replaceChildren(
      h('p', { class: 'banner', role: 'alert' }, `Freight could not start: ${error instanceof Error ? error.message : String(error)}`),
    );
  }
}

applyRememberedTheme();
void start();
