import { goodnessOfFit, independence } from '../contingency.js';
import { COVERAGE_PARTS, VARIANT_PARTS } from './observe.js';
import { nameOf, type Split, saltOf } from './read-splits.js';

/** The chance that a sound datafile fails a kind of check; divided by how many checks of the kind there are. */
const ALPHA = 0.001;
/** Fewer expected units in a cell than this, and chi-square says nothing. */
const LEAST_EXPECTED = 5;
const MAX_OVERLAPS = 20;

export interface ArmCheck {
  readonly experiment: string;
  readonly flag: string;
  readonly rule: string;
  readonly units: number;
  /** Units and meant share by arm; without arms that have neither. */
  readonly arms: readonly { readonly arm: string; readonly units: number; readonly meant?: number }[];
  /** Of the chi-square test of the arms against their shares; absent when there is too little to tell. */
  readonly p?: number;
  /** Of the test that coverage and variant are independent, over all units; absent where coverage is not drawn by Assay's own hash. */
  readonly coverageP?: number;
  readonly ok: boolean;
}

export interface PairCheck {
  readonly a: string;
  readonly b: string;
  /** Units in both. */
  readonly units: number;
  readonly p: number;
  /** Cramér's. */
  readonly v: number;
}

export interface Overlap {
  readonly a: string;
  readonly b: string;
  readonly units: number;
  /** Of the units of the smaller one. */
  readonly share: number;
}

/** What was found out about a datafile. */
export interface DatafileReport {
  readonly units: number;
  readonly splits: readonly ArmCheck[];
  readonly pairs: { readonly tested: number; readonly failed: readonly PairCheck[] };
  /** Experiments of one layer that share units. */
  readonly leaks: readonly { readonly layer: string; readonly a: string; readonly b: string; readonly units: number }[];
  /** Splits of different experiments that hash with one salt, so that who is in an arm of one is in that arm of the other. */
  readonly sharedSalts: readonly { readonly salt: string; readonly experiments: readonly string[] }[];
  readonly overlaps: readonly Overlap[];
  /** Units in no experiment, and the most experiments that a unit is in. */
  readonly inNone: number;
  readonly most: number;
  /** What is wrong, a sentence each. Empty: the datafile passes. */
  readonly failures: readonly string[];
}

/** @param arms as `observe` gives them @param probes by split, the parts of its coverage and variant lines that units are on */
export function checkDatafile(
  splits: readonly Split[],
  arms: readonly Int16Array[],
  probes: ReadonlyMap<Split, readonly [coverage: Int16Array, variant: Int16Array]> = new Map(),
): DatafileReport {
  const checks = splits.map((split, i) => armCheck(split, arms[i] as Int16Array, probes.get(split), splits.length));
  const sharedSalts = findSharedSalts(splits);
  const pairs = comparePairs(splits, arms);
  const perUnit = Array.from(arms[0] ?? [], (_, unit) => arms.reduce((count, each) => count + ((each[unit] as number) >= 0 ? 1 : 0), 0));
  const failures = [
    ...checks.filter(({ ok }) => !ok).map(armFailure),
    ...sharedSalts.map(
      ({ salt, experiments }) =>
        `${listed(experiments)} hash with the same salt ${quoted(salt)}: the arm in one gives the arm in the other away`,
    ),
    ...pairs.failed.map(
      ({ a, b, p, v, units }) =>
        `${quoted(a)} and ${quoted(b)} are not independent: p = ${p.toExponential(0)}, Cramér's V ${v.toFixed(2)} of ${units} units in both`,
    ),
    ...pairs.leaks.map(
      ({ layer, a, b, units }) => `layer ${quoted(layer)} leaks: ${units} units are in both ${quoted(a)} and ${quoted(b)}`,
    ),
  ];
  return {
    units: perUnit.length,
    splits: checks,
    pairs: { tested: pairs.tested, failed: pairs.failed },
    leaks: pairs.leaks,
    sharedSalts,
    overlaps: pairs.overlaps,
    inNone: perUnit.filter((count) => count === 0).length,
    most: perUnit.reduce((most, count) => Math.max(most, count), 0),
    failures,
  };
}

