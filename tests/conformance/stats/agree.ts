import type { Outcome } from '../report.js';

/** Numbers agree when they differ by at most `atol + rtol * |expected|`. */
export interface Tolerance {
  readonly rtol?: number;
  readonly atol?: number;
}

type Value = number | string | boolean | null | undefined | readonly Value[] | { readonly [name: string]: Value };

/** Passes when every expected member is there and agrees; members that nobody expects do not count. `null` expects that there is none. */
export function agree(expected: Value, got: Value, tolerance: Tolerance): Outcome {
  return agrees(expected, got, tolerance) ? { pass: true } : { fail: { expected: shown(expected), got: shown(got) } };
}

/** The first of several that failed. */
export const all = (...outcomes: readonly Outcome[]): Outcome => outcomes.find((outcome) => 'fail' in outcome) ?? { pass: true };

function agrees(expected: Value, got: Value, tolerance: Tolerance): boolean {
  if (expected === null || expected === undefined) return got === null || got === undefined;
  if (typeof expected === 'number') return typeof got === 'number' && near(expected, got, tolerance);
  if (typeof expected !== 'object') return expected === got;
  if (typeof got !== 'object' || got === null) return false;
  const members = got as Readonly<Record<string, Value>>;
  return Object.entries(expected).every(([name, value]) => agrees(value as Value, members[name], tolerance));
}

function near(expected: number, got: number, { rtol = 0, atol = 0 }: Tolerance): boolean {
  if (!Number.isFinite(expected)) return Object.is(expected, got);
  // Below the normal range a double has fewer digits than any tolerance asks for.
  return Math.abs(got - expected) <= Math.max(atol + rtol * Math.abs(expected), 1e-322);
}

/** JSON has no infinity and no NaN. */
const shown = (value: Value): unknown =>
  JSON.parse(
    JSON.stringify(value ?? null, (_, member: unknown) =>
      typeof member === 'number' && !Number.isFinite(member) ? String(member) : member,
    ),
  );
