import { choice } from '../dashboard/choice.js';
import { PRESETS, type PresetName } from '../dashboard/insights/presets-panel.js';
import { h } from '../dom.js';

const FEWEST = 2;
const MOST = 8;
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
  readonly preset: PresetName;
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
  /** The steps to begin with, 2 to 8. */
  readonly steps: readonly string[];
  readonly breakdowns: readonly string[];
  readonly onChange: () => void;
}

/** Controls to put a funnel together: events in order, a time, a breakdown. */
export function funnelBuilder({ events, steps: initial, breakdowns, onChange }: FunnelBuilderOptions): FunnelBuilder {
  let steps = initial;
  const list = h('ol', { class: 'builder-steps' });
  const add = h('button', { type: 'button', class: 'button', 'data-testid': 'builder-add' }, 'Add a step');
  const within = choice('Within', WINDOWS, '1d', 'builder-within', onChange);
  const by = choice(
    'Break down by',
    [{ value: '', label: 'Nothing' }, ...breakdowns.map((property) => ({ value: property, label: property }))],
    '',
    'builder-by',
    onChange,
  );
  const preset = choice('Rules of', PRESETS, 'assay', 'builder-preset', onChange);
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
    root: h('div', { class: 'builder' }, list, h('div', { class: 'builder-options' }, add, within.root, by.root, preset.root)),
    get choice() {
      const chosen = { steps, within: within.value, preset: preset.value as PresetName };
      return by.value === '' ? chosen : { ...chosen, by: by.value };
    },
  };
}
