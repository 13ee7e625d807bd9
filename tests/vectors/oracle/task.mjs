// Attempts at a task: core/assay/behavior/task.h, and what core/assay/stats says of their times and errors.

import { propertyOf, satisfies, selects } from './conditions.mjs';
import { collect, groupBy, heaviest, keyOf } from './groups.mjs';
import { proportion } from './statistics.mjs';
import { errorRate, geometricMean, medianInterval } from './task-statistics.mjs';
import { answerTarget } from './task-target.mjs';
import { bucketStart, inRange, milliseconds, timeStats } from './time.mjs';

const selectorOf = (step) => (typeof step === 'string' ? step : { event: step.event, where: step.where });

/** One user's attempts: each start, with what follows it up to the next event that is a start or a complete. */
function attemptsOf(stream, { start, complete, within = '1d', errors, steps = [] }) {
  const starts = stream.filter((event) => selects(start, event));
  return starts.map((event) => {
    const later = stream.slice(stream.indexOf(event) + 1);
    const ends = later.findIndex((next) => selects(complete, next) || selects(start, next));
    const inTime = (next) => next.time - event.time <= milliseconds(within);
    const isCompleted = ends >= 0 && selects(complete, later[ends]) && inTime(later[ends]);
    const inside = (ends < 0 ? later : later.slice(0, ends)).filter(inTime);
    const reached = inside.map((next) => steps.findLastIndex((step) => selects(selectorOf(step), next)) + 1);
    return {
      event,
      isFirst: event === starts[0],
      duration: isCompleted ? later[ends].time - event.time : undefined,
      errors: errors === undefined ? [] : inside.filter((next) => [errors].flat().some((error) => selects(error, next))),
      furthest: Math.max(0, ...reached),
    };
  });
}

const durationsOf = (attempts) => attempts.map(({ duration }) => duration).filter((duration) => duration !== undefined);

function timesOf(attempts) {
  const durations = durationsOf(attempts);
  return { ...timeStats(durations), ...medianInterval(durations), geometricMeanMs: geometricMean(durations) };
}

function errorsOf(attempts, { errorField }, told) {
  const errors = attempts.flatMap((attempt) => attempt.errors.map((error) => ({ attempt, value: propertyOf(error, errorField) })));
  const fields = [...told.map((value) => ({ value })), { other: true }].map(({ value, other }) => {
    const own = errors.filter((error) => (other ? !told.includes(error.value) : error.value === value));
    const some = new Set(own.map(({ attempt }) => attempt));
    return { value: value ?? null, ...(other && { other }), errors: own.length, attempts: proportion(some.size, attempts.length) };
  });
  return {
    count: errors.length,
    attempts: proportion(attempts.filter((attempt) => attempt.errors.length > 0).length, attempts.length),
    perAttempt: errorRate(attempts.map((attempt) => attempt.errors.length)),
    fields: errorField === undefined ? [] : fields.filter((field) => field.errors > 0),
  };
}

function stepsOf(attempts, steps) {
  const names = ['start', ...steps.map((step) => (typeof step === 'string' ? step : (step.label ?? step.event)))];
  return names.map((step, place) => {
    const reached = attempts.filter(({ furthest }) => furthest >= place);
    const left = reached.filter(({ furthest, duration }) => furthest === place && duration === undefined);
    return { step, abandoned: proportion(left.length, reached.length) };
  });
}

export function answerTask(events, query, now) {
  const { task, filter, range, bucket, zone, maxGroups = 1000 } = query;
  const by = [query.by ?? []].flat();
  const within = (some) => {
    const streams = collect(
      inRange(events, some, now).filter((event) => satisfies(event, filter)),
      ({ user }) => user,
    );
    return [...streams.values()].flatMap((stream) => attemptsOf(stream, task));
  };
  const attempts = within(range);
  // First attempts are told apart among all events before the range's end.
  const everything = { end: range?.end };
  const firsts = new Set(
    within(everything)
      .filter(({ isFirst }) => isFirst)
      .map(({ event }) => event),
  );
  const scanned = inRange(events, task.experience ? everything : range, now);

  const fields = groupBy(
    attempts.flatMap(({ errors }) => errors),
    (error) => [propertyOf(error, task.errorField)],
  );
  const told = heaviest(task.errorField === undefined ? [] : fields, task.maxErrorFields ?? 20);
  const counts = (some) => ({
    completion: proportion(durationsOf(some).length, some.length),
    time: timesOf(some),
    ...(task.errors !== undefined && {
      errors: errorsOf(
        some,
        task,
        told.kept.map(({ values }) => values[0]),
      ),
    }),
    ...(task.steps !== undefined && { steps: stepsOf(some, task.steps) }),
  });

  const { kept, omitted } = heaviest(
    groupBy(attempts, ({ event }) => by.map((property) => propertyOf(event, property))),
    maxGroups,
  );
  const rows = kept.flatMap(({ values, items }) =>
    [...collect(items, ({ event }) => (bucket === undefined ? undefined : bucketStart(event.time, bucket, zone)))].flatMap(
      ([start, inBucket]) => {
        const experiences = collect(inBucket, ({ event }) => (task.experience ? (firsts.has(event) ? 'first' : 'returning') : undefined));
        return [...experiences].toSorted().map(([experience, some]) => ({
          key: keyOf(by, values),
          ...(start !== undefined && { bucketStart: start }),
          ...(experience !== undefined && { experience }),
          ...counts(some),
        }));
      },
    ),
  );
  rows.sort((a, b) => (a.bucketStart ?? 0) - (b.bucketStart ?? 0));
  return {
    total: { key: {}, ...counts(attempts) },
    rows,
    groupsOmitted: omitted,
    eventsScanned: scanned.length,
    ...(task.errorField !== undefined && { errorFieldsOmitted: told.omitted }),
    ...(task.target !== undefined && { target: answerTarget(task.target, attempts, within) }),
  };
}
