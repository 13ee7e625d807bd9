/** Who is using the app. Every event carries these, so that every number can be broken down by them. */
export type VisitorProps = {
  readonly role: Role;
  readonly company_size: CompanySize;
  readonly browser: Browser;
};

export const ROLES = ['dispatcher', 'warehouse', 'shop_owner'] as const;
export const COMPANY_SIZES = ['1-10', '11-50', '51-250', '250+'] as const;
export const BROWSERS = ['chrome', 'safari', 'edge', 'firefox'] as const;

export type Role = (typeof ROLES)[number];
export type CompanySize = (typeof COMPANY_SIZES)[number];
export type Browser = (typeof BROWSERS)[number];

/** Every field a form of the app can hold, as it is named in `form_field_filled` and `form_error`. */
export type FieldName =
  | 'recipient'
  | 'street'
  | 'postcode'
  | 'country'
  | 'phone'
  | 'contents'
  | 'weight_kg'
  | 'declared_value'
  | 'tracking_number'
  | 'billing_email'
  | 'vat_number'
  | 'hs_code';

/** What people call the fields. */
export const FIELD_LABELS: Readonly<Record<FieldName, string>> = {
  recipient: 'Recipient',
  street: 'Street',
  postcode: 'Postcode',
  country: 'Country',
  phone: 'Phone',
  contents: 'Contents',
  weight_kg: 'Weight',
  declared_value: 'Declared value',
  tracking_number: 'Shipment number',
  billing_email: 'Billing e-mail',
  vat_number: 'VAT number',
  hs_code: 'Customs code',
};

export type CarrierId = 'nordline' | 'parcelway' | 'swiftair' | 'meridian';

/** Why a field was refused. */
export type FieldFault = 'missing' | 'format' | 'range';

/** The tracking plan: what happens in Freight, and what is recorded with it beside the visitor's own properties. */
export interface FreightProps {
  readonly app_opened: { readonly source: 'person' | 'simulated' };
  readonly shipment_creation_started: { readonly attempt: number };
  readonly form_field_filled: { readonly field: FieldName };
  readonly form_error: { readonly field: FieldName; readonly fault: FieldFault };
  readonly shipment_details_completed: { readonly international: boolean };
  readonly carrier_selected: { readonly carrier: CarrierId };
  readonly shipment_creation_completed: { readonly carrier: CarrierId };
  readonly order_tracked: { readonly found: boolean };
  readonly checkout_started: { readonly international: boolean };
  readonly checkout_completed: { readonly international: boolean; readonly express: boolean };
}

export type EventName = keyof FreightProps;

/** The typed event map given to `createAssay`. */
export type FreightEvents = { readonly [Name in EventName]: FreightProps[Name] & VisitorProps };
