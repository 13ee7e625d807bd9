import { h, uniqueId } from '../dom.js';

export interface Option {
  readonly value: string;
  readonly label: string;
}

export interface Choice {
  readonly root: HTMLElement;
  readonly value: string;
}

/** One of a few, as a labelled select. */
export function choice(label: string, options: readonly Option[], value: string, testId: string, onChange: () => void): Choice {
  const id = uniqueId('choice');
  const select = h(
    'select',
    { id, class: 'field-input', 'data-testid': testId, onchange: onChange },
    ...options.map((option) => h('option', { value: option.value, selected: option.value === value }, option.label)),
  );
  return {
    root: h('div', { class: 'choice' }, h('label', { class: 'field-label', for: id }, label), select),
    get value() {
      return select.value;
    },
  };
}

/** Names as options that are called what they are. */
export const named = (names: readonly string[]): readonly Option[] => names.map((name) => ({ value: name, label: name }));
