import { createShipment, expect, funnelCounts, reachCarrierStep, test } from './demo-test.js';

test('a click becomes an event, a funnel count and a longer bar', async ({ demo }) => {
  await expect(demo.getByTestId('panel-funnel')).toContainText('Nobody has started a shipment yet');
  await demo.getByRole('button', { name: 'Create shipment' }).click();
  await expect(demo.getByTestId('event-log').getByRole('listitem').first()).toContainText('shipment_creation_started');
  await expect.poll(() => funnelCounts(demo)).toEqual([1, 0, 0, 0, 0]);
});

test('a shipment created with the mouse passes every step of the funnel', async ({ demo }) => {
  await createShipment(demo, 1);
  await expect(demo.getByTestId('shipment-done')).toContainText('FR-204882 to Atelier Moreau with Nordline Standard');
  await expect.poll(() => funnelCounts(demo)).toEqual([1, 1, 1, 1, 1]);
  await expect(demo.getByTestId('kpi-completion')).toHaveText('100%');
  await expect(demo.getByTestId('funnel-summary')).toHaveText('1 of 1 finished (100%).');
});

test('a shipment can be created with the keyboard alone', async ({ demo }) => {
  const { keyboard } = demo;
  await demo.getByRole('button', { name: 'Create shipment' }).focus();
  await keyboard.press('Enter');
  await expect(demo.getByRole('heading', { name: 'Where to?' })).toBeFocused();
  for (const text of ['', 'Ada Byron', 'Torstraße 1', '10115', '', '+49 30 5557120']) {
    await keyboard.press('Tab');
    if (text !== '') await keyboard.type(text);
  }
  await keyboard.press('Enter');
  await expect(demo.getByRole('heading', { name: 'What is in it?' })).toBeFocused();
  for (const text of ['', '2.5', '80']) {
    await keyboard.press('Tab');
    if (text !== '') await keyboard.type(text);
  }
  await keyboard.press('Enter');
  await expect(demo.getByRole('heading', { name: 'Who carries it?' })).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Space');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  await expect(demo.getByRole('heading', { name: 'Everything right?' })).toBeFocused();
  await keyboard.press('Tab');
  await keyboard.press('Enter');
  await expect(demo.getByTestId('shipment-done')).toContainText('to Ada Byron');
  await expect.poll(() => funnelCounts(demo)).toEqual([1, 1, 1, 1, 1]);
});

test('leaving a form half-way shows as drop-off', async ({ demo }) => {
  await reachCarrierStep(demo, 0);
  await expect.poll(() => funnelCounts(demo)).toEqual([1, 1, 1, 0, 0]);
  await expect(demo.getByTestId('funnel-step-4')).toContainText('−1');
  await expect(demo.getByTestId('funnel-summary')).toContainText('Most are lost before “Carrier”: 1.');
});

test('a refused value is named, counted by field, and refused only once', async ({ demo }) => {
  await demo.getByRole('button', { name: 'Create shipment' }).click();
  await demo.getByLabel('Recipient').fill('Ada Byron');
  await demo.getByLabel('Street and number').fill('Torstraße 1');
  await demo.getByLabel('Postcode').fill('12');
  await demo.getByLabel('Phone, with country code').fill('030 555');
  await demo.getByRole('button', { name: 'Continue' }).click();
  await expect(demo.getByLabel('Postcode')).toBeFocused();
  await expect(demo.getByLabel('Postcode')).toHaveAccessibleDescription('Write it like 10115.');
  await demo.getByRole('button', { name: 'Continue' }).click();
  const errors = demo.getByTestId('panel-errors');
  await expect(errors.getByTestId('error-row-postcode')).toContainText('Postcode11');
  await expect(errors.getByTestId('error-row-phone')).toContainText('Phone11');
  await expect(demo.getByTestId('kpi-errors')).toHaveText('2');
});

test('the data behind a chart are a table', async ({ demo }) => {
  await createShipment(demo, 0);
  const funnel = demo.getByRole('figure', { name: 'Who gets how far with a shipment?' });
  await funnel.getByText('Show data').click();
  const row = funnel.getByRole('row', { name: /^Completed/ });
  await expect(row.getByRole('rowheader')).toHaveText('Completed');
  await expect(row.getByRole('cell').first()).toHaveText('1');
});
