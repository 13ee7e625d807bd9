/** Digits that two correct computations of a statistic may differ in. */
const TOLERANCE = 1e-12;

/**
 * Where `actual` is not `expected`, as lines of text. Whole numbers must be equal; numbers with a fraction, or too large to have one, may
 * differ by 1e-12 or, where they are large, by that share of them.
 */
export function differences(actual: unknown, expected: unknown, path = 'answer'): string[] {
  if (typeof expected === 'number' && typeof actual === 'number') {
    const allowed = Number.isSafeInteger(expected) ? 0 : TOLERANCE * Math.max(1, Math.abs(expected));
    return Math.abs(actual - expected) <= allowed ? [] : [`${path}: ${actual} instead of ${expected}`];
  }
  if (typeof expected !== 'object' || expected === null || typeof actual !== 'object' || actual === null) {
    return Object.is(actual, expected) ? [] : [`${path}: ${JSON.stringify(actual)} instead of ${JSON.stringify(expected)}`];
  }
  const [left, right] = [Object.keys(actual), Object.keys(expected)].map((keys) => keys.sort().join());
  if (left !== right) return [`${path}: the fields ${left} instead of ${right}`];
  return Object.entries(expected).flatMap(([key, value]) => differences((actual as Record<string, unknown>)[key], value, `${path}.${key}`));
}
