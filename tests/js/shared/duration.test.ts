import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../../js/shared/duration.js';
import { AssayError } from '../../../js/shared/errors.js';

describe('parseDuration', () => {
  it.each([
    ['500ms', 500],
    ['30s', 30_000],
    ['30m', 1_800_000],
    ['1.5h', 5_400_000],
    ['24h', 86_400_000],
    ['7d', 604_800_000],
    ['2w', 1_209_600_000],
    ['0.1h', 360_000],
    [' 7d ', 604_800_000],
    [250, 250],
    [0.5, 0.5],
  ] as const)('reads %j as %d ms', (duration, ms) => {
    expect(parseDuration(duration)).toBe(ms);
  });

  it.each(['', '7', '7 days', 'd', '-7d', '+7d', '0d', '1e3s', '7D', '.5h', '5.h', '1h30m', 'Infinityd', `${'9'.repeat(400)}d`])(
    'refuses %j and says which forms there are',
    (text) => {
      expect(() => parseDuration(text)).toThrow(AssayError);
      expect(() => parseDuration(text)).toThrow(/"30m".*"7d"/);
    },
  );

  it.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])('refuses the number %d', (ms) => {
    expect(() => parseDuration(ms)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }));
  });
});

describe('formatDuration', () => {
  it.each([
    [0, '0 ms'],
    [0.25, '0.3 ms'],
    [350, '350 ms'],
    [999.4, '999 ms'],
    [999.6, '1 s'],
    [12_340, '12.3 s'],
    [59_949, '59.9 s'],
    [59_960, '1 m'],
    [80_000, '1 m 20 s'],
    [3_599_900, '1 h'],
    [3_600_000, '1 h'],
    [5_400_000, '1 h 30 m'],
    [86_399_999, '1 d'],
    [424_800_000, '4 d 22 h'],
    [31_536_000_000, '365 d'],
    [-80_000, '−1 m 20 s'],
  ])('writes %d ms as %j', (ms, text) => {
    expect(formatDuration(ms)).toBe(text);
  });
});
