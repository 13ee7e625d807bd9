import type { Arm } from './datafile.js';
import type { CarrierId, EventName, FreightProps, Role, VisitorProps } from './events.js';
import { BROWSERS, COMPANY_SIZES, ROLES } from './events.js';
import type { ShipmentField } from './traffic/population.js';
import {
  ANOTHER_DAY,
  BROWSER_SHARES,
  beginsForm,
  COMES_BACK,
  comesAgain,
  confirmsDetails,
  confirmsShipment,
  fieldError,
  leavesAfterError,
  ROLE_SHARES,
  SHIPMENT_FIELDS,
  SIZE_SHARES,
  selectsCarrier,
  startsShipment,
} from './traffic/population.js';
import type { Random } from './traffic/random.js';
import { createRandom } from './traffic/random.js';

export interface SimulatedEvent {
  readonly name: string;
  /** Whole ms since the epoch. */
  readonly time: number;
  readonly user: string;
  readonly session: string;
  readonly props: Readonly<Record<string, string | number | boolean>>;
}

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
/** Nobody dwells longer on one thing, so that the longest attempt stays within the funnel's hour. */
const LONGEST_STEP_MS = 3 * MINUTE_MS;
/** Days, from the first, on which the carriers' quotes were slow to arrive. */
const SLOW_DAYS = new Set([17, 18]);
/** From Sunday on. */
const WEEKDAY_WEIGHTS = [0.22, 1, 1.08, 1.05, 1, 0.92, 0.34];
/** By UTC hour. Late evenings are empty, so that a visit and its return end within their day. */
const HOUR_WEIGHTS = [0, 0, 0, 0, 0, 1, 3, 7, 10, 11, 10, 8, 6, 8, 9, 8, 6, 4, 2, 1, 0, 0, 0, 0];
const PACE: Readonly<Record<Role, number>> = { dispatcher: 0.78, warehouse: 1, shop_owner: 1.3 };
/** Standard deviation of the logarithm: people of one role differ among themselves, and one person from step to step. */
const PACE_SPREAD = 0.42;
const STEP_SPREAD = 0.55;
const FIELD_MEDIAN_MS: Readonly<Record<ShipmentField, number>> = {
  recipient: 9_000,
  street: 12_000,
  postcode: 6_000,
  phone: 8_000,
  weight_kg: 7_000,
  declared_value: 8_000,
};
const CARRIERS: readonly CarrierId[] = ['nordline', 'parcelway', 'swiftair', 'meridian'];
const CARRIER_WEIGHTS: Readonly<Record<Arm, readonly number[]>> = { control: [34, 31, 15, 20], recommended: [26, 48, 11, 15] };

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

type Outcome = 'left_before_carrier' | 'left_at_carrier' | 'completed';

/** What one visitor does. */
class Visit {
  readonly #recorded: SimulatedEvent[] = [];
  #session = 1;
  #time: number;
  #attempt = 0;
  #exposed = false;

  constructor(
    readonly user: string,
    readonly visitor: VisitorProps,
    readonly arm: Arm,
    readonly random: Random,
    arrival: number,
    readonly pace: number,
    readonly slow: boolean,
  ) {
    this.#time = arrival;
  }

  /** In the order of time. */
  events(): readonly SimulatedEvent[] {
    return this.#recorded;
  }

  firstDay(): void {
    this.#record('app_opened', { source: 'simulated' });
    if (this.random.chance(startsShipment(this.visitor))) this.#ship();
    else if (this.random.chance(0.72)) this.#track();
  }

  /** A visit on a later day: shipments are looked after, none is created, so that an experiment's conversion stays what it was. */
  later(arrival: number): void {
    this.#session += 1;
    this.#time = arrival;
    this.#record('app_opened', { source: 'simulated' });
    if (this.random.chance(0.8)) this.#track();
  }

