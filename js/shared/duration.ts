import { AssayError } from './errors.js';

const UNITS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 };

const FORM = /^(\d+(?:\.\d+)?)(ms|s|m|h|d|w)$/;

/**
 * Milliseconds of a duration: a number of milliseconds, or a decimal number with one of the units `ms`, `s`, `m` (minute), `h`, `d`
 * (24 hours) and `w` (7 days), as in `"500ms"`, `"1.5h"`, `"7d"`. The result is greater than zero and finite.
 *
 * Errors: `INVALID_ARGUMENT`, naming the forms allowed.
 */
export function parseDuration(duration: string | number): number {
  const ms = typeof duration === 'number' ? duration : textToMs(duration);
  if (Number.isFinite(ms) && ms > 0) return ms;
  const shown = typeof duration === 'string' ? JSON.stringify(duration) : String(duration);
  throw new AssayError(
    'INVALID_ARGUMENT',
    `duration ${shown}: give a number above zero with a unit, such as "500ms", "30s", "30m", "1.5h", "7d" or "2w" (in code also a number of ms)`,
  );
}

function textToMs(text: string): number {
  const match = FORM.exec(text.trim());
  if (match === null) return Number.NaN;
  const ms = Number(match[1]) * (UNITS[match[2] as string] as number);
  // 0.1 h is 360000.00000000006 ms in floating point: from a microsecond down the digits are noise.
  return Math.round(ms * 1_000) / 1_000;
}

const STEPS: readonly (readonly [unit: string, ms: number])[] = [
  ['d', 86_400_000],
  ['h', 3_600_000],
  ['m', 60_000],
  ['s', 1_000],
];

/**
 * A duration for people, in its two largest units: `"4 d 22 h"`, `"1 m 20 s"`, `"12.3 s"` below a minute, `"350 ms"` below a second.
 * `ms` is finite; a negative one gets a minus sign.
 */
export function formatDuration(ms: number): string {
  if (ms < 0) return `−${formatDuration(-ms)}`;
  if (ms < 999.5) return `${ms < 9.95 && !Number.isInteger(ms) ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 59_950) return `${stripZero((ms / 1_000).toFixed(1))} s`;
  for (let i = 0; i < STEPS.length - 1; i++) {
    const [unit, size] = STEPS[i] as readonly [string, number];
    const [smallUnit, smallSize] = STEPS[i + 1] as readonly [string, number];
    // Rounded to the smaller unit first, so that 59 m 59.9 s reads as 1 h and never as 59 m 60 s.
    const small = Math.round(ms / smallSize);
    const perLarge = size / smallSize;
    if (small < perLarge) continue;
    const rest = small % perLarge;
    const large = `${Math.floor(small / perLarge)} ${unit}`;
    return rest === 0 ? large : `${large} ${rest} ${smallUnit}`;
  }
  return `${Math.round(ms / 1_000)} s`;
}

const stripZero = (text: string): string => (text.endsWith('.0') ? text.slice(0, -2) : text);
