import { h } from '../dom.js';
import type { Workspace } from '../workspace.js';
import { checkoutView } from './checkout-view.js';
import { eventLog } from './event-log.js';
import { shipmentView } from './shipment-view.js';
import { openShipments } from './shipments.js';
import { trackingView } from './tracking-view.js';
import type { View } from './view.js';
import { visitorBar } from './visitor-bar.js';

const PLACES = [
  { id: 'ship', label: 'New shipment' },
  { id: 'track', label: 'Track' },
  { id: 'checkout', label: 'Checkout' },
] as const;
type PlaceId = (typeof PLACES)[number]['id'];

/** Puts the Freight app into `root`. */
export function mountApp(root: HTMLElement, workspace: Workspace): void {
  const shipments = openShipments(Date.now());
  const go = (id: PlaceId): void => {
    for (const [each, button] of buttons) {
      if (each === id) button.setAttribute('aria-current', 'page');
      else button.removeAttribute('aria-current');
    }
    stage.replaceChildren(views[id].root);
    views[id].shown();
  };
  const buttons = new Map(
    PLACES.map(({ id, label }) => [
      id,
      h('button', { type: 'button', class: 'place', 'data-testid': `place-${id}`, onclick: () => go(id) }, label),
    ]),
  );
  const views: Readonly<Record<PlaceId, View>> = {
    ship: shipmentView(workspace, shipments, go),
    track: trackingView(workspace, shipments),
    checkout: checkoutView(workspace, shipments, go),
  };
  const stage = h('div', { class: 'stage' });
  const log = eventLog(workspace);
  workspace.onVisitor((fresh) => {
    if (!fresh) return;
    for (const view of Object.values(views)) view.reset();
  });
  root.replaceChildren(h('nav', { class: 'places', 'aria-label': 'Freight' }, ...buttons.values()), stage, visitorBar(workspace), log);
  go('ship');
}
