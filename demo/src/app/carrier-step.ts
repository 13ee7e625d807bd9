import { h, uniqueId } from '../dom.js';
import { formatEuro, plural } from '../format.js';
import type { Workspace } from '../workspace.js';
import { type Quote, quotesFor, recommend } from './carriers.js';
import type { CountryCode } from './countries.js';
import { type Step, step } from './step.js';

/**
 * The step that the experiment `carrier_step` changes. `control` lists the carriers with their names and services; `recommended` puts the
 * best of price, time and punctuality first, chosen already, and shows the figures. Reading the variant records the exposure.
 */
export function carrierStep(
  workspace: Workspace,
  parcel: { readonly country: CountryCode; readonly weightKg: number },
  done: (quote: Quote) => void,
  back: () => void,
): Step {
  const quotes = quotesFor(parcel.country, parcel.weightKg);
  const best = workspace.variant('carrier_step') === 'recommended' ? recommend(quotes) : undefined;
  const ordered = best === undefined ? quotes : [best, ...quotes.filter((quote) => quote !== best)];
  const group = uniqueId('carrier');
  const fault = h('p', { class: 'field-error', id: `${group}-error`, role: 'alert' });
  const options = ordered.map((quote) => carrierOption(group, quote, quote === best));
  const go = (): void => {
    const chosen = ordered[options.findIndex(({ input }) => input.checked)];
    if (chosen === undefined) {
      fault.textContent = 'Choose a carrier.';
      options[0]?.input.focus();
      return;
    }
    done(chosen);
  };
  return step({
    title: 'Who carries it?',
    position: 'Step 3 of 4',
    body: [
      h(
        'fieldset',
        {
          class: 'carriers',
          'data-testid': 'carrier-step',
          'data-variant': best === undefined ? 'control' : 'recommended',
          'aria-describedby': fault.id,
        },
        h('legend', { class: 'visually-hidden' }, 'Carrier'),
        ...options.map(({ root }) => root),
      ),
      h('div', { class: 'field-note' }, fault),
    ],
    forward: { label: 'Continue', testId: 'carrier-continue', act: go },
    back,
  });
}

function carrierOption(
  group: string,
  quote: Quote,
  recommended: boolean,
): { readonly root: HTMLElement; readonly input: HTMLInputElement } {
  const input = h('input', {
    type: 'radio',
    name: group,
    value: quote.carrier,
    checked: recommended,
    class: 'carrier-input',
    'data-testid': `carrier-${quote.carrier}`,
  });
  const terms = recommended
    ? `${plural(quote.days, 'working day')}, ${Math.round(quote.onTime * 100)}% on time`
    : plural(quote.days, 'working day');
  const root = h(
    'label',
    { class: recommended ? 'carrier is-recommended' : 'carrier' },
    input,
    h(
      'span',
      { class: 'carrier-name' },
      h('span', { class: 'carrier-title' }, `${quote.name} ${quote.service}`),
      recommended && h('span', { class: 'carrier-badge' }, 'Recommended'),
    ),
    h('span', { class: 'carrier-price' }, formatEuro(quote.priceEuro)),
    h('span', { class: 'carrier-terms' }, terms),
  );
  return { root, input };
}
