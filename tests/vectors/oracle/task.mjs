// Time on task: core/assay/behavior/task.h.

import { propertyOf, satisfies, selects } from './conditions.mjs';
import { collect, groupBy, heaviest, keyOf } from './groups.mjs';
import { proportion } from './statistics.mjs';
import { bucketStart, inRange, milliseconds, timeStats } from './time.mjs';

/** One user's attempts: each start, with the duration where the next event that is a start or a complete completes it in time. */
function attemptsOf(stream, { start, complete, within = '1d' }) {
  return stream.flatMap((event, i) => {
    if (!selects(start, event)) return [];
    const end = stream.slice(i + 1).find((later) => selects(complete, later) || selects(start, later));
    const isCompleted = end !== undefined && selects(complete, end) && end.time - event.time <= milliseconds(within);
    return [{ event, duration: isCompleted ? end.time - event.time : undefined }];
  });
}

function counts(attempts) {
  const durations = attempts.map(({ duration }) => duration).filter((duration) => duration !== undefined);
  return { completion: proportion(durations.length, attempts.length), time: timeStats(durations) };
}

export function answerTask(events, query, now) {
  const { task, filter, range, bucket, zone, maxGroups = 1000 } = query;
  const by = [query.by ?? []].flat();
  const scanned = inRange(events, range, now);
  const streams = collect(
    scanned.filter((event) => satisfies(event, filter)),
    ({ user }) => user,
  );
  const attempts = [...streams.values()].flatMap((stream) => attemptsOf(stream, task));
  const { kept, omitted } = heaviest(
    groupBy(attempts, ({ event }) => by.map((property) => propertyOf(event, property))),
    maxGroups,
  );
  const rows = kept.flatMap(({ values, items }) => {
    if (bucket === undefined) return [{ key: keyOf(by, values), ...counts(items) }];
    const buckets = collect(items, ({ event }) => bucketStart(event.time, bucket, zone));
    return [...buckets].map(([start, some]) => ({ key: keyOf(by, values), bucketStart: start, ...counts(some) }));
  });
  rows.sort((a, b) => (a.bucketStart ?? 0) - (b.bucketStart ?? 0));
  return { total: { key: {}, ...counts(attempts) }, rows, groupsOmitted: omitted, eventsScanned: scanned.length };
}
