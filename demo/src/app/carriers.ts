import type { CarrierId } from '../events.js';
import { COUNTRIES, type CountryCode } from './countries.js';

export interface Quote {
  readonly carrier: CarrierId;
  readonly name: string;
  readonly service: string;
  readonly priceEuro: number;
  /** Working days from pick-up to delivery. */
  readonly days: number;
  /** Share of parcels that arrive on the day that was promised. */
  readonly onTime: number;
}

interface Tariff {
  readonly carrier: CarrierId;
  readonly name: string;
  readonly service: string;
  readonly base: number;
  readonly perKilogram: number;
  readonly perZone: number;
  readonly days: readonly [domestic: number, perZone: number];
  readonly onTime: number;
}

const TARIFFS: readonly Tariff[] = [
  { carrier: 'meridian', name: 'Meridian', service: 'Saver', base: 4.1, perKilogram: 0.38, perZone: 5.2, days: [3, 2], onTime: 0.88 },
  { carrier: 'nordline', name: 'Nordline', service: 'Standard', base: 4.9, perKilogram: 0.45, perZone: 6.4, days: [2, 2], onTime: 0.93 },
  { carrier: 'parcelway', name: 'Parcelway', service: 'Plus', base: 5.4, perKilogram: 0.5, perZone: 7.1, days: [2, 1], onTime: 0.97 },
  { carrier: 'swiftair', name: 'Swiftair', service: 'Express', base: 11.9, perKilogram: 1.1, perZone: 12.5, days: [1, 1], onTime: 0.98 },
];

/** What a working day earlier is worth to most senders, in euro: turns price and time into one figure to recommend by. */
const EURO_PER_DAY = 3.2;

/** Every carrier's offer, cheapest first. */
export function quotesFor(country: CountryCode, weightKg: number): readonly Quote[] {
  const { zone } = COUNTRIES[country];
  return TARIFFS.map(({ carrier, name, service, base, perKilogram, perZone, days, onTime }) => ({
    carrier,
    name,
    service,
    priceEuro: Math.round((base + perKilogram * weightKg + perZone * zone) * 100) / 100,
    days: days[0] + days[1] * zone,
    onTime,
  })).sort((a, b) => a.priceEuro - b.priceEuro);
}

/** The best of price, time and punctuality. */
export function recommend(quotes: readonly Quote[]): Quote | undefined {
  const burden = ({ priceEuro, days, onTime }: Quote): number => priceEuro + EURO_PER_DAY * (days + (1 - onTime) * 10);
  return quotes.reduce<Quote | undefined>((best, quote) => (best === undefined || burden(quote) < burden(best) ? quote : best), undefined);
}
