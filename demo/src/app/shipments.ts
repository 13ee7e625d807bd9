import type { Quote } from './carriers.js';
import type { CountryCode } from './countries.js';

export interface Shipment {
  /** What people type to track it: "FR-204877". */
  readonly number: string;
  readonly recipient: string;
  readonly country: CountryCode;
  readonly contents: string;
  readonly weightKg: number;
  readonly valueEuro: number;
  readonly carrier: Pick<Quote, 'carrier' | 'name' | 'service'>;
  readonly priceEuro: number;
  readonly paid: boolean;
  /** What happened to it, oldest first. */
  readonly history: readonly { readonly time: number; readonly what: string }[];
}

/** The shipments of this account, in memory. */
export interface Shipments {
  /** Newest first. */
  all(): readonly Shipment[];
  find(number: string): Shipment | undefined;
  add(shipment: Omit<Shipment, 'number' | 'paid' | 'history'>, now: number): Shipment;
  markPaid(numbers: readonly string[]): void;
}

const HOUR_MS = 3_600_000;
const FIRST_NUMBER = 204_880;

/** Starts with two shipments under way, so that there is something to track. */
export function openShipments(now: number): Shipments {
  let shipments: readonly Shipment[] = underWay(now);
  return {
    all: () => shipments,
    find: (number) => shipments.find((each) => each.number === number.trim().toUpperCase()),
    add(shipment, time) {
      const added: Shipment = {
        ...shipment,
        number: `FR-${FIRST_NUMBER + shipments.length}`,
        paid: false,
        history: [{ time, what: 'Label created' }],
      };
      shipments = [added, ...shipments];
      return added;
    },
    markPaid(numbers) {
      shipments = shipments.map((each) => (numbers.includes(each.number) ? { ...each, paid: true } : each));
    },
  };
}

function underWay(now: number): readonly Shipment[] {
  const ago = (hours: number, what: string): Shipment['history'][number] => ({ time: now - hours * HOUR_MS, what });
  return [
    {
      number: 'FR-204877',
      recipient: 'Atelier Moreau',
      country: 'FR',
      contents: 'Spare parts',
      weightKg: 4.2,
      valueEuro: 320,
      carrier: { carrier: 'parcelway', name: 'Parcelway', service: 'Plus' },
      priceEuro: 14.6,
      paid: true,
      history: [
        ago(46, 'Label created'),
        ago(41, 'Picked up in Leipzig'),
        ago(20, 'Left the sorting centre in Frankfurt'),
        ago(5, 'Arrived in Lyon'),
        ago(2, 'Out for delivery'),
      ],
    },
    {
      number: 'FR-204871',
      recipient: 'Kowalski i Syn',
      country: 'PL',
      contents: 'Documents',
      weightKg: 0.4,
      valueEuro: 10,
      carrier: { carrier: 'nordline', name: 'Nordline', service: 'Standard' },
      priceEuro: 11.48,
      paid: true,
      history: [
        ago(98, 'Label created'),
        ago(92, 'Picked up in Leipzig'),
        ago(51, 'Arrived in Warszawa'),
        ago(30, 'Delivered, signed by Nowak'),
      ],
    },
  ];
}
