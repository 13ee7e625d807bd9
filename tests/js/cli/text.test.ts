import { describe, expect, it } from 'vitest';
import { ProgressBar } from '../../../js/cli/progress-bar.js';
import { bar } from '../../../js/cli/text/bar.js';
import {
  formatBucket,
  formatDifference,
  formatInterval,
  formatNumber,
  formatPeriod,
  formatPValue,
  formatRate,
} from '../../../js/cli/text/numbers.js';
import { cellWidth, printable, renderTable } from '../../../js/cli/text/table.js';

describe('numbers', () => {
  it.each([
    [0.3412, 0.3, 0.38, '34 %', '30–38 %'],
    [0.3412, 0.336, 0.3464, '34.1 %', '33.6–34.6 %'],
    [0.3412, 0.3405, 0.3419, '34.12 %', '34.05–34.19 %'],
    [1, 0.5, 1, '100 %', '50–100 %'],
    [null, null, null, '–', '–'],
  ])('show %d in %d to %d as %s and %s', (rate, low, high, shown, interval) => {
    expect(formatRate(rate, low, high)).toBe(shown);
    expect(formatInterval(low, high)).toBe(interval);
  });

  it.each([
    [0.021, 0.003, 0.039, '+2.1 points (0.3 to 3.9)'],
    [-0.021, -0.09, 0.048, '−2 points (−9 to 5)'],
    [0, -0.0001, 0.0001, '0.00 points (−0.01 to 0.01)'],
    [-0.000001, -0.004, 0.004, '0.0 points (−0.4 to 0.4)'],
    [null, null, null, '–'],
  ])('show the difference %d as %4$s', (value, low, high, text) => {
    expect(formatDifference(value, low, high, 'points')).toBe(text);
  });

  it.each([
    [0, '0'],
    [12, '12'],
    [0.123456, '0.1235'],
    [-2.54321, '−2.543'],
    [999.96, '1,000'],
    [123_456.7, '123,457'],
    [null, '–'],
  ])('show %d as %s', (value, text) => {
    expect(formatNumber(value)).toBe(text);
  });

  it.each([
    [0.0004, 'p < 0.001'],
    [0.0324, 'p = 0.032'],
    [1, 'p = 1.000'],
    [null, 'p –'],
  ])('show the probability %d as %s', (p, text) => {
    expect(formatPValue(p)).toBe(text);
  });

  it.each([
    [86_400_000, '2024-03-13'],
    [3_600_000, '2024-03-13 10:21'],
    [5_000, '2024-03-13 10:21:14'],
    [250, '2024-03-13 10:21:14.250'],
  ])('show the start of a bucket of %d ms as %s', (bucketMs, text) => {
    expect(formatBucket(Date.UTC(2024, 2, 13, 10, 21, 14, 250), bucketMs)).toBe(text);
  });

  it.each([
    ['the hour before clocks are put back', 'Europe/Berlin', '2026-10-24T23:00Z', 'hour', '2026-10-25 01:00'],
    ['the first of the two', 'Europe/Berlin', '2026-10-25T00:00Z', 'hour', '2026-10-25 02:00 +02:00'],
    ['the second', 'Europe/Berlin', '2026-10-25T01:00Z', 'hour', '2026-10-25 02:00 +01:00'],
    ['the hour after', 'Europe/Berlin', '2026-10-25T02:00Z', 'hour', '2026-10-25 03:00'],
    ['a day that has one', 'Europe/Berlin', '2026-10-24T22:00Z', 'day', '2026-10-25'],
    ['clocks that are put forward', 'Europe/Berlin', '2026-03-29T01:00Z', 'hour', '2026-03-29 03:00'],
    ['a minute of half an hour that comes twice', 'Australia/Lord_Howe', '2026-04-04T14:45Z', 'minute', '2026-04-05 01:45 +11:00'],
    ['the same in the other half', 'Australia/Lord_Howe', '2026-04-04T15:15Z', 'minute', '2026-04-05 01:45 +10:30'],
    ['west of Greenwich', 'America/St_Johns', '2026-11-01T03:45Z', 'minute', '2026-11-01 01:15 −02:30'],
    ['UTC', 'UTC', '2026-10-25T01:00Z', 'hour', '2026-10-25 01:00'],
  ] as const)('says which of two equal times it is: %s', (_, zone, instant, period, text) => {
    expect(formatPeriod(Date.parse(instant), period, zone)).toBe(text);
  });
});

describe('a bar', () => {
  it.each([
    [0, ''],
    [1, '████'],
    [0.5, '██'],
    [0.53, '██▏'],
    [0.0001, '▏'],
    [2, '████'],
  ])('of %d is %j', (share, text) => {
    expect(bar(share, 4)).toBe(text);
  });
});

describe('a table', () => {
  it('aligns cells of any script and of any colour', () => {
    const table = renderTable(
      [
        { title: 'name', align: 'left' },
        { title: 'n', align: 'right' },
      ],
      [
        ['東京', '5'],
        ['\u001b[36mé\u0301\u001b[0m', '12,345'],
        ['🙂', ''],
      ],
    );
    expect(table).toBe('name       n\n東京       5\n\u001b[36mé\u0301\u001b[0m     12,345\n🙂\n');
  });

  it('knows how wide a text is', () => {
    expect(['abc', '東京', '🙂', 'e\u0301', '\u001b[1mx\u001b[0m', ''].map(cellWidth)).toEqual([3, 4, 2, 1, 1, 0]);
  });

  it('lets nothing from a file control the terminal', () => {
    expect(printable('a\u001b[31mb\nc\u009bd')).toBe('a\ufffd[31mb\ufffdc\ufffdd');
    expect(printable('x'.repeat(100))).toHaveLength(60);
  });
});

describe('the progress bar', () => {
  const record = (isTerminal: boolean, total: number | undefined, steps: readonly (readonly [ms: number, bytes: number])[]): string => {
    let now = 1000;
    let text = '';
    const output = {
      isTerminal,
      width: 80,
      write: async (part: string) => {
        text += part;
      },
    };
    const progress = new ProgressBar(output, total, () => now);
    for (const [ms, bytes] of steps) {
      now = 1000 + ms;
      progress.update(bytes);
    }
    progress.clear();
    return text;
  };

  it('shows bytes, share, speed and the time left, ten times a second at most', () => {
    const text = record(true, 200_000_000, [
      [50, 1_000_000],
      [1000, 50_000_000],
      [1050, 60_000_000],
    ]);
    expect(text).toBe('\r\u001b[K█████                25 %  50.0 MB of 200.0 MB  50.0 MB/s  3 s left\r\u001b[K');
  });

  it('shows what it knows when the total is not known', () => {
    expect(record(true, undefined, [[500, 10_000_000]])).toBe('\r\u001b[Kread 10.0 MB, 20.0 MB/s\r\u001b[K');
  });

  it('is silent without a terminal and when all was quick', () => {
    expect(record(false, 100, [[1000, 50]])).toBe('');
    expect(record(true, 100, [[99, 50]])).toBe('');
  });
});