  #ship(): void {
    let outcome = this.#attemptShipment(1);
    if (outcome === 'left_before_carrier' && this.random.chance(COMES_BACK)) {
      this.#comeBack();
      outcome = this.#attemptShipment(0.8);
    }
    if (outcome !== 'completed') return;
    if (this.visitor.role === 'dispatcher' && this.random.chance(0.3)) this.#attemptShipment(0.7);
    if (this.random.chance(0.82)) this.#checkOut();
    if (this.random.chance(0.25)) this.#track();
  }

  /** `effort` below 1: knows the form by now. */
  #attemptShipment(effort: number): Outcome {
    const { random, visitor } = this;
    this.#attempt += 1;
    this.#wait(7_000 * effort);
    this.#record('shipment_creation_started', { attempt: this.#attempt });
    if (!random.chance(beginsForm(visitor))) return 'left_before_carrier';
    for (const field of SHIPMENT_FIELDS) {
      this.#wait(FIELD_MEDIAN_MS[field] * effort);
      if (random.chance(fieldError(field, visitor))) {
        this.#record('form_error', { field, fault: field === 'weight_kg' ? 'range' : 'format' });
        if (random.chance(leavesAfterError(visitor))) return 'left_before_carrier';
        this.#wait(11_000 * effort);
      }
      this.#record('form_field_filled', { field });
    }
    this.#wait(5_000 * effort);
    if (!random.chance(confirmsDetails(visitor))) return 'left_before_carrier';
    this.#record('shipment_details_completed', { international: random.chance(0.34) });
    return this.#chooseCarrier(effort);
  }

  #chooseCarrier(effort: number): Outcome {
    const { random, visitor, arm } = this;
    this.#wait(this.slow ? 9_000 : 900);
    if (!this.#exposed) this.#push('$exposure', { experiment: 'carrier_step', variant: arm });
    this.#exposed = true;
    this.#wait((arm === 'recommended' ? 16_000 : 27_000) * effort * (this.slow ? 2 : 1));
    if (!random.chance(selectsCarrier(visitor, arm))) return 'left_at_carrier';
    const carrier = CARRIERS[random.weighted(CARRIER_WEIGHTS[arm])]!;
    this.#record('carrier_selected', { carrier });
    this.#wait(10_000 * effort);
    if (!random.chance(confirmsShipment(visitor))) return 'left_at_carrier';
    this.#record('shipment_creation_completed', { carrier });
    return 'completed';
  }

  #checkOut(): void {
    const { random } = this;
    const international = random.chance(0.34);
    this.#wait(6_000);
    this.#record('checkout_started', { international });
    if (international && random.chance(0.23)) {
      this.#wait(14_000);
      this.#record('form_error', { field: 'hs_code', fault: 'format' });
    }
    this.#wait(international ? 55_000 : 24_000);
    if (!random.chance(international ? 0.78 : 0.93)) return;
    const express = this.visitor.role === 'dispatcher' && (this.visitor.company_size === '51-250' || this.visitor.company_size === '250+');
    this.#record('checkout_completed', { international, express });
  }

  #track(): void {
    this.#wait(9_000);
    const found = this.random.chance(0.9);
    if (!found) this.#record('form_error', { field: 'tracking_number', fault: 'format' });
    this.#record('order_tracked', { found });
  }

  #comeBack(): void {
    this.#session += 1;
    this.#time += Math.floor((40 + 140 * this.random.uniform()) * MINUTE_MS);
  }

  #wait(medianMs: number): void {
    this.#time += Math.ceil(Math.min(this.random.logNormal(medianMs * this.pace, STEP_SPREAD), LONGEST_STEP_MS));
  }

  #record<Name extends EventName>(name: Name, props: FreightProps[Name]): void {
    this.#push(name, { ...props, ...this.visitor });
  }

  #push(name: string, props: SimulatedEvent['props']): void {
    this.#recorded.push({ name, time: this.#time, user: this.user, session: `${this.user}-${this.#session}`, props });
  }
}
