import { h } from '../dom.js';
import type { Workspace } from '../workspace.js';
import { COUNTRIES } from './countries.js';
import { fieldControl } from './field-control.js';
import type { Shipment, Shipments } from './shipments.js';
import { step } from './step.js';
import { pattern } from './validation.js';
import type { View } from './view.js';

const moments = new Intl.DateTimeFormat('en', { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', hour12: false });

/** Track an order by its number. */
export function trackingView(workspace: Workspace, shipments: Shipments): View {
  const root = h('div', { class: 'view' });
  const reset = (): void => {
    const answer = h('div', { class: 'tracking-answer', role: 'status', 'data-testid': 'tracking-answer' });
    const number = fieldControl(workspace, {
      name: 'tracking_number',
      label: 'Shipment number',
      check: pattern(/^FR-\d{6}$/i, 'a shipment number', 'FR-204877'),
      hint: `For example ${shipments.all()[0]?.number ?? 'FR-204877'}`,
    });
    const track = (): void => {
      if (!number.validate()) {
        number.focus();
        return;
      }
      const shipment = shipments.find(number.value);
      workspace.record('order_tracked', { found: shipment !== undefined });
      answer.replaceChildren(shipment === undefined ? unknown(number.value) : timeline(shipment));
    };
    const form = step({ title: 'Track an order', body: [number.root], forward: { label: 'Track', testId: 'track', act: track } });
    root.replaceChildren(form.root, answer);
  };
  reset();
  return { root, reset, shown: reset };
}

function unknown(number: string): HTMLElement {
  return h('p', { class: 'step-text' }, `No shipment ${number.toUpperCase()} in this account.`);
}

function timeline({ number, recipient, country, carrier, history }: Shipment): HTMLElement {
  const moment = (time: number, what: string, newest: boolean): HTMLElement =>
    h(
      'li',
      newest ? { class: 'moment', 'aria-current': 'step' } : { class: 'moment' },
      h('span', { class: 'moment-what' }, what),
      h('time', { class: 'moment-time', datetime: new Date(time).toISOString() }, moments.format(time)),
    );
  return h(
    'div',
    {},
    h('p', { class: 'step-text' }, `${number} to ${recipient}, ${COUNTRIES[country].name}, with ${carrier.name}`),
    h('ol', { class: 'timeline', reversed: true }, ...history.toReversed().map(({ time, what }, index) => moment(time, what, index === 0))),
  );
}
