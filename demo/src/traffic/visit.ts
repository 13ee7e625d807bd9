import type { Arm } from '../datafile.js';
import type { CarrierId, EventName, FreightProps, VisitorProps } from '../events.js';
import type { ShipmentField } from './population.js';
import {
  beginsForm,
  COMES_BACK,
  confirmsDetails,
  confirmsShipment,
  fieldError,
  leavesAfterError,
  SHIPMENT_FIELDS,
  selectsCarrier,
  startsShipment,
} from './population.js';
import type { Random } from './random.js';

export interface SimulatedEvent {
  readonly name: string;
  /** Whole ms since the epoch. */
  readonly time: number;
  readonly user: string;
  readonly session: string;
  readonly props: Readonly<Record<string, string | number | boolean>>;
}

const MINUTE_MS = 60_000;
/** Nobody dwells longer on one thing, so that the longest attempt stays within the funnel's hour. */
const LONGEST_STEP_MS = 3 * MINUTE_MS;
/** Standard deviation of the logarithm: one person differs from step to step. */
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

type Outcome = 'left_before_carrier' | 'left_at_carrier' | 'completed';

/** What one visitor does. */
export class Visit {
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
