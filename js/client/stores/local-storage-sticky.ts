import type { StickyAssignments, StickyStore } from '../sticky/sticky-store.js';

export interface LocalStorageStickyOptions {
  /** Of `localStorage`. @defaultValue `'assay_sticky'` */
  readonly key?: string;
  /** An assignment is forgotten this long after it was first shown, ms. @defaultValue 7,776,000,000 (90 days) */
  readonly ttlMs?: number;
  /** Units that are kept; beyond it the one that was written longest ago is forgotten. @defaultValue 20 */
  readonly maxUnits?: number;
  /** As in `StickyStore`. @defaultValue `'user'` */
  readonly unit?: string | readonly string[];
  /** @defaultValue `Date.now` */
  readonly clock?: () => number;
}

/** A list of pairs, oldest first: an object would reorder ids that look like numbers. */
type Kept = readonly (readonly [unit: string, assignments: StickyAssignments])[];

/** Assignments of one unit; beyond it the oldest are forgotten. */
const MAX_ASSIGNMENTS = 256;

/** Keeps sticky assignments in this origin's `localStorage`. Where there is none, or it is full, it throws, which is reported. */
export function localStorageSticky(options: LocalStorageStickyOptions = {}): StickyStore {
  const { key = 'assay_sticky', ttlMs = 90 * 24 * 3600 * 1000, maxUnits = 20, unit = 'user', clock = Date.now } = options;

  const read = (): Kept => keptOf(localStorage.getItem(key));
  const current = (assignments: StickyAssignments): StickyAssignments => {
    const oldest = clock() - ttlMs;
    const alive = Object.entries(assignments).filter(([, { at }]) => at > oldest);
    return Object.fromEntries(alive.sort(([, a], [, b]) => a.at - b.at).slice(-MAX_ASSIGNMENTS));
  };
  return {
    unit,
    get: (id) => {
      const kept = read().find(([of]) => of === id);
      return kept && current(kept[1]);
    },
    set: (id, assignments) => {
      const others = read().filter(([of]) => of !== id);
      localStorage.setItem(key, JSON.stringify([...others, [id, current(assignments)]].slice(-maxUnits)));
    },
  };
}

/** What the page's other scripts may have written there is nothing of ours. */
function keptOf(text: string | null): Kept {
  let value: unknown;
  try {
    value = JSON.parse(text ?? '[]');
  } catch {
    return [];
  }
  return Array.isArray(value) ? value.filter((each): each is Kept[number] => Array.isArray(each) && isAssignments(each[1])) : [];
}

function isAssignments(value: unknown): value is StickyAssignments {
  if (typeof value !== 'object' || value === null) return false;
  return Object.values(value).every(
    (each: { variant?: unknown; at?: unknown } | null) => typeof each?.variant === 'string' && typeof each.at === 'number',
  );
}
