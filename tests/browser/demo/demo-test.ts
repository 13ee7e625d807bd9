import { test as base, expect, type Page } from '@playwright/test';

/** A test on the opened demo that also fails when the page logged an error or a warning, or threw. */
export const test = base.extend<{ demo: Page }>({
  demo: async ({ page }, use) => {
    const faults: string[] = [];
    page.on('console', (message) => {
      if (message.type() === 'error' || message.type() === 'warning') faults.push(`${message.type()}: ${message.text()}`);
    });
    page.on('pageerror', (error) => faults.push(`thrown: ${error.message}`));
    await page.goto('/');
    await expect(page.getByTestId('kpi-visitors')).toHaveText('1');
    await use(page);
    expect(faults).toEqual([]);
  },
});

export { expect };

/** What the funnel chart shows: users per step. */
export async function funnelCounts(page: Page): Promise<readonly number[]> {
  const texts = await page
    .getByTestId('panel-funnel')
    .getByTestId(/^funnel-count-/)
    .allTextContents();
  return texts.map((text) => Number(text.replaceAll(',', '')));
}

/** Goes from "Create shipment" to the choice of a carrier. `address` is a place in the address book: 0 Germany, 1 France, 2 the United States. */
export async function reachCarrierStep(page: Page, address: 0 | 1 | 2): Promise<void> {
  await page.getByRole('button', { name: 'Create shipment' }).click();
  await page.getByLabel('Address book').selectOption(String(address));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByLabel('Weight, kg').fill('4.2');
  await page.getByLabel('Declared value, €').fill('320');
  await page.getByRole('button', { name: 'See carriers' }).click();
}

/** Creates a shipment with the mouse. */
export async function createShipment(page: Page, address: 0 | 1 | 2): Promise<void> {
  await reachCarrierStep(page, address);
  await page.getByTestId('carrier-nordline').check();
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('button', { name: 'Confirm shipment' }).click();
}

/** Presses "Simulate" and waits until the visitors are in. */
export async function simulate(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Simulate 10,000 visitors' }).click();
  await expect(page.getByRole('button', { name: 'Start over' })).toBeEnabled({ timeout: 60_000 });
}
