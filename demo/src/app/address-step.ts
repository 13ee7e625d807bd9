import { h, uniqueId } from '../dom.js';
import type { Workspace } from '../workspace.js';
import { COUNTRIES, type CountryCode, HOME, isCountry } from './countries.js';
import { fieldControl, validateAll } from './field-control.js';
import { type Step, step } from './step.js';
import { pattern, postcode, required } from './validation.js';

export interface Address {
  readonly recipient: string;
  readonly street: string;
  readonly postcode: string;
  readonly country: CountryCode;
  readonly phone: string;
}

const ADDRESS_BOOK: readonly Address[] = [
  { recipient: 'Werkstatt Lindner', street: 'Torstraße 92', postcode: '10119', country: 'DE', phone: '+49 30 5557120' },
  { recipient: 'Atelier Moreau', street: '14 rue de Crimée', postcode: '69001', country: 'FR', phone: '+33 4 55571204' },
  { recipient: 'Hudson Supply Co.', street: '240 Water Street', postcode: '11201', country: 'US', phone: '+1 212 5550164' },
];

/** Where the shipment goes. */
export function addressStep(workspace: Workspace, done: (address: Address) => void, back: () => void): Step {
  const countryChoices = Object.entries(COUNTRIES).map(([value, { name }]) => ({ value, label: name }));
  const country = fieldControl(workspace, {
    name: 'country',
    label: 'Country',
    check: required('a country'),
    choices: countryChoices,
    value: HOME,
  });
  const countryCode = (): CountryCode => (isCountry(country.value) ? country.value : HOME);
  const recipient = fieldControl(workspace, { name: 'recipient', label: 'Recipient', check: required('who receives it') });
  const street = fieldControl(workspace, { name: 'street', label: 'Street and number', check: required('the street and number') });
  const code = fieldControl(workspace, { name: 'postcode', label: 'Postcode', check: postcode(countryCode) });
  const phone = fieldControl(workspace, {
    name: 'phone',
    label: 'Phone, with country code',
    check: pattern(/^\+\d[\d ]{6,18}$/, 'a phone number', '+49 30 5557120'),
    inputMode: 'tel',
  });
  const fields = [recipient, street, code, country, phone];
  const go = (): void => {
    if (!validateAll(fields)) return;
    done({ recipient: recipient.value, street: street.value, postcode: code.value, country: countryCode(), phone: phone.value });
  };
  return step({
    title: 'Where to?',
    position: 'Step 1 of 4',
    body: [
      addressBook((address) => {
        country.set(address.country);
        recipient.set(address.recipient);
        street.set(address.street);
        code.set(address.postcode);
        phone.set(address.phone);
      }),
      recipient.root,
      street.root,
      h('div', { class: 'field-pair' }, code.root, country.root),
      phone.root,
    ],
    forward: { label: 'Continue', testId: 'address-continue', act: go },
    back,
  });
}

function addressBook(choose: (address: Address) => void): HTMLElement {
  const id = uniqueId('address-book');
  const select = h(
    'select',
    { id, class: 'field-input', 'data-testid': 'address-book' },
    h('option', { value: '' }, 'Choose a saved address'),
    ...ADDRESS_BOOK.map(({ recipient, country }, index) => h('option', { value: index }, `${recipient}, ${COUNTRIES[country].name}`)),
  );
  select.addEventListener('change', () => {
    const address = select.value === '' ? undefined : ADDRESS_BOOK[Number(select.value)];
    if (address !== undefined) choose(address);
  });
  return h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, 'Address book'), select);
}
