// What a typed event map allows and refuses. Compiled, never run: each @ts-expect-error is an error that must stay one.
import type { Assay } from 'assay';

interface CartViewed {
  readonly items: number;
  readonly coupon?: string;
}

type Events = {
  readonly item_added: { readonly sku: string; readonly price: number; readonly gift?: boolean };
  readonly cart_viewed: CartViewed;
  readonly cart_opened: undefined;
  readonly searched: { readonly term: string } | undefined;
  readonly theme_changed: { readonly theme?: 'light' | 'dark' };
  readonly photographed: { readonly taken: Date };
};

interface InterfaceEvents {
  item_added: { sku: string };
  cart_opened: undefined;
}

export function names(assay: Assay<Events>): void {
  assay.track('item_added', { sku: 'A-1', price: 1 });
  // @ts-expect-error a name that is not in the map
  assay.track('item_removed', { sku: 'A-1' });
  // @ts-expect-error a misspelt name
  assay.track('item_aded', { sku: 'A-1', price: 1 });
  // @ts-expect-error a name must be given
  assay.track();
  // @ts-expect-error a name is a text
  assay.track(7);
}

export function properties(assay: Assay<Events>): void {
  assay.track('item_added', { sku: 'A-1', price: 1, gift: true });
  // @ts-expect-error properties are missing
  assay.track('item_added');
  // @ts-expect-error one property is missing
  assay.track('item_added', { sku: 'A-1' });
  // @ts-expect-error of another type
  assay.track('item_added', { sku: 'A-1', price: '1' });
  // @ts-expect-error a property that is not in the map
  assay.track('item_added', { sku: 'A-1', price: 1, colour: 'red' });
  // @ts-expect-error there is no third argument
  assay.track('item_added', { sku: 'A-1', price: 1 }, {});
  assay.track('cart_viewed', { items: 3 });
  assay.track('cart_viewed', { items: 3, coupon: 'SPRING' });
  // @ts-expect-error of another type, in an interface
  assay.track('cart_viewed', { items: '3' });
}

export function absentProperties(assay: Assay<Events>): void {
  assay.track('cart_opened');
  // @ts-expect-error the event has no properties
  assay.track('cart_opened', { items: 1 });
  assay.track('searched');
  assay.track('searched', { term: 'boots' });
  // @ts-expect-error of another type
  assay.track('searched', { term: 1 });
  assay.track('theme_changed');
  assay.track('theme_changed', {});
  assay.track('theme_changed', { theme: 'dark' });
  // @ts-expect-error not one of the values
  assay.track('theme_changed', { theme: 'blue' });
}

export function storableTypes(assay: Assay<Events>): void {
  // @ts-expect-error a Date cannot be stored, so an event that needs one cannot be recorded
  assay.track('photographed', { taken: new Date() });
}

export function interfaces(assay: Assay<InterfaceEvents>): void {
  assay.track('item_added', { sku: 'A-1' });
  assay.track('cart_opened');
  // @ts-expect-error of another type
  assay.track('item_added', { sku: 1 });
  // @ts-expect-error not in the map
  assay.track('item_removed');
}

export function namesKnownLater(assay: Assay<Events>, name: 'cart_opened' | 'searched'): void {
  assay.track(name);
}

export function noMap(assay: Assay, coupon: string | undefined): void {
  assay.track('anything');
  assay.track('anything', { sku: 'A-1', price: 1, gift: true, coupon, note: null });
  // @ts-expect-error a list cannot be stored
  assay.track('anything', { tags: ['a'] });
  // @ts-expect-error nor can an object
  assay.track('anything', { address: { city: 'Berlin' } });
  // @ts-expect-error nor a Date
  assay.track('anything', { at: new Date() });
}
