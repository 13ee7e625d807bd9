import { h, uniqueId } from '../dom.js';

const FEWEST = 2;
const MOST = 6;
const WINDOWS = [
  { value: '30m', label: '30 minutes' },
  { value: '1h', label: '1 hour' },
  { value: '1d', label: '1 day' },
  { value: '7d', label: '7 days' },
  { value: '30d', label: '30 days' },
];

export interface FunnelChoice {
  readonly steps: readonly string[];
  readonly within: string;
  /** Absent: no breakdown. */
  readonly by?: string;
}

export interface FunnelBuilder {
  readonly root: HTMLElement;
  readonly choice: FunnelChoice;
}

export interface FunnelBuilderOptions {
  /** Event names to choose from. */
  readonly events: readonly string[];
  /** The steps to begin with, 2 to 6. */
  readonly steps: readonly string[];
  readonly breakdowns: readonly string[];
  readonly onChange: () => void;
}

/** Controls to put a funnel together: events in order, a time, a breakdown. */
export function funnelBuilder({ events, steps: initial, breakdowns, onChange }: FunnelBuilderOptions): FunnelBuilder {
  let steps = initial;
  const list = h('ol', { class: 'builder-steps' });
  const add = h('button', { type: 'button', class: 'button', 'data-testid': 'builder-add' }, 'Add a step');
  const within = labelled('Within', WINDOWS, '1d', 'builder-within', onChange);
  const by = labelled(
    'Break down by',
    [{ value: '', label: 'Nothing' }, ...breakdowns.map((property) => ({ value: property, label: property }))],
    '',
    'builder-by',
    onChange,
  );
  const change = (next: readonly string[]): void => {
    steps = next;
    show();
    onChange();
  };
  const show = (): void => {
    list.replaceChildren(...steps.map((step, index) => stepRow(step, index)));
    add.disabled = steps.length >= MOST;
  };
  const stepRow = (step: string, index: number): HTMLElement => {
    const select = h(
      'select',
      { class: 'field-input', 'aria-label': `Step ${index + 1}`, 'data-testid': `builder-step-${index + 1}` },
      ...events.map((event) => h('option', { value: event, selected: event === step }, event)),
    );
    select.addEventListener('change', () => {
      steps = steps.with(index, select.value);
      onChange();
    });
    const remove = (): void => {
      change(steps.toSpliced(index, 1));
      list.querySelectorAll('select')[Math.max(0, index - 1)]?.focus();
    };
    return h(
      'li',
      { class: 'builder-step' },
      select,
      h(
        'button',
        {
          type: 'button',
          class: 'button button-quiet',
          disabled: steps.length <= FEWEST,
          'aria-label': `Remove step ${index + 1}`,
          onclick: remove,
        },
        '×',
      ),
    );
  };
  add.addEventListener('click', () => {
    change([...steps, events.find((event) => !steps.includes(event)) ?? events[0]!]);
    list.querySelectorAll('select')[steps.length - 1]?.focus();
  });
  show();
  return {
    root: h('div', { class: 'builder' }, list, h('div', { class: 'builder-options' }, add, within.root, by.root)),
    get choice() {
      const chosen = { steps, within: within.select.value };
      return by.select.value === '' ? chosen : { ...chosen, by: by.select.value };
    },
  };
}

function labelled(
  label: string,
  options: readonly { readonly value: string; readonly label: string }[],
  value: string,
  testId: string,
  onChange: () => void,
): { readonly root: HTMLElement; readonly select: HTMLSelectElement } {
  const id = uniqueId('builder');
  const select = h(
    'select',
    { id, class: 'field-input', 'data-testid': testId, onchange: onChange },
    ...options.map((option) => h('option', { value: option.value, selected: option.value === value }, option.label)),
  );
  return { root: h('div', { class: 'field' }, h('label', { class: 'field-label', for: id }, label), select), select };
}
