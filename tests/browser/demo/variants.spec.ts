import type { Page } from '@playwright/test';
import { expect, reachCarrierStep, test } from './demo-test.js';

/** Becomes new visitors until one is assigned `arm`. Arms are even, so 60 misses in a row mean that assignment is broken. */
async function becomeVisitorOf(page: Page, arm: string): Promise<void> {
  const assigned = page.getByTestId('assigned-variant');
  for (let tries = 0; tries < 60; tries += 1) {
    if ((await assigned.textContent()) === arm) return;
    await page.getByRole('button', { name: 'New visitor' }).click();
  }
  await expect(assigned).toHaveText(arm);
}

test('recommended visitors find a carrier chosen for them, and are counted in their arm', async ({ demo }) => {
  await becomeVisitorOf(demo, 'recommended');
  await reachCarrierStep(demo, 1);
  const step = demo.getByRole('group', { name: 'Carrier' });
  await expect(step.getByText('Recommended')).toBeVisible();
  await expect(step.getByRole('radio').first()).toBeChecked();
  await expect(step.getByText('on time')).toBeVisible();
  await expect(demo.getByTestId('event-log')).toContainText('$exposure');
  await expect(demo.getByTestId('event-log')).toContainText('experiment=carrier_step variant=recommended');

  await demo.getByRole('button', { name: 'Continue' }).click();
  await demo.getByRole('button', { name: 'Confirm shipment' }).click();
  await expect(demo.getByTestId('variant-recommended')).toHaveText('Recommended100%11');
  await expect(demo.getByTestId('variant-control')).toHaveText('Control–00');
});

test('control visitors find a plain list with nothing chosen', async ({ demo }) => {
  await becomeVisitorOf(demo, 'control');
  await reachCarrierStep(demo, 1);
  const step = demo.getByRole('group', { name: 'Carrier' });
  await expect(step.getByRole('radio')).toHaveCount(4);
  await expect(step.getByRole('radio', { checked: true })).toHaveCount(0);
  await expect(step.getByText('Recommended')).toHaveCount(0);
  await demo.getByRole('button', { name: 'Continue' }).click();
  await expect(demo.getByRole('alert')).toHaveText('Choose a carrier.');
  await expect(demo.getByTestId('variant-control')).toHaveText('Control0%01');
});

test('the exposure is recorded when the step is shown, once, and not before', async ({ demo }) => {
  await expect(demo.getByTestId('panel-variants')).toContainText('Nobody has seen the carrier step yet.');
  await reachCarrierStep(demo, 0);
  await demo.getByRole('button', { name: 'Back' }).click();
  await demo.getByLabel('Weight, kg').fill('3');
  await demo.getByLabel('Declared value, €').fill('30');
  await demo.getByRole('button', { name: 'See carriers' }).click();
  await expect(demo.getByRole('group', { name: 'Carrier' })).toBeVisible();
  await expect(demo.getByTestId('event-log').getByText('$exposure')).toHaveCount(1);
});
