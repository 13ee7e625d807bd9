import { createShipment, expect, test } from './demo-test.js';

test('a shipment abroad needs a customs code, and duties can be paid by the sender', async ({ demo }) => {
  await createShipment(demo, 2);
  await demo.getByRole('button', { name: 'Pay for it' }).click();
  await demo.getByRole('button', { name: 'Check out' }).click();
  await demo.getByLabel('Invoice to (e-mail)').fill('billing@example.com');
  await demo.getByLabel('VAT number').fill('DE123456789');
  await demo.getByLabel('Customs code (HS)').fill('12');
  await demo.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(demo.getByLabel('Customs code (HS)')).toHaveAccessibleDescription(/Enter a customs code like 848790\./);
  await demo.getByLabel('Customs code (HS)').fill('848790');
  await expect(demo.getByTestId('error-row-hs_code')).toContainText('Customs code');

  const duties = demo.getByRole('definition').filter({ hasText: '€48.00' });
  await expect(duties).toHaveCount(0);
  await demo.getByRole('radio', { name: 'us, now' }).check();
  await expect(duties).toHaveCount(1);

  await demo.getByRole('button', { name: 'Pay', exact: true }).click();
  await expect(demo.getByTestId('checkout-done')).toContainText('for 1 shipment');
  await expect(demo.getByTestId('event-log').getByRole('listitem').first()).toContainText('checkout_completed');
});

test('express checkout is on for dispatchers of larger companies and for nobody else', async ({ demo }) => {
  const flag = demo.getByTestId('express-flag');
  await expect(flag).toHaveText('off');
  await demo.getByRole('combobox', { name: 'Role' }).selectOption('dispatcher');
  await expect(flag).toHaveText('off');
  await demo.getByRole('combobox', { name: 'Company' }).selectOption('250+');
  await expect(flag).toHaveText('on');

  await createShipment(demo, 0);
  await demo.getByRole('button', { name: 'Pay for it' }).click();
  await demo.getByRole('button', { name: 'Check out' }).click();
  await expect(demo.getByTestId('express-checkout')).toBeVisible();
  await expect(demo.getByLabel('VAT number')).toHaveCount(0);
  await demo.getByRole('button', { name: 'Pay on account' }).click();
  await expect(demo.getByTestId('checkout-done')).toBeVisible();
  await expect(demo.getByTestId('event-log').getByRole('listitem').first()).toContainText('express=true');
});

test('an order is tracked by its number, and an unknown one is said to be unknown', async ({ demo }) => {
  await demo.getByRole('button', { name: 'Track', exact: true }).click();
  await demo.getByLabel('Shipment number').fill('FR-204877');
  await demo.getByTestId('track').click();
  await expect(demo.getByTestId('tracking-answer').getByRole('listitem').first()).toContainText('Out for delivery');
  await expect(demo.getByTestId('event-log').getByRole('listitem').first()).toContainText('found=true');
  await demo.getByLabel('Shipment number').fill('FR-999999');
  await demo.getByTestId('track').click();
  await expect(demo.getByTestId('tracking-answer')).toHaveText('No shipment FR-999999 in this account.');
});
