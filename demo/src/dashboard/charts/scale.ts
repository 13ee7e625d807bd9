/** Maps [low, high] to [start, end]; a domain without width maps to the middle. */
export function linearScale(low: number, high: number, start: number, end: number): (value: number) => number {
  if (high === low) return () => (start + end) / 2;
  return (value) => start + ((value - low) / (high - low)) * (end - start);
}

/** Round numbers 1, 2 or 5 times a power of ten (or of `base` steps) apart, `about` as many as asked, that enclose [low, high]. */
export function niceTicks(low: number, high: number, about: number): readonly number[] {
  const span = high - low || Math.abs(high) || 1;
  const step = niceStep(span / about);
  const first = Math.floor(low / step + 1e-9);
  const last = Math.ceil(high / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** The same for durations in ms: multiples that people read off a clock. */
export function durationTicks(highMs: number, about: number): readonly number[] {
  const step = DURATION_STEPS_MS.find((each) => highMs / each <= about) ?? niceStep(highMs / about);
  return Array.from({ length: Math.ceil(highMs / step) + 1 }, (_, index) => index * step);
}

const DURATION_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 21_600, 86_400].map(
  (seconds) => seconds * 1_000,
);

function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const leading = rough / power;
  if (leading <= 1) return power;
  if (leading <= 2) return 2 * power;
  return leading <= 5 ? 5 * power : 10 * power;
}
