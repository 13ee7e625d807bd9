import { h } from '../../dom.js';

export interface HeatCell {
  readonly text: string;
  /** A share in [0, 1]; absent: not tinted. */
  readonly heat?: number;
  readonly title?: string;
}

export interface HeatTableOptions {
  readonly caption: string;
  /** What the first column holds. */
  readonly corner: string;
  readonly columns: readonly string[];
  readonly rows: readonly { readonly name: string; readonly cells: readonly HeatCell[]; readonly testId?: string }[];
}

/** Steps of tint; the policy of the page allows no styles in elements, so each step is a class. */
const LEVELS = 8;

/** A real table whose cells are tinted by what they say; the tint adds nothing that the texts do not have. */
export function heatTable({ caption, corner, columns, rows }: HeatTableOptions): HTMLElement {
  return h(
    'div',
    { class: 'heat-scroll', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      { class: 'heat' },
      h('caption', { class: 'visually-hidden' }, caption),
      h('thead', {}, h('tr', {}, ...[corner, ...columns].map((column) => h('th', { scope: 'col' }, column)))),
      h(
        'tbody',
        {},
        ...rows.map(({ name, cells, testId }) =>
          h(
            'tr',
            { 'data-testid': testId },
            h('th', { scope: 'row' }, name),
            ...cells.map(({ text, heat, title }) => h('td', { class: heat === undefined ? undefined : heatClass(heat), title }, text)),
          ),
        ),
      ),
    ),
  );
}

function heatClass(heat: number): string {
  return `heat-${Math.min(LEVELS, Math.round(heat * LEVELS))}`;
}