function armCheck(split: Split, arms: Int16Array, probe: readonly [Int16Array, Int16Array] | undefined, splits: number): ArmCheck {
  const counts = new Array<number>(split.arms.length).fill(0);
  for (const arm of arms) if (arm >= 0) counts[arm] = (counts[arm] as number) + 1;
  const units = counts.reduce((sum, count) => sum + count, 0);
  const { lengths } = split;
  const whole = lengths?.reduce((sum, length) => sum + length, 0) ?? 0;
  const enough = lengths?.every((length) => length === 0 || (units * length) / whole >= LEAST_EXPECTED) ?? false;
  const p = lengths !== undefined && enough ? goodnessOfFit(counts, lengths).p : undefined;
  const coverageP = probe === undefined || arms.length < LEAST_EXPECTED * COVERAGE_PARTS * VARIANT_PARTS ? undefined : tableP(...probe);
  return {
    experiment: nameOf(split),
    flag: split.flag,
    rule: split.rule,
    units,
    arms: split.arms
      .map((arm, i) => ({ arm, units: counts[i] as number, ...(lengths !== undefined && { meant: (lengths[i] as number) / whole }) }))
      .filter(({ units: count, meant }) => count > 0 || (meant ?? 0) > 0),
    ...(p !== undefined && { p }),
    ...(coverageP !== undefined && { coverageP }),
    ok: Math.min(p ?? 1, coverageP ?? 1) >= ALPHA / splits,
  };
}

function tableP(rows: Int16Array, columns: Int16Array): number {
  const counts = new Uint32Array(COVERAGE_PARTS * VARIANT_PARTS);
  for (let unit = 0; unit < rows.length; unit++) {
    const cell = (rows[unit] as number) * VARIANT_PARTS + (columns[unit] as number);
    counts[cell] = (counts[cell] as number) + 1;
  }
  return independence(counts, VARIANT_PARTS).p;
}

function armFailure({ experiment, flag, rule, p, coverageP, arms, units }: ArmCheck): string {
  const where = `${quoted(experiment)} (flag ${quoted(flag)}, rule ${quoted(rule)})`;
  if (p === undefined || (coverageP ?? 1) < p)
    return `${where}: coverage and variant are not independent, p = ${coverageP?.toExponential(0)}`;
  const shares = arms.map(({ arm, units: count, meant = 0 }) => `${arm} ${share(count / units)} instead of ${share(meant)}`).join(', ');
  return `${where}: the arms do not follow the weights, p = ${p.toExponential(0)}: ${shares}`;
}

function findSharedSalts(splits: readonly Split[]): DatafileReport['sharedSalts'] {
  const bySalt = new Map<string, Set<string>>();
  for (const split of splits) {
    const salt = saltOf(split, 'variant');
    if (salt !== undefined) bySalt.set(salt, (bySalt.get(salt) ?? new Set()).add(nameOf(split)));
  }
  return [...bySalt].filter(([, names]) => names.size > 1).map(([salt, names]) => ({ salt, experiments: [...names] }));
}

function comparePairs(splits: readonly Split[], arms: readonly Int16Array[]) {
  const tested: PairCheck[] = [];
  const leaks: { layer: string; a: string; b: string; units: number }[] = [];
  const overlaps: Overlap[] = [];
  const sizes = arms.map((each) => each.reduce((count, arm) => count + (arm >= 0 ? 1 : 0), 0));
  for (const [i, a] of splits.entries()) {
    for (let k = i + 1; k < splits.length; k++) {
      const b = splits[k] as Split;
      const columns = b.arms.length;
      const counts = jointCounts(arms[i] as Int16Array, arms[k] as Int16Array, a.arms.length, columns);
      const units = counts.reduce((sum, count) => sum + count, 0);
      if (units === 0 || nameOf(a) === nameOf(b)) continue;
      const names = { a: nameOf(a), b: nameOf(b), units };
      overlaps.push({ ...names, share: units / Math.min(sizes[i] as number, sizes[k] as number) });
      const layer = saltOf(a, 'layer');
      if (layer !== undefined && layer === saltOf(b, 'layer') && a.experiment !== undefined && b.experiment !== undefined)
        leaks.push({ layer, ...names });
      const isByDesign = saltOf(a, 'variant') !== undefined && saltOf(a, 'variant') === saltOf(b, 'variant');
      if (!isByDesign && units >= LEAST_EXPECTED * a.arms.length * columns) tested.push({ ...names, ...independence(counts, columns) });
    }
  }
  const failed = tested.filter(({ p }) => p < ALPHA / tested.length).map(({ a, b, units, p, v }) => ({ a, b, units, p, v }));
  return { tested: tested.length, failed, leaks, overlaps: overlaps.sort((a, b) => b.units - a.units).slice(0, MAX_OVERLAPS) };
}

function jointCounts(a: Int16Array, b: Int16Array, rows: number, columns: number): Uint32Array {
  const counts = new Uint32Array(rows * columns);
  for (let unit = 0; unit < a.length; unit++) {
    const [row, column] = [a[unit] as number, b[unit] as number];
    if (row >= 0 && column >= 0) counts[row * columns + column] = (counts[row * columns + column] as number) + 1;
  }
  return counts;
}

const quoted = (name: string): string => JSON.stringify(name);
const share = (value: number): string => `${(100 * value).toFixed(1)} %`;
const listed = (names: readonly string[]): string =>
  names
    .map(quoted)
    .join(', ')
    .replace(/, ([^,]*)$/, ' and $1');
