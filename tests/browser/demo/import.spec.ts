import type { Page } from '@playwright/test';
import { expect, test } from './demo-test.js';
import { importRows } from './import-rows.js';

const ROWS = 50_000;

/** Chooses a file of this text. */
async function choose(page: Page, name: string, csv: string): Promise<void> {
  await page.getByTestId('file-input').setInputFiles({ name, mimeType: 'text/csv', buffer: Buffer.from(csv) });
}

/** Every text and share that the progress has shown, from now on. */
async function watchProgress(page: Page): Promise<void> {
  await page.evaluate(() => {
    const seen: { text: string; share: number; hidden: boolean }[] = [];
    const root = document.querySelector<HTMLElement>('[data-testid="import"]')!;
    const note = (): void => {
      const bar = root.querySelector('progress')!;
      seen.push({ text: root.querySelector('p')!.textContent ?? '', share: bar.value, hidden: root.hidden });
    };
    new MutationObserver(note).observe(root, { subtree: true, childList: true, attributes: true, characterData: true });
    Object.assign(globalThis, { seenProgress: seen });
  });
}

test.beforeEach(async ({ demo }) => {
  await demo.getByRole('tab', { name: 'Open a file' }).click();
});

test('an import shows rows, bytes and per cent as it goes, and counts what the file holds', async ({ demo }) => {
  const { csv, counts } = importRows(ROWS);
  await watchProgress(demo);
  await choose(demo, 'big.csv', csv);
  await expect(demo.getByTestId('file-rows')).toHaveText('50,000 rows');
  await expect(demo.getByTestId('file-skipped')).toHaveText('none');
  await expect(demo.getByTestId('import')).toBeHidden();
  const seen = await demo.evaluate(
    () => (globalThis as unknown as { seenProgress: { text: string; share: number; hidden: boolean }[] }).seenProgress,
  );
  const shown = seen.filter(({ hidden }) => !hidden);
  const shares = shown.map(({ share }) => share);
  expect(shares).toEqual(shares.toSorted((a, b) => a - b));
  expect(new Set(shares).size).toBeGreaterThan(1);
  expect(shown.at(-1)?.text).toMatch(/^big\.csv: [\d,]+ rows, [\d.]+ [kM]B of [\d.]+ MB, \d+%$/);
  for (const [index, [name, count]] of [...counts].sort((a, b) => b[1].users - a[1].users || b[1].events - a[1].events).entries()) {
    const row = demo.getByTestId(`file-event-${index + 1}`);
    await expect(row).toContainText(name);
    await expect(row).toContainText(`${count.users.toLocaleString('en')}${count.events.toLocaleString('en')}`);
  }
});

test('an import can be cancelled: it stops, nothing is kept, and what was open stays open', async ({ demo }) => {
  await choose(demo, 'small.csv', importRows(300).csv);
  await expect(demo.getByTestId('file-rows')).toHaveText('300 rows');
  // Cancelled as soon as some rows were read, in the task that shows it, however fast the machine is.
  await demo.evaluate(() => {
    const root = document.querySelector<HTMLElement>('[data-testid="import"]')!;
    const cancel = root.querySelector('button')!;
    new MutationObserver((_, observer) => {
      if (root.hidden || !/: [1-9]/.test(root.querySelector('p')!.textContent ?? '')) return;
      observer.disconnect();
      cancel.click();
    }).observe(root, { subtree: true, childList: true, characterData: true });
  });
  await choose(demo, 'big.csv', importRows(200_000).csv);
  await expect(demo.getByTestId('file-status')).toHaveText(
    /^Cancelled after [\d,]+ rows; none of them is kept\. small\.csv is still open\.$/,
  );
  await expect(demo.getByTestId('import')).toBeHidden();
  await expect(demo.getByTestId('file-input')).toBeFocused();
  await expect(demo.getByTestId('file-rows')).toHaveText('300 rows');
  // It still answers.
  await demo.getByLabel('Break down by').selectOption('plan');
  await expect(demo.getByTestId('panel-file-groups')).toHaveAttribute('data-state', 'ready');
});

test('a file chosen while another is read takes its place', async ({ demo }) => {
  await choose(demo, 'big.csv', importRows(200_000).csv);
  await choose(demo, 'small.csv', importRows(300).csv);
  await expect(demo.getByTestId('file-rows')).toHaveText('300 rows');
  await expect(demo.getByTestId('file-status')).toHaveText('');
  await expect(demo.getByTestId('import')).toBeHidden();
});

test('an empty file ends its import, too', async ({ demo }) => {
  await choose(demo, 'empty.csv', '');
  await expect(demo.getByRole('region', { name: 'How the file was read' })).toContainText('empty.csv (empty file): 0 rows read');
});
