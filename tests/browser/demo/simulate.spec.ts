import type { Arm } from '../../../demo/src/datafile.js';
import { trueConversion } from '../../../demo/src/traffic/truth.js';
import type { SimulatedEvent } from '../../../demo/src/traffic.js';
import { createShipment, expect, funnelCounts, simulate, test } from './demo-test.js';
import { bruteForceFunnel, STEPS, visitorsOf } from './simulated.js';

const number = new Intl.NumberFormat('en');

function armCounts(visitors: readonly (readonly SimulatedEvent[])[], arm: Arm): { readonly exposed: number; readonly converted: number } {
  const exposed = visitors.filter((events) => events.some(({ name, props }) => name === '$exposure' && props['variant'] === arm));
  return { exposed: exposed.length, converted: exposed.filter((events) => events.some(({ name }) => name === STEPS[4])).length };
}

test('10,000 simulated visitors are counted by the engine exactly as they were made', async ({ demo }) => {
  await simulate(demo);
  const visitors = await visitorsOf(1);
  const events = visitors.flat();
  await expect(demo.getByTestId('simulate-note')).toContainText(`10,000 simulated visitors with ${number.format(events.length)} events`);
  await expect(demo.getByTestId('kpi-visitors')).toHaveText('10,001');
  await expect.poll(() => funnelCounts(demo)).toEqual(bruteForceFunnel(visitors));
  const errors = events.filter(({ name }) => name === 'form_error');
  await expect(demo.getByTestId('kpi-errors')).toHaveText(number.format(errors.length));
  const postcodes = errors.filter(({ props }) => props['field'] === 'postcode').length;
  await expect(demo.getByTestId('error-row-postcode')).toContainText(number.format(postcodes));
  for (const arm of ['control', 'recommended'] as const) {
    const { exposed, converted } = armCounts(visitors, arm);
    await expect(demo.getByTestId(`variant-${arm}`)).toContainText(`${number.format(converted)}${number.format(exposed)}`);
  }
});

test('the known effect is shown beside its estimate and lies inside the interval', async ({ demo }) => {
  await simulate(demo);
  const truth = demo.getByTestId('truth');
  await expect(truth).toContainText(`True effect +${(trueConversion().effect * 100).toFixed(1)} points`);
  await expect(truth).toContainText(/estimate \+\d\.\d, 95% interval \+\d\.\d to \+\d\.\d: the truth is inside\.$/);
  await expect(truth).toHaveAttribute('data-inside', 'true');
  await expect(demo.getByTestId('variants-summary')).toContainText('Arm sizes fit 50:50');
});

test('time, completion and segments are filled by the simulation', async ({ demo }) => {
  await simulate(demo);
  await expect(demo.getByTestId('time-summary')).toContainText(/Half take less than 1 min \d+ s, nine in ten less than/);
  await expect(demo.getByTestId('completion-summary')).toContainText(/95% interval \d+\.\d% to \d+\.\d%/);
  await expect(demo.getByTestId('segments-summary')).toContainText(/^Highest: Dispatcher .* Lowest: Shop owner/);
  await demo.getByRole('radio', { name: 'Company size' }).check();
  await expect(demo.getByTestId('panel-segments').getByTestId(/^segment-(1-10|11-50|51-250|250\+)$/)).toHaveCount(4);
  await demo.getByRole('radio', { name: 'Browser' }).check();
  await expect(demo.getByTestId('segment-safari')).toBeVisible();
});

test('a click counts on top of the simulated visitors', async ({ demo }) => {
  await simulate(demo);
  const simulated = bruteForceFunnel(await visitorsOf(1));
  await expect.poll(() => funnelCounts(demo)).toEqual(simulated);
  await createShipment(demo, 1);
  await expect.poll(() => funnelCounts(demo)).toEqual(simulated.map((count) => count + 1));
});

test('starting over drops everything, and another seed brings other visitors', async ({ demo }) => {
  await simulate(demo);
  await demo.getByRole('button', { name: 'Start over' }).click();
  await expect(demo.getByTestId('kpi-visitors')).toHaveText('1');
  await expect(demo.getByTestId('panel-funnel')).toContainText('Nobody has started a shipment yet');
  await expect(demo.getByTestId('truth')).toHaveCount(0);
  await demo.getByLabel('Seed').fill('2');
  await simulate(demo);
  await expect.poll(() => funnelCounts(demo)).toEqual(bruteForceFunnel(await visitorsOf(2)));
});

test('the page stays responsive while visitors come in', async ({ demo }) => {
  await demo.evaluate(() => {
    const observed: number[] = [];
    new PerformanceObserver((list) => observed.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: 'longtask' });
    Object.assign(globalThis, { observedLongTasks: observed });
  });
  await simulate(demo);
  const longest = await demo.evaluate(() => Math.max(0, ...(globalThis as unknown as { observedLongTasks: number[] }).observedLongTasks));
  // A guard against one task that does it all, which takes seconds; not a measure of speed.
  expect(longest).toBeLessThan(1_000);
});
