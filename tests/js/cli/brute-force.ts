import type { EventRow } from '../../../js/files/index.js';

/** Rows by user, each user's in the order of time, then of the file. */
function byUser(rows: readonly EventRow[]): readonly (readonly EventRow[])[] {
  const users = new Map<string, EventRow[]>();
  for (const row of rows) users.set(row.user, [...(users.get(row.user) ?? []), row]);
  return [...users.values()].map((events) => events.sort((a, b) => a.time - b.time));
}

/** Users who reached each step: from each first step on, every next step is taken at its first chance; the best start counts. */
export function funnelCounts(rows: readonly EventRow[], steps: readonly string[], within: number): readonly number[] {
  const counts = steps.map(() => 0);
  for (const events of byUser(rows)) {
    let best = 0;
    events.forEach((start, i) => {
      if (start.name !== steps[0]) return;
      let reached = 1;
      for (const event of events.slice(i + 1)) {
        if (event.time - start.time <= within && event.name === steps[reached]) reached++;
      }
      best = Math.max(best, reached);
    });
    for (let step = 0; step < best; step++) counts[step] = (counts[step] as number) + 1;
  }
  return counts;
}

/** Attempts, and how long the completed ones took: each start runs to the next start of the same user. */
export function taskTimes(
  rows: readonly EventRow[],
  start: string,
  complete: string,
  within: number,
): { readonly attempts: number; readonly times: readonly number[] } {
  let attempts = 0;
  const times: number[] = [];
  for (const events of byUser(rows)) {
    events.forEach((event, i) => {
      if (event.name !== start) return;
      attempts++;
      const next = events.slice(i + 1).find((later) => later.name === start || later.name === complete);
      if (next?.name === complete && next.time - event.time <= within) times.push(next.time - event.time);
    });
  }
  return { attempts, times };
}

/** The quantile of some numbers, linear between order statistics. */
export function quantile(values: readonly number[], q: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = q * (sorted.length - 1);
  const low = sorted[Math.floor(at)] as number;
  return low + (at - Math.floor(at)) * ((sorted[Math.ceil(at)] as number) - low);
}

/** Rows by the text that `keyOf` gives them. */
export function groupRows(rows: readonly EventRow[], keyOf: (row: EventRow) => string): ReadonlyMap<string, readonly EventRow[]> {
  const groups = new Map<string, EventRow[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}

export const distinct = (values: readonly unknown[]): number => new Set(values).size;
