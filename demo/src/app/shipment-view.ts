import { h } from '../dom.js';
import { formatEuro } from '../format.js';
import type { Workspace } from '../workspace.js';
import { type Address, addressStep } from './address-step.js';
import { carrierStep } from './carrier-step.js';
import type { Quote } from './carriers.js';
import { COUNTRIES } from './countries.js';
import { type Details, detailsStep } from './details-step.js';
import type { Shipment, Shipments } from './shipments.js';
import { type Step, step } from './step.js';
import { isInternational } from './validation.js';
import type { View } from './view.js';

/** Create a shipment: start, where to, what, who carries it, confirm, done. */
export function shipmentView(workspace: Workspace, shipments: Shipments, go: (view: 'track' | 'checkout') => void): View {
  const root = h('div', { class: 'view' });
  let attempt = 0;

  const show = (next: Step, focus = true): void => {
    root.replaceChildren(next.root);
    if (focus) next.focus();
  };
  const start = (focus: boolean): void => {
    show(startStep(shipments, begin), focus);
  };
  const begin = (): void => {
    attempt += 1;
    workspace.record('shipment_creation_started', { attempt });
    askAddress();
  };
  const askAddress = (): void => show(addressStep(workspace, askDetails, () => start(true)));
  const askDetails = (address: Address): void => {
    const next = (details: Details): void => {
      workspace.record('shipment_details_completed', { international: isInternational(address.country) });
      askCarrier(address, details);
    };
    show(detailsStep(workspace, next, askAddress));
  };
  const askCarrier = (address: Address, details: Details): void => {
    const next = (quote: Quote): void => {
      workspace.record('carrier_selected', { carrier: quote.carrier });
      askConfirmation(address, details, quote);
    };
    show(carrierStep(workspace, { country: address.country, weightKg: details.weightKg }, next, () => askDetails(address)));
  };
  const askConfirmation = (address: Address, details: Details, quote: Quote): void => {
    const confirm = (): void => {
      const { recipient, country } = address;
      const shipment = shipments.add({ recipient, country, ...details, carrier: quote, priceEuro: quote.priceEuro }, Date.now());
      workspace.record('shipment_creation_completed', { carrier: quote.carrier });
      show(doneStep(shipment, begin, go));
    };
    show(confirmStep(address, details, quote, confirm, () => askCarrier(address, details)));
  };

  start(false);
  return { root, reset: () => start(false), shown: () => undefined };
}

function startStep(shipments: Shipments, begin: () => void): Step {
  return step({
    title: 'New shipment',
    body: [
      h('p', { class: 'step-text' }, 'From your warehouse in Leipzig to seven countries. It takes about a minute and a half.'),
      h('ul', { class: 'shipment-list', 'aria-label': 'Recent shipments' }, ...shipments.all().slice(0, 3).map(listed)),
    ],
    forward: { label: 'Create shipment', testId: 'create-shipment', act: begin },
  });
}

function listed({ number, recipient, history }: Shipment): HTMLElement {
  return h(
    'li',
    { class: 'shipment-item' },
    h('span', { class: 'shipment-number' }, number),
    h('span', { class: 'shipment-recipient' }, recipient),
    h('span', { class: 'shipment-status' }, history.at(-1)?.what),
  );
}

function confirmStep(address: Address, details: Details, quote: Quote, confirm: () => void, back: () => void): Step {
  const row = (term: string, value: string): readonly HTMLElement[] => [h('dt', {}, term), h('dd', {}, value)];
  return step({
    title: 'Everything right?',
    position: 'Step 4 of 4',
    body: [
      h(
        'dl',
        { class: 'terms' },
        ...row('To', `${address.recipient}, ${address.street}, ${address.postcode}, ${COUNTRIES[address.country].name}`),
        ...row('Contents', `${details.contents}, ${details.weightKg} kg, worth ${formatEuro(details.valueEuro)}`),
        ...row('Carrier', `${quote.name} ${quote.service}`),
        ...row('Price', formatEuro(quote.priceEuro)),
      ),
    ],
    forward: { label: 'Confirm shipment', testId: 'confirm-shipment', act: confirm },
    back,
  });
}

function doneStep(shipment: Shipment, again: () => void, go: (view: 'track' | 'checkout') => void): Step {
  return step({
    title: 'Shipment created',
    body: [
      h(
        'p',
        { class: 'step-text', 'data-testid': 'shipment-done' },
        `${shipment.number} to ${shipment.recipient} with ${shipment.carrier.name} ${shipment.carrier.service}, ${formatEuro(shipment.priceEuro)}.`,
      ),
      h(
        'p',
        { class: 'step-text' },
        h('button', { type: 'button', class: 'button', onclick: () => go('checkout') }, 'Pay for it'),
        ' ',
        h('button', { type: 'button', class: 'button', onclick: () => go('track') }, 'Track it'),
      ),
    ],
    forward: { label: 'Create another', testId: 'create-another', act: again },
  });
}
