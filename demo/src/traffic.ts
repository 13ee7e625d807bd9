import type { Arm } from './datafile.js';
import type { Role, VisitorProps } from './events.js';
import { BROWSERS, COMPANY_SIZES, ROLES } from './events.js';
import { ANOTHER_DAY, BROWSER_SHARES, comesAgain, ROLE_SHARES, SIZE_SHARES } from './traffic/population.js';
import type { Random } from './traffic/random.js';
import { createRandom } from './traffic/random.js';
import { type SimulatedEvent, Visit } from './traffic/visit.js';

export type { SimulatedEvent } from './traffic/visit.js';

export interface TrafficOptions {
  /** A whole number. Different seeds are different visitors. */
  readonly seed: number;
  /** The visits fill the 28 whole UTC days before this instant, ms since the epoch. */
  readonly end: number;
  /** @defaultValue 10,000 */
  readonly visitors?: number;
  /** The arm of `carrier_step` for a user: the datafile's answer. */
  readonly assign: (user: string) => Arm;
}

export const DEFAULT_VISITORS = 10_000;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const WEEKS = 4;
const DAYS = 7 * WEEKS;
/** Days, from the first, on which the carriers' quotes were slow to arrive. */
const SLOW_DAYS = new Set([17, 18]);
/** From Sunday on. */
const WEEKDAY_WEIGHTS = [0.22, 1, 1.08, 1.05, 1, 0.92, 0.34];
/** By UTC hour. Late evenings are empty, so that a visit and its return end within their day. */
const HOUR_WEIGHTS = [0, 0, 0, 0, 0, 1, 3, 7, 10, 11, 10, 8, 6, 8, 9, 8, 6, 4, 2, 1, 0, 0, 0, 0];
const PACE: Readonly<Record<Role, number>> = { dispatcher: 0.78, warehouse: 1, shop_owner: 1.3 };
/** Standard deviation of the logarithm: people of one role differ among themselves. */
const PACE_SPREAD = 0.42;

/**
 * The visits of seeded visitors, one array of events per visitor in the order of time. What people do depends on the seed and the assignment
 * alone; the end only moves when they do it. So the counts of a seed are the same on any day.
 */
export function* simulateVisitors({
  seed,
  end,
  visitors = DEFAULT_VISITORS,
  assign,
}: TrafficOptions): Generator<readonly SimulatedEvent[]> {
  const firstDay = Math.floor(end / DAY_MS) - DAYS;
  // The epoch began on a Thursday, the fourth day after a Sunday.
  const dayOf = (week: number, weekday: number): number => 7 * week + ((((weekday - firstDay - 4) % 7) + 7) % 7);
  const startOf = (day: number): number => (firstDay + day) * DAY_MS;
  const dayWeights = Array.from({ length: WEEKS }, () => WEEKDAY_WEIGHTS).flat();
  const width = String(visitors).length;
  for (let index = 1; index <= visitors; index += 1) {
    const random = createRandom(seed, index);
    const slot = random.weighted(dayWeights);
    const week = Math.floor(slot / 7);
    const day = dayOf(week, slot % 7);
    const arrival = startOf(day) + timeOfDay(random);
    const user = `v${String(index).padStart(width, '0')}`;
    const visitor = drawVisitor(random);
    const pace = random.logNormal(PACE[visitor.role], PACE_SPREAD);
    const visit = new Visit(user, visitor, assign(user), random, arrival, pace, SLOW_DAYS.has(day));
    visit.firstDay();
    for (let later = week + 1; later < WEEKS; later += 1) {
      const days = returnDays(visitor, later - week, random).map((weekday) => dayOf(later, weekday));
      for (const each of days.sort((a, b) => a - b)) visit.later(startOf(each) + timeOfDay(random));
    }
    yield visit.events();
  }
}

/** Weekdays on which somebody looks after their shipments, so many weeks after the first visit. They are drawn week by week, so that none is cut off by the end. */
function returnDays(visitor: VisitorProps, weeksAfter: number, random: Random): readonly number[] {
  if (!random.chance(comesAgain(visitor, weeksAfter))) return [];
  const days = [random.weighted(WEEKDAY_WEIGHTS)];
  while (random.chance(ANOTHER_DAY)) days.push(random.weighted(WEEKDAY_WEIGHTS));
  return [...new Set(days)];
}

/** ms since midnight. */
function timeOfDay(random: Random): number {
  return Math.floor((random.weighted(HOUR_WEIGHTS) + random.uniform()) * 60 * MINUTE_MS);
}

function drawVisitor(random: Random): VisitorProps {
  const role = ROLES[random.weighted(ROLE_SHARES)]!;
  const company_size = COMPANY_SIZES[random.weighted(SIZE_SHARES[role])]!;
  return { role, company_size, browser: BROWSERS[random.weighted(BROWSER_SHARES[company_size])]! };
}
