// Groups and their order: core/assay/aggregate/property_value.h and top_groups.h.

import { compareText } from './compare-text.mjs';

// Missing first, then false < true, numbers ascending, texts by UTF-8 bytes.
const RANKS = { undefined: 0, boolean: 1, number: 2, string: 3 };

function compareValues(a, b) {
  const ranks = RANKS[typeof a] - RANKS[typeof b];
  if (ranks !== 0) return ranks;
  if (typeof a === 'string') return compareText(a, b);
  return a === b ? 0 : a < b ? -1 : 1;
}

/** The order of two lists of values. */
export function compareKeys(a, b) {
  const i = a.findIndex((value, place) => compareValues(value, b[place]) !== 0);
  return i < 0 ? 0 : compareValues(a[i], b[i]);
}

/** Items by what `nameOf` gives, in order of first sight. */
export function collect(items, nameOf) {
  const groups = new Map();
  for (const item of items) {
    const name = nameOf(item);
    if (!groups.has(name)) groups.set(name, []);
    groups.get(name).push(item);
  }
  return groups;
}

/** Items by the list of values that `keyOf` gives: `{ values, items }`, ascending. */
export function groupBy(items, keyOf) {
  const groups = collect(items, (item) => JSON.stringify(keyOf(item).map((value) => [typeof value, value])));
  return [...groups.values()].map((some) => ({ values: keyOf(some[0]), items: some })).sort((a, b) => compareKeys(a.values, b.values));
}

/** The heaviest `most` groups in their order, ties going to the lesser key, and how many are left out. */
export function heaviest(groups, most) {
  const kept = groups.toSorted((a, b) => b.items.length - a.items.length || compareKeys(a.values, b.values)).slice(0, most);
  return { kept: groups.filter((group) => kept.includes(group)), omitted: groups.length - kept.length };
}

/** A key as answers have it: `null` where the property is missing. */
export const keyOf = (by, values) => Object.fromEntries(by.map((property, i) => [property, values[i] ?? null]));
