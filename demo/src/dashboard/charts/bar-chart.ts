import { breakable, h, svg } from '../../dom.js';

export interface BarRow {
  readonly label: string;
  readonly value: number;
  readonly cells: readonly string[];
  readonly testId?: string;
}

/** Ranked horizontal bars from zero, with the numbers beside them. */
export function barChart(rows: readonly BarRow[], labelColumn: string, barColumn: string, columns: readonly string[]): HTMLElement {
  const longest = Math.max(...rows.map(({ value }) => value), 1);
  return h(
    'div',
    { class: 'bars' },
    h(
      'div',
      { class: 'bar-row bar-labels', 'aria-hidden': true },
      ...[labelColumn, barColumn, ...columns].map((label) => h('span', {}, label)),
    ),
    h(
      'ol',
      { class: 'bar-list' },
      ...rows.map(({ label, value, cells, testId }) =>
        h(
          'li',
          { class: 'bar-row', 'data-testid': testId },
          h('span', { class: 'bar-name' }, ...breakable(label)),
          svg(
            'svg',
            { class: 'bar', height: 14, 'aria-hidden': true },
            svg('rect', { class: 'bar-track', width: '100%', height: 14 }),
            svg('rect', { class: 'bar-fill', width: `${((value / longest) * 100).toFixed(3)}%`, height: 14 }),
          ),
          ...cells.map((cell) => h('span', { class: 'bar-cell' }, cell)),
        ),
      ),
    ),
  );
}
