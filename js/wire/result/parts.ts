import type { Scalar } from '../../shared/query.js';
import type { GroupKey, Proportion, TimeStats } from '../../shared/result.js';
import type { Proportion as FbProportion } from '../generated/assay/fb/proportion.js';
import type { Proportions as FbProportions } from '../generated/assay/fb/proportions.js';
import type { Result } from '../generated/assay/fb/result.js';
import type { TimeStats as FbTimeStats } from '../generated/assay/fb/time-stats.js';
import type { Value } from '../generated/assay/fb/value.js';
import { ValueType } from '../generated/assay/fb/value-type.js';

/** The items of a FlatBuffers vector. */
export function list<T>(length: number, item: (index: number) => T | null): T[] {
  return Array.from({ length }, (_, i) => item(i) as T);
}

/** The values of a group, by the names of the properties that the query groups by. */
export function keyOf(row: { keyLength(): number; key(index: number): Value | null }, by: readonly string[]): GroupKey {
  return Object.fromEntries(list(row.keyLength(), (i) => row.key(i)).map((value, i) => [by[i] as string, scalarOf(value)]));
}

export function timeStatsOf(stats: FbTimeStats): TimeStats {
  return {
    count: Number(stats.count()),
    meanMs: stats.meanMs(),
    medianMs: stats.medianMs(),
    p90Ms: stats.p90Ms(),
    histogram: {
      edgesMs: Array.from(stats.histogramEdgesMsArray() ?? []),
      counts: list(stats.histogramCountsLength(), (i) => Number(stats.histogramCounts(i))),
    },
  };
}

export function proportionOf(source: FbProportion): Proportion {
  return {
    successes: Number(source.successes()),
    trials: Number(source.trials()),
    rate: source.rate(),
    low: source.low(),
    high: source.high(),
  };
}

/** Proportions that come column by column. */
export function proportionsOf(source: FbProportions | null): readonly Proportion[] {
  const successes = source?.successesArray() ?? new Uint32Array();
  const [trials, low, high] = [source?.trialsArray(), source?.lowArray(), source?.highArray()];
  return Array.from(successes, (count, i) => {
    const of = trials?.[i] as number;
    if (of === 0) return { successes: count, trials: of, rate: null, low: null, high: null };
    return { successes: count, trials: of, rate: count / of, low: low?.[i] as number, high: high?.[i] as number };
  });
}

/** The keys of `count` groups that come one after the other. */
export function keysOf(source: { keys(index: number): Value | null }, count: number, by: readonly string[]): readonly GroupKey[] {
  return Array.from({ length: count }, (_, group) =>
    keyOf({ keyLength: () => by.length, key: (i) => source.keys(group * by.length + i) }, by),
  );
}

/** The groups of a result that is broken down by users: `decode` of each with its key. Nothing without `by`. */
export function userGroupsOf<Table, Counts>(
  result: Result,
  source: { keys(index: number): Value | null; groups(index: number): Table | null; groupsLength(): number },
  by: readonly string[],
  decode: (group: Table) => Counts,
): { readonly groups?: readonly (Counts & { readonly key: GroupKey })[]; readonly groupsOmitted?: number } {
  if (by.length === 0) return {};
  const keys = keysOf(source, source.groupsLength(), by);
  const groups = keys.map((key, i) => ({ key, ...decode(source.groups(i) as Table) }));
  return { groups, groupsOmitted: Number(result.groupsOmitted()) };
}

/** What a result of every kind has. */
export function countedOf(result: Result): { readonly eventsScanned: number } {
  return { eventsScanned: Number(result.eventsScanned()) };
}

/** What a result of every kind with groups has. */
export function groupedOf(result: Result): { readonly groupsOmitted: number; readonly eventsScanned: number } {
  return { groupsOmitted: Number(result.groupsOmitted()), ...countedOf(result) };
}

export function scalarOf(value: Value): Scalar | null {
  switch (value.type()) {
    case ValueType.String:
      return value.text() ?? '';
    case ValueType.Number:
      return value.number();
    case ValueType.Bool:
      return value.boolean();
    default:
      return null;
  }
}
