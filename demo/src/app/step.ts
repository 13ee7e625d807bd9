import { type Child, h } from '../dom.js';

export interface StepOptions {
  readonly title: string;
  /** "Step 2 of 4"; absent before and after the steps. */
  readonly position?: string;
  readonly body: readonly Child[];
  readonly forward: { readonly label: string; readonly testId: string; readonly act: () => void };
  readonly back?: () => void;
}

export interface Step {
  readonly root: HTMLElement;
  /** Moves the focus to the heading, so that what follows is read and reached from there. */
  focus(): void;
}

/** One step of a form: a heading, a body, a button onwards and perhaps one back. Enter in a field goes on. */
export function step({ title, position, body, forward, back }: StepOptions): Step {
  const heading = h('h2', { class: 'step-title', tabindex: -1 }, title);
  const root = h(
    'form',
    {
      class: 'step',
      novalidate: true,
      onsubmit: (event) => {
        event.preventDefault();
        forward.act();
      },
    },
    h('div', { class: 'step-head' }, heading, position !== undefined && h('p', { class: 'step-position' }, position)),
    ...body,
    h(
      'div',
      { class: 'step-actions' },
      h('button', { type: 'submit', class: 'button button-primary', 'data-testid': forward.testId }, forward.label),
      back !== undefined && h('button', { type: 'button', class: 'button button-quiet', onclick: back }, 'Back'),
    ),
  );
  return { root, focus: () => heading.focus() };
}
