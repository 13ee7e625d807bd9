/** Freight ships from Germany. */
export const HOME = 'DE';

export const COUNTRIES = {
  DE: { name: 'Germany', zone: 0, customs: false, duty: 0 },
  FR: { name: 'France', zone: 1, customs: false, duty: 0 },
  NL: { name: 'Netherlands', zone: 1, customs: false, duty: 0 },
  PL: { name: 'Poland', zone: 1, customs: false, duty: 0 },
  GB: { name: 'United Kingdom', zone: 2, customs: true, duty: 0.2 },
  US: { name: 'United States', zone: 3, customs: true, duty: 0.15 },
  JP: { name: 'Japan', zone: 3, customs: true, duty: 0.1 },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly name: string /** Price zone. */;
      readonly zone: number;
      readonly customs: boolean /** Share of the value. */;
      readonly duty: number;
    }
  >
>;

export type CountryCode = keyof typeof COUNTRIES;

export function isCountry(value: string): value is CountryCode {
  return value in COUNTRIES;
}
