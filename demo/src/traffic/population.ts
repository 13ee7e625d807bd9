import type { Arm } from '../datafile.js';
import type { Browser, CompanySize, FieldName, Role, VisitorProps } from '../events.js';
import { BROWSERS, COMPANY_SIZES, ROLES } from '../events.js';

/** The fields of the shipment form, in the order people meet them. */
export const SHIPMENT_FIELDS = [
  'recipient',
  'street',
  'postcode',
  'phone',
  'weight_kg',
  'declared_value',
] as const satisfies readonly FieldName[];
export type ShipmentField = (typeof SHIPMENT_FIELDS)[number];

/** Shares of the population: roles, then company sizes within a role, then browsers within a company size, in the order of the lists. */
export const ROLE_SHARES = [0.46, 0.24, 0.3] as const;
export const SIZE_SHARES: Readonly<Record<Role, readonly number[]>> = {
  dispatcher: [0.08, 0.27, 0.38, 0.27],
  warehouse: [0.12, 0.33, 0.33, 0.22],
  shop_owner: [0.71, 0.22, 0.06, 0.01],
};
export const BROWSER_SHARES: Readonly<Record<CompanySize, readonly number[]>> = {
  '1-10': [0.56, 0.27, 0.08, 0.09],
  '11-50': [0.58, 0.19, 0.14, 0.09],
  '51-250': [0.57, 0.1, 0.25, 0.08],
  '250+': [0.53, 0.06, 0.34, 0.07],
};

const STARTS: Readonly<Record<Role, number>> = { dispatcher: 0.84, warehouse: 0.56, shop_owner: 0.7 };
const LEAVES_AFTER_ERROR: Readonly<Record<Role, number>> = { dispatcher: 0.08, warehouse: 0.13, shop_owner: 0.21 };
const CARELESSNESS: Readonly<Record<Role, number>> = { dispatcher: 0.75, warehouse: 1, shop_owner: 1.4 };
const FAMILIARITY: Readonly<Record<Role, number>> = { dispatcher: 0.45, warehouse: 0, shop_owner: -0.35 };
const SIZE_PATIENCE: Readonly<Record<CompanySize, number>> = { '1-10': -0.15, '11-50': 0, '51-250': 0.15, '250+': 0.3 };
const BROWSER_TROUBLE: Readonly<Record<Browser, number>> = { chrome: 0, safari: -0.3, edge: 0.05, firefox: -0.05 };
const FIELD_ERROR: Readonly<Record<ShipmentField, number>> = {
  recipient: 0.015,
  street: 0.04,
  postcode: 0.12,
  phone: 0.085,
  weight_kg: 0.06,
  declared_value: 0.045,
};

/** What `recommended` adds to the log-odds of choosing a carrier. The one place where the experiment's effect is decided. */
const RECOMMENDED_LOG_ODDS = 0.42;

/** Someone who left before the carrier step comes back once, later that day, with this probability. */
export const COMES_BACK = 0.22;

/** Someone who came on one day of a later week comes on another one, too, with this probability. */
export const ANOTHER_DAY = 0.4;

const COMES_AGAIN: Readonly<Record<Role, number>> = { dispatcher: 0.58, warehouse: 0.41, shop_owner: 0.23 };

/** Opens the app in a later week, so many after the first visit. Fewer do as weeks pass. */
export function comesAgain({ role }: VisitorProps, weeksAfter: number): number {
  return COMES_AGAIN[role] * 0.88 ** (weeksAfter - 1);
}

/** Every kind of visitor with its share; the shares sum to 1. */
export function segments(): readonly { readonly visitor: VisitorProps; readonly share: number }[] {
  return ROLES.flatMap((role, r) =>
    COMPANY_SIZES.flatMap((company_size, s) =>
      BROWSERS.map((browser, b) => ({
        visitor: { role, company_size, browser },
        share: ROLE_SHARES[r]! * SIZE_SHARES[role][s]! * BROWSER_SHARES[company_size][b]!,
      })),
    ),
  );
}

/** Begins a shipment at all. */
export function startsShipment({ role }: VisitorProps): number {
  return STARTS[role];
}

/** Fills the first field of a shipment that was begun. */
export function beginsForm(visitor: VisitorProps): number {
  return fromLogOdds(2.7 + disposition(visitor));
}

/** Gets `field` wrong the first time. Safari's autofill writes phone numbers in a form that the field refuses. */
export function fieldError(field: ShipmentField, { role, browser }: VisitorProps): number {
  return FIELD_ERROR[field] * CARELESSNESS[role] * (field === 'phone' && browser === 'safari' ? 2.4 : 1);
}

/** Gives up when a field was refused. */
export function leavesAfterError({ role }: VisitorProps): number {
  return LEAVES_AFTER_ERROR[role];
}

/** Confirms the details once every field is filled. */
export function confirmsDetails(visitor: VisitorProps): number {
  return fromLogOdds(2.3 + disposition(visitor));
}

/** Chooses a carrier once the carriers are shown. */
export function selectsCarrier(visitor: VisitorProps, arm: Arm): number {
  return fromLogOdds(0.95 + disposition(visitor) + (arm === 'recommended' ? RECOMMENDED_LOG_ODDS : 0));
}

/** Confirms the shipment once a carrier is chosen. */
export function confirmsShipment(visitor: VisitorProps): number {
  return fromLogOdds(2.5 + disposition(visitor));
}

function disposition({ role, company_size, browser }: VisitorProps): number {
  return FAMILIARITY[role] + SIZE_PATIENCE[company_size] + BROWSER_TROUBLE[browser];
}

function fromLogOdds(logOdds: number): number {
  return 1 / (1 + Math.exp(-logOdds));
}
