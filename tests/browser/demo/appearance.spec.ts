import { expect, simulate, test } from './demo-test.js';

const PANELS = [
  'Who gets how far with a shipment?',
  'Does recommending a carrier help?',
  'How long does a shipment take?',
  'How many attempts succeed?',
  'Who completes shipments?',
  'Which fields go wrong?',
  'Why do people leave the funnel?',
  'Does the funnel get better?',
  'What would other products count?',
];

/** Of these, opening the app alone is something to show. */
const ALWAYS = [
  'How does it change over time?',
  'Is the audience growing?',
  'Who comes back?',
  'Does it become a habit?',
  'Where do people go?',
  'What follows what?',
  'Who are the regulars?',
];

for (const width of [360, 390, 768, 1280]) {
  test(`nothing is wider than a screen of ${width} px`, async ({ demo }) => {
    await demo.setViewportSize({ width, height: 844 });
    await simulate(demo);
    await expect(demo.getByTestId('truth')).toBeVisible();
    expect(await demo.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
    await demo.getByRole('tab', { name: 'Open a file' }).click();
    await demo.getByRole('button', { name: 'Open the sample' }).click();
    await expect(demo.getByTestId('file-results')).toBeVisible();
    expect(await demo.evaluate(() => document.documentElement.scrollWidth)).toBe(width);
  });
}

test('every panel is a named figure with an empty state before there is anything to show', async ({ demo }) => {
  for (const name of PANELS) {
    await expect(demo.getByRole('figure', { name })).toHaveAttribute('data-state', 'empty');
  }
  for (const name of ALWAYS) {
    await expect(demo.getByRole('figure', { name })).toHaveAttribute('data-state', 'ready');
  }
});

test('every panel has a chart, a summary in words and its data after the simulation', async ({ demo }) => {
  await simulate(demo);
  for (const name of [...PANELS, ...ALWAYS]) {
    const figure = demo.getByRole('figure', { name });
    await expect(figure).toHaveAttribute('data-state', 'ready');
    await expect(figure.getByTestId(/-summary$/)).not.toBeEmpty();
    await figure.getByText('Show data').click();
    await expect(figure.getByRole('table').last()).toBeVisible();
  }
});

test('the theme follows the system, and the button overrides it and is remembered', async ({ demo }) => {
  const background = (): Promise<string> => demo.evaluate(() => getComputedStyle(document.body).backgroundColor);
  await demo.emulateMedia({ colorScheme: 'light' });
  const light = await background();
  await demo.emulateMedia({ colorScheme: 'dark' });
  const dark = await background();
  expect(dark).not.toBe(light);
  await demo.getByRole('button', { name: 'Light mode' }).click();
  expect(await background()).toBe(light);
  await demo.reload();
  await expect(demo.getByRole('button', { name: 'Dark mode' })).toBeVisible();
  expect(await background()).toBe(light);
});

test('the keyboard reaches the dashboard by the skip link, the tabs by arrows, and the focus can be seen', async ({ demo }) => {
  await demo.keyboard.press('Tab');
  await expect(demo.getByRole('link', { name: 'Skip to the dashboard' })).toBeFocused();
  await demo.keyboard.press('Enter');
  await demo.keyboard.press('Tab');
  await expect(demo.getByRole('tab', { name: 'Live' })).toBeFocused();
  expect(await demo.getByRole('tab', { name: 'Live' }).evaluate((tab) => getComputedStyle(tab).outlineStyle)).toBe('solid');
  await demo.keyboard.press('ArrowRight');
  await expect(demo.getByRole('tab', { name: 'Open a file' })).toHaveAttribute('aria-selected', 'true');
  await expect(demo.getByTestId('file-input')).toBeVisible();
});

test('the end of the simulation is announced', async ({ demo }) => {
  await simulate(demo);
  await expect(demo.locator('#announcer')).toContainText('10,000 simulated visitors');
});

test('nothing moves when motion is not wanted', async ({ demo }) => {
  await demo.emulateMedia({ reducedMotion: 'reduce' });
  await demo.getByRole('button', { name: 'Create shipment' }).click();
  await expect(demo.getByTestId('funnel-count-1')).toHaveText('1');
  expect(await demo.evaluate(() => document.getAnimations().length)).toBe(0);
});

test('the page needs no more than its policy allows', async ({ page }) => {
  const violations: string[] = [];
  await page.exposeFunction('reportViolation', (directive: string) => void violations.push(directive));
  await page.addInitScript(() => {
    document.addEventListener('securitypolicyviolation', (event) => {
      (globalThis as unknown as { reportViolation(directive: string): void }).reportViolation(event.violatedDirective);
    });
  });
  const response = await page.goto('/');
  expect(response?.headers()['content-security-policy']).toContain("script-src 'self' 'wasm-unsafe-eval'");
  await simulate(page);
  expect(violations).toEqual([]);
});
