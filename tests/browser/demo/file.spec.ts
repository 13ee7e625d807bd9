import { gzipSync } from 'node:zlib';
import { expect, test } from './demo-test.js';

const CSV = [
  'user,time,event,plan',
  'ada,2026-10-01T10:00:00Z,opened,free',
  'ada,2026-10-01T10:01:00Z,bought,free',
  'ben,2026-10-01T11:00:00Z,opened,paid',
  'ben,2026-10-01T11:02:00Z,bought,paid',
  'eva,2026-10-01T12:00:00Z,opened,paid',
  'eva,not a time,bought,paid',
  '',
].join('\n');

const NDJSON = [
  { user: 'ada', time: '2026-10-01T10:00:00Z', event: 'opened' },
  { user: 'ada', time: '2026-10-01T10:01:00Z', event: 'bought' },
  { user: 'ben', time: '2026-10-01T11:00:00Z', event: 'opened' },
]
  .map((row) => JSON.stringify(row))
  .join('\n');

test.beforeEach(async ({ demo }) => {
  await demo.getByRole('tab', { name: 'Open a file' }).click();
});

test('a CSV file is read in the page: rows, faults with their place, top events, a funnel', async ({ demo }) => {
  await demo.getByTestId('file-input').setInputFiles({ name: 'shop.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await expect(demo.getByTestId('file-rows')).toHaveText('5 rows');
  await expect(demo.getByTestId('file-skipped')).toHaveText('1');
  await expect(demo.getByTestId('file-faults').getByRole('row').nth(1)).toHaveText(/^75/);
  await expect(demo.getByTestId('file-event-1')).toHaveText('opened33');
  await expect(demo.getByTestId('file-event-2')).toHaveText('bought22');
  await expect(demo.getByTestId('funnel-count-1').last()).toHaveText('3');
  await expect(demo.getByTestId('panel-file-funnel').getByTestId('funnel-count-2')).toHaveText('2');
});

test('the steps can be changed and the funnel broken down', async ({ demo }) => {
  await demo.getByTestId('file-input').setInputFiles({ name: 'shop.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  const funnel = demo.getByTestId('panel-file-funnel');
  await demo.getByLabel('Break down by').selectOption('plan');
  await expect(demo.getByTestId('file-group-free')).toContainText('100%1');
  await expect(demo.getByTestId('file-group-paid')).toContainText('50%2');
  await demo.getByLabel('Step 1', { exact: true }).selectOption('bought');
  await expect(funnel.getByTestId('funnel-count-1')).toHaveText('2');
  await expect(funnel.getByTestId('funnel-count-2')).toHaveText('0');
  await demo.getByRole('button', { name: 'Add a step' }).click();
  await expect(demo.getByLabel('Step 3', { exact: true })).toBeFocused();
  await demo.getByRole('button', { name: 'Remove step 3' }).click();
  await expect(demo.getByLabel('Step 3', { exact: true })).toHaveCount(0);
});

test('NDJSON and gzip are recognised by their content', async ({ demo }) => {
  await demo.getByTestId('file-input').setInputFiles({ name: 'events.bin.gz', mimeType: 'application/gzip', buffer: gzipSync(NDJSON) });
  await expect(demo.getByRole('region', { name: 'How the file was read' })).toHaveText(
    'events.bin.gz (NDJSON): 3 rows read, none skipped.',
  );
});

test('a file dropped on the dashboard is opened', async ({ demo }) => {
  await demo.getByRole('tab', { name: 'Live' }).click();
  const transfer = await demo.evaluateHandle((text) => {
    const data = new DataTransfer();
    data.items.add(new File([text], 'dropped.csv', { type: 'text/csv' }));
    return data;
  }, CSV);
  await demo.getByRole('region', { name: 'Dashboard' }).dispatchEvent('drop', { dataTransfer: transfer });
  await expect(demo.getByTestId('file-rows')).toHaveText('5 rows');
});

test('the sample is opened, with the steps of the shipment in their order', async ({ demo }) => {
  await demo.getByRole('button', { name: 'Open the sample' }).click();
  await expect(demo.getByTestId('file-rows')).toHaveText(/^11,\d{3} rows$/);
  await expect(demo.getByTestId('file-skipped')).toHaveText('none');
  const steps = demo.getByTestId(/^builder-step-/);
  await expect(steps).toHaveCount(7);
  for (const [index, event] of [
    'app_opened',
    'shipment_creation_started',
    'form_field_filled',
    'shipment_details_completed',
    'carrier_selected',
    'shipment_creation_completed',
    'order_tracked',
  ].entries()) {
    await expect(steps.nth(index)).toHaveValue(event);
  }
});

test('a file that holds no events says what is missing', async ({ demo }) => {
  await demo.getByTestId('file-input').setInputFiles({ name: 'prices.csv', mimeType: 'text/csv', buffer: Buffer.from('sku,price\na,1\n') });
  await expect(demo.getByTestId('file-status')).toContainText(/cannot be read.*prices\.csv.*the columns are sku, price/);
});

test('a file leaves the live numbers alone', async ({ demo }) => {
  await demo.getByTestId('file-input').setInputFiles({ name: 'shop.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) });
  await expect(demo.getByTestId('file-rows')).toBeVisible();
  await demo.getByRole('tab', { name: 'Live' }).click();
  await expect(demo.getByTestId('kpi-visitors')).toHaveText('1');
});
