import { COUNTRIES, HOME } from './countries.js';
import type { Shipment } from './shipments.js';

export interface CheckoutTotals {
  readonly shippingEuro: number;
  /** What customs of the destination will ask for, when we pay it. */
  readonly dutiesEuro: number;
  /** On domestic carriage; carriage abroad is zero-rated. */
  readonly vatEuro: number;
  readonly totalEuro: number;
}

const VAT = 0.19;

/** What is owed now for these shipments, in whole cents. */
export function checkoutTotals(shipments: readonly Shipment[], dutiesPaidBy: 'sender' | 'recipient'): CheckoutTotals {
  const sum = (amount: (shipment: Shipment) => number): number => toCents(shipments.reduce((total, each) => total + amount(each), 0));
  const shippingEuro = sum(({ priceEuro }) => priceEuro);
  const dutiesEuro = dutiesPaidBy === 'sender' ? sum(({ country, valueEuro }) => COUNTRIES[country].duty * valueEuro) : 0;
  const vatEuro = sum(({ country, priceEuro }) => (country === HOME ? VAT * priceEuro : 0));
  return { shippingEuro, dutiesEuro, vatEuro, totalEuro: toCents(shippingEuro + dutiesEuro + vatEuro) };
}

function toCents(euro: number): number {
  return Math.round(euro * 100) / 100;
}
