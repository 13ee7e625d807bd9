import { h, uniqueId } from '../dom.js';
import type { FieldName } from '../events.js';
import type { Workspace } from '../workspace.js';
import type { Check } from './validation.js';

export interface FieldOptions {
  readonly name: FieldName;
  readonly label: string;
  readonly check: Check;
  readonly hint?: string;
  /** With choices the field is a list, else a line of text. */
  readonly choices?: readonly { readonly value: string; readonly label: string }[];
  readonly value?: string;
  readonly inputMode?: 'text' | 'decimal' | 'numeric' | 'tel' | 'email';
  readonly autocomplete?: string;
}

export interface FieldControl {
  readonly root: HTMLElement;
  readonly value: string;
  /** Puts a value in as if it had been typed. */
  set(value: string): void;
  /** Checks the value and shows what is wrong. Returns whether it is good. */
  validate(): boolean;
  focus(): void;
}

/**
 * A labelled field that says what happens to it: `form_field_filled` the first time it holds a good value, `form_error` each time another
 * value is refused, when it is left or when the form goes on.
 */
export function fieldControl(workspace: Workspace, options: FieldOptions): FieldControl {
  const { name, check } = options;
  const id = uniqueId(name);
  const hintId = options.hint === undefined ? undefined : `${id}-hint`;
  const errorId = `${id}-error`;
  const shared = {
    id,
    name,
    class: 'field-input',
    'data-testid': `field-${name}`,
    'aria-describedby': [hintId, errorId].filter(Boolean).join(' '),
  };
  const input =
    options.choices === undefined
      ? h('input', { ...shared, type: 'text', inputmode: options.inputMode ?? 'text', autocomplete: options.autocomplete ?? 'off' })
      : h('select', shared, ...options.choices.map(({ value, label }) => h('option', { value }, label)));
  if (options.value !== undefined) input.value = options.value;
  const error = h('p', { class: 'field-error', id: errorId, 'data-testid': `error-${name}` });
  const root = h(
    'div',
    { class: 'field' },
    h('label', { class: 'field-label', for: id }, options.label),
    input,
    h('div', { class: 'field-note' }, options.hint !== undefined && h('p', { class: 'field-hint', id: hintId }, options.hint), error),
  );

  let filled = false;
  let lastRefused: string | undefined;
  const validate = (): boolean => {
    const refusal = check(input.value);
    error.textContent = refusal?.message ?? '';
    if (refusal === undefined) {
      input.removeAttribute('aria-invalid');
      lastRefused = undefined;
      if (!filled) workspace.record('form_field_filled', { field: name });
      filled = true;
      return true;
    }
    input.setAttribute('aria-invalid', 'true');
    if (lastRefused !== input.value) workspace.record('form_error', { field: name, fault: refusal.fault });
    lastRefused = input.value;
    return false;
  };
  input.addEventListener('change', validate);
  return {
    root,
    get value() {
      return input.value.trim();
    },
    set(value) {
      input.value = value;
      validate();
    },
    validate,
    focus: () => input.focus(),
  };
}

/** Validates every field and puts the focus into the first that is refused. Returns whether all are good. */
export function validateAll(fields: readonly FieldControl[]): boolean {
  const refused = fields.filter((field) => !field.validate());
  refused[0]?.focus();
  return refused.length === 0;
}
