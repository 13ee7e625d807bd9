const circular: Record<string, unknown> = {};
circular['self'] = circular;

/** An object that holds itself. */
export const CIRCULAR: unknown = circular;

/** What may stand in the place of anything in a vendor's file, or in what a page passes on as one. */
export const HOSTILE_VALUES: readonly unknown[] = [
  undefined,
  null,
  0,
  -1,
  Number.NaN,
  1e308,
  '',
  '__proto__',
  'a\ud800',
  true,
  [],
  [null],
  [[]],
  {},
  { length: -1 },
  JSON.parse(`${'['.repeat(4000)}${']'.repeat(4000)}`),
  CIRCULAR,
  () => 1,
  10n,
];
