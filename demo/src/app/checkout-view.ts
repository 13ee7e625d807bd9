import { h } from '../dom.js';
import { formatEuro, plural } from '../format.js';
import type { Workspace } from '../workspace.js';
import { type CheckoutTotals, checkoutTotals } from './checkout-totals.js';
import { COUNTRIES } from './countries.js';
import { type FieldControl, fieldControl, validateAll } from './field-control.js';
import type { Shipment, Shipments } from './shipments.js';
import { step } from './step.js';
import { isInternational, pattern } from './validation.js';
import type { View } from './view.js';

/** Pay for shipments; those that leave the customs union need a customs code. `express_checkout` leaves the billing fields out. */
export function checkoutView(workspace: Workspace, shipments: Shipments, go: (view: 'ship') => void): View {
  const root = h('div', { class: 'view' });

  const reset = (): void => {
    const unpaid = shipments.all().filter(({ paid }) => !paid);
    root.replaceChildren(unpaid.length === 0 ? nothingToPay(() => go('ship')) : openCart(unpaid));
  };
  const openCart = (unpaid: readonly Shipment[]): HTMLElement => {
    const international = unpaid.some(({ country }) => isInternational(country));
    const customs = unpaid.some(({ country }) => COUNTRIES[country].customs);
    const begin = (): void => {
      workspace.record('checkout_started', { international });
      const form = payment(unpaid, customs, international);
      root.replaceChildren(form.root);
      form.focus();
    };
    return step({
      title: 'Checkout',
      body: [shipmentRows(unpaid), totalRows(checkoutTotals(unpaid, 'recipient'), customs)],
      forward: { label: 'Check out', testId: 'checkout-start', act: begin },
    }).root;
  };
  const payment = (unpaid: readonly Shipment[], customs: boolean, international: boolean): ReturnType<typeof step> => {
    const express = workspace.assay.flag('express_checkout', false);
    const fields: readonly FieldControl[] = [...(express ? [] : billingFields(workspace)), ...(customs ? [customsCode(workspace)] : [])];
    const duties = customs ? dutiesChoice() : undefined;
    const totals = h('div', {});
    const showTotals = (): void => totals.replaceChildren(totalRows(checkoutTotals(unpaid, duties?.paidBy() ?? 'recipient'), customs));
    duties?.root.addEventListener('change', showTotals);
    showTotals();
    const pay = (): void => {
      if (!validateAll(fields)) return;
      shipments.markPaid(unpaid.map(({ number }) => number));
      workspace.record('checkout_completed', { international, express });
      const done = paid(checkoutTotals(unpaid, duties?.paidBy() ?? 'recipient'), unpaid.length, () => go('ship'));
      root.replaceChildren(done.root);
      done.focus();
    };
    return step({
      title: 'Pay',
      body: [
        express &&
          h('p', { class: 'step-text', 'data-testid': 'express-checkout' }, 'Express: billed to your company account, nothing to fill in.'),
        ...fields.map((field) => field.root),
        duties?.root,
        totals,
      ],
      forward: { label: express ? 'Pay on account' : 'Pay', testId: 'pay', act: pay },
      back: reset,
    });
  };
  reset();
  return { root, reset, shown: reset };
}

function billingFields(workspace: Workspace): readonly FieldControl[] {
  return [
    fieldControl(workspace, {
      name: 'billing_email',
      label: 'Invoice to (e-mail)',
      check: pattern(/^[^\s@]+@[^\s@]+\.[^\s@]+$/, 'an e-mail address', 'billing@example.com'),
      inputMode: 'email',
    }),
    fieldControl(workspace, {
      name: 'vat_number',
      label: 'VAT number',
      check: pattern(/^[A-Z]{2}[0-9A-Z]{8,12}$/i, 'a VAT number', 'DE123456789'),
    }),
  ];
}

function customsCode(workspace: Workspace): FieldControl {
  return fieldControl(workspace, {
    name: 'hs_code',
    label: 'Customs code (HS)',
    check: pattern(/^\d{6,10}$/, 'a customs code', '848790'),
    hint: 'Six to ten digits, such as 848790 for machine parts',
    inputMode: 'numeric',
  });
}

function dutiesChoice(): { readonly root: HTMLElement; readonly paidBy: () => 'sender' | 'recipient' } {
  const sender = h('input', { type: 'radio', name: 'duties', value: 'sender' });
  const recipient = h('input', { type: 'radio', name: 'duties', value: 'recipient', checked: true });
  const root = h(
    'fieldset',
    { class: 'choice' },
    h('legend', { class: 'field-label' }, 'Duties are paid by'),
    h('label', { class: 'choice-option' }, recipient, 'the recipient, on delivery'),
    h('label', { class: 'choice-option' }, sender, 'us, now'),
  );
  return { root, paidBy: () => (sender.checked ? 'sender' : 'recipient') };
}

function shipmentRows(unpaid: readonly Shipment[]): HTMLElement {
  return h(
    'ul',
    { class: 'shipment-list', 'aria-label': 'To be paid' },
    ...unpaid.map(({ number, recipient, country, priceEuro }) =>
      h(
        'li',
        { class: 'shipment-item' },
        h('span', { class: 'shipment-number' }, number),
        h('span', { class: 'shipment-recipient' }, `${recipient}, ${COUNTRIES[country].name}`),
        h('span', { class: 'shipment-status' }, formatEuro(priceEuro)),
      ),
    ),
  );
}

function totalRows({ shippingEuro, dutiesEuro, vatEuro, totalEuro }: CheckoutTotals, customs: boolean): HTMLElement {
  const row = (term: string, value: number): readonly HTMLElement[] => [h('dt', {}, term), h('dd', { class: 'amount' }, formatEuro(value))];
  return h(
    'dl',
    { class: 'terms terms-amounts' },
    ...row('Shipping', shippingEuro),
    ...(customs ? row('Duties, estimated', dutiesEuro) : []),
    ...row('VAT 19%', vatEuro),
    ...row('Total', totalEuro),
  );
}

function nothingToPay(create: () => void): HTMLElement {
  return step({
    title: 'Checkout',
    body: [h('p', { class: 'step-text' }, 'Every shipment is paid for. A new one will wait here.')],
    forward: { label: 'New shipment', testId: 'checkout-empty', act: create },
  }).root;
}

function paid({ totalEuro }: CheckoutTotals, shipments: number, create: () => void): ReturnType<typeof step> {
  return step({
    title: 'Paid',
    body: [
      h(
        'p',
        { class: 'step-text', 'data-testid': 'checkout-done' },
        `${formatEuro(totalEuro)} for ${plural(shipments, 'shipment')}. The invoice is on its way.`,
      ),
    ],
    forward: { label: 'New shipment', testId: 'checkout-new', act: create },
  });
}
