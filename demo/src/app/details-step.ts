import { h } from '../dom.js';
import type { Workspace } from '../workspace.js';
import { fieldControl, validateAll } from './field-control.js';
import { type Step, step } from './step.js';
import { numberBetween, required } from './validation.js';

export interface Details {
  readonly contents: string;
  readonly weightKg: number;
  readonly valueEuro: number;
}

const CONTENTS = ['Documents', 'Spare parts', 'Clothing', 'Electronics', 'Samples'];

/** What is in the parcel. */
export function detailsStep(workspace: Workspace, done: (details: Details) => void, back: () => void): Step {
  const contents = fieldControl(workspace, {
    name: 'contents',
    label: 'Contents',
    check: required('what is inside'),
    choices: CONTENTS.map((label) => ({ value: label, label })),
  });
  const weight = fieldControl(workspace, {
    name: 'weight_kg',
    label: 'Weight, kg',
    check: numberBetween(0.1, 70, 'kg'),
    hint: '0.1 to 70',
    inputMode: 'decimal',
  });
  const value = fieldControl(workspace, {
    name: 'declared_value',
    label: 'Declared value, €',
    check: numberBetween(1, 25_000, 'euro'),
    hint: '1 to 25,000',
    inputMode: 'decimal',
  });
  const go = (): void => {
    if (!validateAll([contents, weight, value])) return;
    done({ contents: contents.value, weightKg: toNumber(weight.value), valueEuro: toNumber(value.value) });
  };
  return step({
    title: 'What is in it?',
    position: 'Step 2 of 4',
    body: [contents.root, h('div', { class: 'field-pair' }, weight.root, value.root)],
    forward: { label: 'See carriers', testId: 'details-continue', act: go },
    back,
  });
}

function toNumber(text: string): number {
  return Number(text.replace(',', '.'));
}
