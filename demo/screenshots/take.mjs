// Takes the README's pictures of the built demo: node demo/screenshots/take.mjs (after npm run build; needs a Chromium, see CHROMIUM_PATH).
import { fileURLToPath } from 'node:url';
import { chromium } from '@playwright/test';
import { serve } from '../../scripts/serve.mjs';

const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const server = await serve(here('../dist'), { port: 0 });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM_PATH ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
    '--no-first-run',
  ],
});

async function picture(name, { width, height, colorScheme, fullPage = false, prepare }) {
  const page = await browser.newPage({ viewport: { width, height }, colorScheme, reducedMotion: 'reduce' });
  await page.goto(server.url);
  await prepare(page);
  await page.screenshot({ path: here(name), fullPage });
  await page.close();
}

const simulate = async (page) => {
  await page.getByTestId('simulate').click();
  await page.getByTestId('truth').waitFor({ timeout: 120_000 });
};

const startShipment = async (page) => {
  await simulate(page);
  await page.getByRole('button', { name: 'Create shipment' }).click();
};

await picture('dashboard-light.png', { width: 1280, height: 1000, colorScheme: 'light', prepare: simulate });
await picture('dashboard-dark.png', { width: 1280, height: 1000, colorScheme: 'dark', prepare: simulate });
await picture('shipment.png', { width: 1280, height: 1000, colorScheme: 'light', prepare: startShipment });
await picture('phone.png', { width: 390, height: 844, colorScheme: 'light', prepare: simulate });
await browser.close();
await server.close();
