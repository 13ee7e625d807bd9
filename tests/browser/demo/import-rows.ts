const EVENTS = ['opened', 'searched', 'viewed', 'added', 'bought'] as const;
const PLANS = ['free', 'team', 'business'] as const;
const START_MS = Date.UTC(2026, 8, 1);
const ROWS_PER_USER = 20;
/** Prime to the number of users and of events, so that every user has several events, in an order of its own. */
const STRIDE = 7;

export interface ImportRows {
  readonly csv: string;
  /** By event. */
  readonly counts: ReadonlyMap<string, { readonly events: number; readonly users: number }>;
}

/** A CSV file of so many events of a shop, in the order of time: the same rows each time, and what is in them. */
export function importRows(rows: number): ImportRows {
  const users = Math.max(1, Math.floor(rows / ROWS_PER_USER));
  const lines = ['user,time,event,plan,price'];
  const seen = new Map<string, { events: number; users: Set<number> }>();
  for (let row = 0; row < rows; row += 1) {
    const user = (row * STRIDE) % users;
    // The later a step, the rarer it is.
    const event = EVENTS[Math.min((row * 13) % 11, (row * 5) % 7, EVENTS.length - 1)]!;
    const time = new Date(START_MS + row * 1_500).toISOString();
    lines.push(`user-${user},${time},${event},${PLANS[user % PLANS.length]},${event === 'bought' ? (row % 90) + 0.5 : ''}`);
    const count = seen.get(event) ?? { events: 0, users: new Set() };
    count.events += 1;
    count.users.add(user);
    seen.set(event, count);
  }
  lines.push('');
  return {
    csv: lines.join('\n'),
    counts: new Map([...seen].map(([name, count]) => [name, { events: count.events, users: count.users.size }])),
  };
}
