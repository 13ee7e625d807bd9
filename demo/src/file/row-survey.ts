import type { EventRow } from 'assay/files';

/** Users whose order of events is remembered; the first so many stand for the rest. */
const SAMPLED_USERS = 5_000;
const MOST_CHOICES = 20;

export interface TimeSpan {
  readonly first: number;
  readonly last: number;
}

/** What passes by while a file is read: which properties are worth breaking down by, and in which order people do things. */
export interface RowSurvey {
  add(rows: readonly EventRow[]): void;
  /** The earliest and the latest time, ms since the epoch; absent without rows. */
  readonly span: TimeSpan | undefined;
  /** Text properties with 2 to 20 values, in the order they were met. */
  readonly breakdowns: readonly string[];
  /** `events` in the order in which most people come to them first. */
  inOrder(events: readonly string[]): readonly string[];
}

export function rowSurvey(): RowSurvey {
  /** `undefined`: too many values, or not text. */
  const values = new Map<string, Set<string> | undefined>();
  const firstTimes = new Map<string, Map<string, number>>();
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  return {
    add(rows) {
      for (const { name, time, user, props } of rows) {
        if (time < first) first = time;
        if (time > last) last = time;
        for (const [property, value] of Object.entries(props ?? {})) noteValue(values, property, value);
        noteFirst(firstTimes, user, name, time);
      }
    },
    get span() {
      return first > last ? undefined : { first, last };
    },
    get breakdowns() {
      return [...values].filter(([, set]) => set !== undefined && set.size >= 2).map(([property]) => property);
    },
    inOrder: (events) => orderByPrecedence(events, [...firstTimes.values()]),
  };
}

/** Sorts by how many others an event comes before in most people's first encounters; ties keep the order given. */
function orderByPrecedence(events: readonly string[], people: readonly ReadonlyMap<string, number>[]): readonly string[] {
  const leads = (a: string, b: string): number =>
    people.reduce((balance, times) => {
      const [first, second] = [times.get(a), times.get(b)];
      return first === undefined || second === undefined ? balance : balance + Math.sign(second - first);
    }, 0);
  const wins = new Map(events.map((event) => [event, events.filter((other) => other !== event && leads(event, other) > 0).length]));
  return events.toSorted((a, b) => wins.get(b)! - wins.get(a)!);
}

function noteValue(values: Map<string, Set<string> | undefined>, property: string, value: unknown): void {
  const known = values.get(property);
  if (known === undefined && values.has(property)) return;
  if (typeof value !== 'string') {
    values.set(property, undefined);
    return;
  }
  const set = known ?? new Set<string>();
  set.add(value);
  values.set(property, set.size > MOST_CHOICES ? undefined : set);
}

function noteFirst(firstTimes: Map<string, Map<string, number>>, user: string, name: string, time: number): void {
  let times = firstTimes.get(user);
  if (times === undefined) {
    if (firstTimes.size >= SAMPLED_USERS) return;
    times = new Map();
    firstTimes.set(user, times);
  }
  const known = times.get(name);
  if (known === undefined || time < known) times.set(name, time);
}
