import type { BatchEvent } from '../wire/batch-builder.js';

/** Events per segment, so that no single one is unwieldy. */
const MAX_EVENTS = 65_536;
/** Different property names; each is at most three columns, of which the engine takes 4,096 per batch. */
const MAX_NAMES = 1_024;
/** UTF-16 code units of names and texts, before the dictionary removes the repeated ones. */
const MAX_TEXT = 16 << 20;

/** How many of the first `events` one segment holds: all, or as many as the engine surely takes at once. At least 1 of a list not empty. */
export function segmentLength(events: readonly BatchEvent[]): number {
  const names = new Set<string>();
  // The names of the event before, by place: most events have the same ones, and comparing is cheaper than looking up.
  const recent: string[] = [];
  let text = 0;
  const most = Math.min(events.length, MAX_EVENTS);
  for (let i = 0; i < most; i++) {
    const { name, user, session, props } = events[i] as BatchEvent;
    text += name.length + user.length + (session?.length ?? 0);
    let at = 0;
    for (const property in props) {
      if (recent[at] !== property) {
        recent[at] = property;
        names.add(property);
      }
      at++;
      const value = props[property];
      if (typeof value === 'string') text += value.length;
    }
    if (i > 0 && (names.size > MAX_NAMES || text > MAX_TEXT)) return i;
  }
  return most;
}
