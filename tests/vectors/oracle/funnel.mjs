// The ordered funnel by search: no state machine, every start is tried. core/assay/behavior/funnel.h.

import { propertyOf, satisfies, selects } from './conditions.mjs';
import { collect, groupBy, heaviest, keyOf } from './groups.mjs';
import { proportion } from './statistics.mjs';
import { inRange, milliseconds, timeStats } from './time.mjs';

const alternativesOf = (step) => (typeof step === 'object' && step.any !== undefined ? step.any : [step]);
const nameOf = (selector) => (typeof selector === 'string' ? selector : (selector.event ?? 'any event'));
const labelOf = (step) =>
  typeof step === 'object' && step.label !== undefined ? step.label : alternativesOf(step).map(nameOf).join(' or ');

/**
 * The chain that decides what a user reached, as places in `stream` (the user's events in total order): events in order, the i-th matching
 * step i, all within the window of the first. The longest one; of those the one that ends first, then the one that starts last, then the one
 * that takes every step as early as possible.
 *
 * From one start, taking every step as early as possible ends earliest at every length, so one chain per start is enough.
 */
function decidingChain(stream, steps, window) {
  let best = [];
  for (let start = 0; start < stream.length; ++start) {
    const chain = [];
    for (let i = start; i < stream.length && chain.length < steps.length; ++i) {
      const inTime = stream[i].time - stream[start].time <= window;
      if (inTime && steps[chain.length].some((selector) => selects(selector, stream[i]))) chain.push(i);
      else if (i === start) break;
    }
    const isBetter = chain.length > best.length || (chain.length === best.length && chain.at(-1) <= best.at(-1));
    if (chain.length > 0 && isBetter) best = chain;
  }
  return best;
}

/** The value on the user's earliest event that matches any step and carries the property. */
const firstTouch = (stream, steps, property) => {
  const matching = stream.filter((event) => steps.flat().some((selector) => selects(selector, event)));
  return matching.map((event) => propertyOf(event, property)).find((value) => value !== undefined);
};

function summary(users, query) {
  const steps = query.steps;
  const reached = steps.map((_, i) => users.filter(({ times }) => times.length > i));
  const counts = reached.map((list) => list.length);
  return {
    steps: steps.map((step, i) => {
      const { rate, low, high } = proportion(counts[i], counts[0]);
      return {
        step: labelOf(step),
        count: counts[i],
        rate,
        rateLow: low,
        rateHigh: high,
        rateFromPrevious: i === 0 ? null : proportion(counts[i], counts[i - 1]).rate,
        dropOff: i === 0 ? 0 : counts[i - 1] - counts[i],
        timeFromPrevious: i === 0 ? null : timeStats(reached[i].map(({ times }) => times[i] - times[i - 1])),
        skipped: 0,
      };
    }),
    conversion: proportion(counts.at(-1), counts[0]),
    timeToConvert: timeStats(reached.at(-1).map(({ times }) => times.at(-1) - times[0])),
    entered: counts[0],
    excluded: 0,
  };
}

export function answerFunnel(events, query, now) {
  const { funnel, filter, range, maxGroups = 1000 } = query;
  const by = [query.by ?? []].flat();
  const steps = funnel.steps.map(alternativesOf);
  const scanned = inRange(events, range, now);
  const streams = collect(
    scanned.filter((event) => satisfies(event, filter)),
    ({ user }) => user,
  );
  const users = [...streams.values()]
    .map((stream) => ({
      times: decidingChain(stream, steps, milliseconds(funnel.within ?? '7d')).map((i) => stream[i].time),
      values: by.map((property) => firstTouch(stream, steps, property)),
    }))
    .filter(({ times }) => times.length > 0);
  const { kept, omitted } = heaviest(by.length === 0 ? [] : groupBy(users, ({ values }) => values), maxGroups);
  return {
    ...summary(users, funnel),
    groups: kept
      .toSorted((a, b) => b.items.length - a.items.length)
      .map(({ values, items }) => ({ key: keyOf(by, values), ...summary(items, funnel) })),
    groupsOmitted: omitted,
    eventsWithoutSession: 0,
    segments: [],
    eventsScanned: scanned.length,
  };
}
