import { h, svg } from '../../dom.js';
import { formatCount } from '../../format.js';
import { onWidth } from './on-width.js';
import { linearScale, niceTicks } from './scale.js';

export interface StackedSeries {
  readonly name: string;
  /** Which series colour, 1 to 4. */
  readonly series: number;
  /** One per label, not negative. */
  readonly values: readonly number[];
  /** Drawn downwards from zero. */
  readonly below?: boolean;
}

export interface StackedChartOptions {
  readonly labels: readonly string[];
  readonly series: readonly StackedSeries[];
  /** What a bar holds, in words, shown when it is pointed at. */
  readonly describe: (index: number) => string;
  readonly testId?: string;
}

const HEIGHT = 200;
const MARGIN = { top: 8, right: 8, bottom: 20, left: 46 };
const LABEL_WIDTH = 56;
const WIDEST_BAR = 56;

/** Bars of several parts over periods, in the order of the series from zero on. */
export function stackedChart(options: StackedChartOptions): HTMLElement {
  const canvas = svg('svg', { class: 'stacked-plot', height: HEIGHT, 'aria-hidden': true });
  const legend = options.series.map(({ name, series }) => h('span', {}, swatch(series), name));
  const root = h('div', { class: 'stacked', 'data-testid': options.testId }, h('p', { class: 'legend' }, ...legend), canvas);
  onWidth(root, canvas, (width) => draw(canvas, options, width));
  return root;
}

function draw(canvas: SVGSVGElement, { labels, series, describe }: StackedChartOptions, width: number): void {
  const sum = (index: number, below: boolean): number =>
    series.reduce((total, each) => ((each.below ?? false) === below ? total + each.values[index]! : total), 0);
  const indexes = labels.map((_, index) => index);
  const most = Math.max(1, ...indexes.map((index) => sum(index, false)));
  const least = Math.max(0, ...indexes.map((index) => sum(index, true)));
  const ticks = niceTicks(-least, most, 4).filter(Number.isInteger);
  const y = linearScale(Math.min(-least, ticks[0] ?? 0), Math.max(most, ticks.at(-1) ?? 1), HEIGHT - MARGIN.bottom, MARGIN.top);
  const slot = (width - MARGIN.left - MARGIN.right) / labels.length;
  const bar = Math.min(WIDEST_BAR, slot * 0.7);
  const every = Math.max(1, Math.ceil(LABEL_WIDTH / slot));
  const center = (index: number): number => MARGIN.left + slot * (index + 0.5);
  canvas.setAttribute('width', String(width));
  canvas.replaceChildren(
    ...ticks.flatMap((value) => [
      svg('line', { class: value === 0 ? 'grid-zero' : 'grid', x1: MARGIN.left, x2: width - MARGIN.right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick', x: MARGIN.left - 6, y: y(value) + 4, 'text-anchor': 'end' }, formatCount(Math.abs(value))),
    ]),
    ...indexes.flatMap((index) => {
      let [up, down] = [0, 0];
      return series.map(({ series: colour, values, below = false }) => {
        const value = values[index]!;
        const [from, to] = below ? [-down - value, -down] : [up, up + value];
        if (below) down += value;
        else up += value;
        return svg('rect', {
          class: `series-${colour} part`,
          x: center(index) - bar / 2,
          width: bar,
          y: y(to),
          height: Math.max(0, y(from) - y(to)),
        });
      });
    }),
    ...indexes
      .filter((index) => (labels.length - 1 - index) % every === 0)
      .map((index) => svg('text', { class: 'tick', x: center(index), y: HEIGHT - 4, 'text-anchor': 'middle' }, labels[index])),
    ...indexes.map((index) =>
      svg(
        'rect',
        { class: 'hit', x: center(index) - slot / 2, y: MARGIN.top, width: slot, height: HEIGHT - MARGIN.top - MARGIN.bottom },
        svg('title', {}, describe(index)),
      ),
    ),
  );
}

function swatch(series: number): SVGSVGElement {
  return svg(
    'svg',
    { class: `mark series-${series}`, width: 12, height: 12, 'aria-hidden': true },
    svg('rect', { class: 'part', width: 12, height: 12 }),
  );
}
