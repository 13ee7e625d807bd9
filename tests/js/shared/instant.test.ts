import { describe, expect, it } from 'vitest';
import { parseInstant } from '../../../js/shared/instant.js';
import { seededRandom } from '../files/seeded-random.js';

const AT = Date.UTC(2024, 2, 13, 10, 21, 14);

describe('parseInstant', () => {
  it.each([
    ['2024-03-13', Date.UTC(2024, 2, 13)],
    ['2024-03-13T10:21', Date.UTC(2024, 2, 13, 10, 21)],
    ['2024-03-13T10:21:14', AT],
    ['2024-03-13 10:21:14', AT],
    ['2024-03-13T10:21:14Z', AT],
    ['2024-03-13 10:21:14 UTC', AT],
    ['2024-03-13T10:21:14.5Z', AT + 500],
    ['2024-03-13T10:21:14,25', AT + 250],
    ['2024-03-13T10:21:14.123456789Z', AT + 123],
    ['2024-03-13T10:21:14.9999', AT + 999],
    ['2024-03-13T12:21:14+02:00', AT],
    ['2024-03-13T12:21:14+0200', AT],
    ['2024-03-13 12:21:14+02', AT],
    ['2024-03-13 04:51:14 -05:30', AT],
    ['2024-02-29', Date.UTC(2024, 1, 29)],
    ['2000-02-29', Date.UTC(2000, 1, 29)],
    ['1969-12-31T23:59:59.999Z', -1],
    ['0001-01-01', -62_135_596_800_000],
    ['9999-12-31T23:59:59.999Z', 253_402_300_799_999],
    ['17/May/2015:10:05:03 +0000', Date.UTC(2015, 4, 17, 10, 5, 3)],
    ['17/May/2015:10:05:03 -0730', Date.UTC(2015, 4, 17, 17, 35, 3)],
    ['0', 0],
    ['2024', 2_024_000],
    ['1710325274', AT],
    ['1710325274.25', AT + 250],
    ['1710325274000', AT],
    ['99999999999', 99_999_999_999_000],
    ['100000000000', 100_000_000_000],
    ['-86400', -86_400_000],
    [1_710_325_274, AT],
    [1_710_325_274_000, AT],
    [8.64e15, 8.64e15],
    [-0, 0],
  ])('reads %j', (text, ms) => {
    expect(parseInstant(text)).toBe(ms);
  });

  it.each([
    '',
    'yesterday',
    '2024-3-13',
    '2024-13-01',
    '2024-00-10',
    '2024-02-30',
    '2023-02-29',
    '1900-02-29',
    '2024-04-31',
    '2024-03-00',
    '2024-03-13T',
    '2024-03-13T10',
    '2024-03-13x10:21:14',
    '2024-03-13T24:00:00',
    '2024-03-13T10:60:00',
    '2024-03-13T10:21:60',
    '2024-03-13T10:21:14.',
    '2024-03-13T10:21:14.5.5',
    '2024-03-13T10:21:14 ',
    '2024-03-13T10:21:14 PST',
    '2024-03-13T10:21:14+24:00',
    '2024-03-13T10:21:14+02:60',
    '2024-03-13T10:21:14+2',
    '2024-03-13T10:21:14Zjunk',
    ' 2024-03-13',
    '2024/03/13',
    '13.03.2024',
    '32/May/2015:10:05:03 +0000',
    '17/Mai/2015:10:05:03 +0000',
    '17/anF/2015:10:05:03 +0000',
    '17/May/2015 10:05:03 +0000',
    '17/May/2015:10:05',
    '1e3',
    '0x10',
    '1,5',
    '9'.repeat(17),
  ])('knows that %j is no moment', (text) => {
    expect(parseInstant(text)).toBeUndefined();
  });

  it.each([Number.NaN, Number.POSITIVE_INFINITY, 8.64e15 + 2, -8.65e15])('knows that the number %d is no moment', (value) => {
    expect(parseInstant(value)).toBeUndefined();
  });

  it('agrees with Date on every day of 800 years and on random moments', () => {
    for (let ms = Date.UTC(1600, 0, 1); ms < Date.UTC(2400, 0, 1); ms += 86_400_000) {
      const text = new Date(ms).toISOString();
      if (parseInstant(text.slice(0, 10)) !== ms) expect.fail(`${text} came out as ${parseInstant(text.slice(0, 10))}`);
    }
    const random = seededRandom(7);
    for (let i = 0; i < 20_000; i++) {
      const ms = Math.floor((random() - 0.2) * 4e12);
      const text = new Date(ms).toISOString();
      if (parseInstant(text) !== ms) expect.fail(`${text} came out as ${parseInstant(text)}`);
    }
  });
});
