import { invalid, textOf } from '../check.js';

/** From the instant `from` on, and until the next one, the zone's clocks show UTC plus `offsetMs`. */
export interface ZoneTransition {
  readonly from: number;
  readonly offsetMs: number;
}

const SECOND = 1000;
const WEEK = 604_800 * SECOND;

/** Nobody's data lies beyond; there, a zone's first and last offsets hold. */
const FIRST_YEAR = 1801;
const LAST_YEAR = 2200;
/** Without a range. */
const USUAL_YEARS = [1970, 2100] as const;

/**
 * The offsets of an IANA time zone from a year before `start` to a year after `end` (ms since the epoch; 1970 and 2100 when not given), from
 * the platform's own data. Empty for UTC. Found once per zone and year: 53 looks and a bisection per change.
 *
 * Errors: `INVALID_ARGUMENT` naming a zone that the platform does not know.
 */
export function zoneTransitions(zone: unknown, start: number | undefined, end: number | undefined): readonly ZoneTransition[] {
  const name = textOf(zone, 'zone');
  if (name === 'UTC') return [];
  const years = yearsOf(name);
  const first = start === undefined ? USUAL_YEARS[0] : yearOf(start) - 1;
  const last = end === undefined ? Math.max(USUAL_YEARS[1], first + 2) : yearOf(end) + 1;
  const found: ZoneTransition[] = [];
  for (let year = Math.min(first, last); year <= last; year++) {
    for (const transition of years(year)) {
      if (found.at(-1)?.offsetMs !== transition.offsetMs) found.push(transition);
    }
  }
  return found;
}

function yearOf(ms: number): number {
  return new Date(Math.min(Math.max(ms, startOfYear(FIRST_YEAR)), startOfYear(LAST_YEAR))).getUTCFullYear();
}

type Years = (year: number) => readonly ZoneTransition[];
const known = new Map<string, Years>();

/** What holds when a year begins, and what changes in it. */
function yearsOf(name: string): Years {
  const cached = known.get(name);
  if (cached !== undefined) return cached;
  const offsetAt = offsetsOf(name);
  const byYear = new Map<number, readonly ZoneTransition[]>();
  const years: Years = (year) => {
    const found = byYear.get(year) ?? transitionsIn(offsetAt, startOfYear(year), startOfYear(year + 1));
    byYear.set(year, found);
    return found;
  };
  known.set(name, years);
  return years;
}

function startOfYear(year: number): number {
  return Date.UTC(year, 0, 1);
}

/** Looks week by week: no zone changed its clocks twice in less. */
function transitionsIn(offsetAt: (ms: number) => number, start: number, end: number): readonly ZoneTransition[] {
  const found = [{ from: start, offsetMs: offsetAt(start) }];
  for (let at = start; at < end; at += WEEK) {
    const next = Math.min(at + WEEK, end);
    const offset = offsetAt(at);
    if (offsetAt(next) === offset) continue;
    let [before, after] = [at, next];
    while (after - before > SECOND) {
      const middle = Math.floor((before + after) / 2 / SECOND) * SECOND; // clocks change at whole seconds
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    if (after < end) found.push({ from: after, offsetMs: offsetAt(after) });
  }
  return found;
}

/** How far the zone's clocks are ahead of UTC at an instant, ms. */
function offsetsOf(name: string): (ms: number) => number {
  const format = formatOf(name);
  return (ms) => {
    const second = Math.floor(ms / SECOND) * SECOND;
    const [month, day, year, hour, minute, sec] = (format.format(second).match(/\d+/g) ?? []).map(Number);
    return Date.UTC(year as number, (month as number) - 1, day, hour, minute, sec) - second;
  };
}

function formatOf(name: string): Intl.DateTimeFormat {
  const fields = { year: 'numeric', month: 'numeric', day: 'numeric', hour: 'numeric', minute: 'numeric', second: 'numeric' } as const;
  try {
    return new Intl.DateTimeFormat('en-US', { ...fields, calendar: 'gregory', numberingSystem: 'latn', hourCycle: 'h23', timeZone: name });
  } catch {
    throw invalid('zone', `${JSON.stringify(name)} is no time zone that this platform knows, such as "Europe/Berlin"`);
  }
}
