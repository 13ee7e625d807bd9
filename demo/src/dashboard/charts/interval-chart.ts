import { type Child, h, svg } from '../../dom.js';
import { linearScale, niceTicks } from './scale.js';

export type Marker = 'circle' | 'diamond' | 'square' | 'triangle';

export interface IntervalRow {
  readonly label: string;
  readonly marker: Marker;
  /** Which series colour, 1 to 4. */
  readonly series: number;
  readonly value: number | null;
  readonly low: number | null;
  readonly high: number | null;
  /** A known value to compare with, drawn as a hollow triangle. */
  readonly truth?: number;
  /** Texts right of the chart, one per column. */
  readonly cells: readonly string[];
  readonly testId?: string;
}

export interface IntervalChartOptions {
  readonly rows: readonly IntervalRow[];
  /** What the texts right of the chart are. */
  readonly columns: readonly string[];
  readonly labelColumn: string;
  /** What the axis measures, with its unit. */
  readonly axis: string;
  readonly tick: (value: number) => string;
  /** Values the axis must show. */
  readonly include?: readonly number[];
  /** The axis never goes beyond these. */
  readonly limits?: readonly [low: number, high: number];
}

/** Estimates as points with whiskers for their 95% intervals, on one shared axis. */
export function intervalChart({ rows, columns, labelColumn, axis, tick, include = [], limits }: IntervalChartOptions): HTMLElement {
  const values = [...include, ...rows.flatMap(({ value, low, high, truth }) => [value, low, high, truth])].filter(
    (value): value is number => value !== null && value !== undefined,
  );
  const ticks = axisTicks(values, limits);
  const scale = linearScale(ticks[0]!, ticks.at(-1)!, 0, 100);
  const x = (value: number): string => `${scale(value).toFixed(3)}%`;
  const line = (children: readonly Child[], className: string, testId?: string): HTMLElement =>
    h('div', { class: `interval-row ${className}`, 'data-testid': testId }, ...children);
  const grid = (): readonly SVGElement[] =>
    ticks.map((value) =>
      svg('line', { class: value === 0 && include.includes(0) ? 'grid-zero' : 'grid', x1: x(value), x2: x(value), y1: 0, y2: 28 }),
    );

  return h(
    'div',
    { class: 'intervals', 'data-columns': columns.length },
    line(
      [h('span', {}, labelColumn), h('span', { class: 'interval-axis-name' }, axis), ...columns.map((each) => h('span', {}, each))],
      'interval-labels',
    ),
    ...rows.map((row) =>
      line(
        [
          h('span', { class: 'interval-name' }, legendMark(row.marker, row.series), row.label),
          svg('svg', { class: 'interval-plot', height: 28, 'aria-hidden': true }, ...grid(), ...marks(row, x)),
          ...row.cells.map((cell) => h('span', { class: 'interval-cell' }, cell)),
        ],
        'interval-data',
        row.testId,
      ),
    ),
    line(
      [
        h('span', {}),
        svg(
          'svg',
          { class: 'interval-axis', height: 16, 'aria-hidden': true },
          ...ticks.map((value, index) => tickLabel(x(value), tick(value), index > 0 && index < ticks.length - 1)),
        ),
      ],
      'interval-foot',
    ),
  );
}

/** The mark of a series, as beside its name. */
export function legendMark(marker: Marker, series: number): SVGSVGElement {
  return svg(
    'svg',
    { class: `mark series-${series}`, width: 12, height: 12, 'aria-hidden': true },
    svg('g', { transform: 'translate(6 6)' }, shape(marker)),
  );
}

/** A marker centred on the origin. */
export function shape(marker: Marker): SVGElement {
  switch (marker) {
    case 'circle':
      return svg('circle', { r: 4 });
    case 'diamond':
      return svg('path', { d: 'M0-5.2L5.2 0L0 5.2L-5.2 0Z' });
    case 'square':
      return svg('path', { d: 'M-3.6-3.6H3.6V3.6H-3.6Z' });
    case 'triangle':
      return svg('path', { d: 'M0 4.4L-4.8-3.8H4.8Z' });
  }
}

function marks({ marker, series, value, low, high, truth }: IntervalRow, x: (value: number) => string): readonly Child[] {
  const at = (position: string, y: number, element: SVGElement): SVGElement => svg('svg', { x: position, y, overflow: 'visible' }, element);
  return [
    low !== null &&
      high !== null &&
      svg(
        'g',
        { class: `whisker series-${series}` },
        svg('line', { x1: x(low), x2: x(high), y1: 16, y2: 16 }),
        svg('line', { x1: x(low), x2: x(low), y1: 12, y2: 20 }),
        svg('line', { x1: x(high), x2: x(high), y1: 12, y2: 20 }),
      ),
    value !== null && at(x(value), 16, svg('g', { class: `series-${series}` }, shape(marker))),
    truth !== undefined && at(x(truth), 5, svg('g', { class: 'truth-mark' }, shape('triangle'))),
  ];
}

function axisTicks(values: readonly number[], limits: readonly [number, number] | undefined): readonly number[] {
  if (values.length === 0) return limits ?? [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const ticks = niceTicks(low, high, 3);
  if (limits === undefined) return ticks;
  const inside = ticks.filter((value) => value >= limits[0] - 1e-9 && value <= limits[1] + 1e-9);
  return inside.length < 2 ? limits : inside;
}

/** Inner labels are left out where the drawing is narrow. */
function tickLabel(position: string, text: string, inner: boolean): SVGElement {
  return svg('text', { class: inner ? 'tick tick-inner' : 'tick', x: position, y: 12, 'text-anchor': 'middle' }, text);
}
