// What every contender must answer before it is timed: the published answers for the published sizes, and each other's at any size.
import { EVENTS } from './workload.mjs';

/** Answers of the workload by number of events, as DuckDB, ClickHouse and two JavaScript implementations gave them. Times in ms. */
const PUBLISHED = {
  '1M': {
    funnel: { steps: [49_726, 35_324, 14_850, 5_105], medianMs: 427_587_408 },
    'funnel-breakdown': { US: { steps: [2_551, 1_809, 744, 261], medianMs: 409_089_736 } },
    'event-by-hour': { groups: 14_361, events: 1_000_000, users: 998_291 },
    quantiles: { page_view: [180.967, 799.13255] },
  },
  '5M': {
    funnel: { steps: [248_520, 176_735, 73_924, 25_074], medianMs: 428_629_658 },
    'funnel-breakdown': { US: { steps: [12_566, 8_915, 3_860, 1_294], medianMs: 435_860_748.5 } },
    'event-by-hour': { groups: 14_386, events: 5_000_000, users: 4_991_348 },
    quantiles: { page_view: [181.57, 797.8722] },
  },
};

/**
 * Throws an Error that names the task, the contender and the first difference when an answer is not the published one, or when two
 * contenders disagree.
 *
 * @param {string} task
 * @param {Record<string, object>} answers by contender, ours first
 * @param {object} events of generateEvents()
 * @param {Record<string, string[]>} leavesOut by contender: the names of what it cannot answer
 */
export function checkAnswers(task, answers, events, leavesOut = {}) {
  const expected = task.startsWith('ingest-') ? countsByEvent(events) : (PUBLISHED[`${events.count / 1e6}M`]?.[task] ?? {});
  const [[first, reference], ...others] = Object.entries(answers);
  expectContains(reference, expected, `${task}: ${first}`);
  for (const [name, answer] of others) {
    const asked = (whole) => without(whole, leavesOut[name] ?? []);
    expectContains(answer, asked(expected), `${task}: ${name}`);
    expectContains(answer, asked(reference), `${task}: ${name} against ${first}`);
    expectContains(reference, answer, `${task}: ${first} against ${name}`);
  }
}

function countsByEvent({ event }) {
  const counts = Object.fromEntries(EVENTS.map((name) => [name, 0]));
  for (const code of event) counts[EVENTS[code]] += 1;
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function without(value, names) {
  if (names.length === 0 || typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).flatMap(([key, inner]) => (names.includes(key) ? [] : [[key, without(inner, names)]])));
}

// Everything of `expected` is in `actual`; fractions may differ in their last digits.
function expectContains(actual, expected, path) {
  if (typeof expected === 'object' && expected !== null) {
    for (const [key, value] of Object.entries(expected)) expectContains(actual?.[key], value, `${path}.${key}`);
  } else if (typeof expected === 'number' && typeof actual === 'number') {
    if (!(Math.abs(actual - expected) <= Math.abs(expected) * 1e-9)) throw new Error(`${path}: ${actual} instead of ${expected}`);
  } else if (actual !== expected) {
    throw new Error(`${path}: ${actual} instead of ${expected}`);
  }
}
