import { h, svg } from '../../dom.js';
import { formatDay } from '../../format.js';
import { legendMark, type Marker, shape } from './interval-chart.js';
import { onWidth } from './on-width.js';
import { linearScale } from './scale.js';

export interface TrendPoint {
  /** Start of the day or of the period, ms since the epoch. */
  readonly day: number;
  readonly value: number | null;
  readonly low?: number | null;
  readonly high?: number | null;
}

export interface TrendSeries {
  readonly name: string;
  readonly series: number;
  readonly marker: Marker;
  readonly dashed?: boolean;
  readonly points: readonly TrendPoint[];
}

export interface TrendChartOptions {
  readonly series: readonly TrendSeries[];
  /** Ascending; the first and the last are the ends of the axis. */
  readonly ticks: readonly number[];
  readonly tick: (value: number) => string;
  /** What a day holds, in words, shown when it is pointed at. */
  readonly describe: (day: number) => string;
  /** For periods other than UTC days: what they are called, and how long the longest is, ms. */
  readonly periods?: { readonly label: (start: number) => string; readonly longestMs: number };
}

const HEIGHT = 176;
const MARGIN = { top: 8, right: 8, bottom: 20, left: 46 };
const LABEL_WIDTH = 64;
const DAY_MS = 86_400_000;

/** Lines over UTC days or other periods, with whiskers where points have intervals. Redrawn when its width changes, so that text keeps its size. */
export function trendChart(options: TrendChartOptions): HTMLElement {
  const canvas = svg('svg', { class: 'trend-plot', height: HEIGHT, 'aria-hidden': true });
  const root = h(
    'div',
    { class: 'trend' },
    options.series.length > 1 &&
      h('p', { class: 'legend' }, ...options.series.map(({ name, marker, series }) => h('span', {}, legendMark(marker, series), name))),
    canvas,
  );
  onWidth(root, canvas, (width) => draw(canvas, options, width));
  return root;
}

function draw(canvas: SVGSVGElement, { series, ticks, tick, describe, periods }: TrendChartOptions, width: number): void {
  const days = [...new Set(series.flatMap(({ points }) => points.map(({ day }) => day)))].sort((a, b) => a - b);
  const [first, last] = [days[0] ?? 0, days.at(-1) ?? 0];
  const [left, right] = [MARGIN.left, width - MARGIN.right];
  const inset = first === last ? 0 : 8;
  const x = linearScale(first, last, left + inset, right - inset);
  const y = linearScale(ticks[0]!, ticks.at(-1)!, HEIGHT - MARGIN.bottom, MARGIN.top);
  canvas.setAttribute('width', String(width));
  canvas.replaceChildren(
    ...ticks.flatMap((value) => [
      svg('line', { class: 'grid', x1: left, x2: right, y1: y(value), y2: y(value) }),
      svg('text', { class: 'tick', x: left - 6, y: y(value) + 4, 'text-anchor': 'end' }, tick(value)),
    ]),
    ...(periods === undefined ? labelledDays(days, right - left) : spaced(days, right - left)).map((day) =>
      svg('text', { class: 'tick', x: x(day), y: HEIGHT - 4, 'text-anchor': edge(day, first, last) }, (periods?.label ?? formatDay)(day)),
    ),
    ...series.map((each) => seriesMarks(each, x, y, periods?.longestMs ?? DAY_MS)),
    ...days.map((day) => {
      const half = first === last ? (right - left) / 2 : (x(first + (periods?.longestMs ?? DAY_MS)) - x(first)) / 2;
      return svg(
        'rect',
        { class: 'hit', x: x(day) - half, y: MARGIN.top, width: 2 * half, height: HEIGHT - MARGIN.top - MARGIN.bottom },
        svg('title', {}, describe(day)),
      );
    }),
  );
}

function seriesMarks(
  { points, series, marker, dashed }: TrendSeries,
  x: (day: number) => number,
  y: (value: number) => number,
  longestMs: number,
): SVGElement {
  const drawn = points.filter((point): point is TrendPoint & { readonly value: number } => point.value !== null);
  const path = drawn
    .map(({ day, value }, index) => {
      const joined = index > 0 && day - drawn[index - 1]!.day <= longestMs;
      return `${joined ? 'L' : 'M'}${x(day).toFixed(1)} ${y(value).toFixed(1)}`;
    })
    .join('');
  return svg(
    'g',
    { class: `series-${series}` },
    svg('path', { class: dashed === true ? 'line is-dashed' : 'line', d: path }),
    ...drawn.map(({ day, value, low, high }) =>
      svg(
        'g',
        {},
        typeof low === 'number' &&
          typeof high === 'number' &&
          svg('line', { class: 'trend-whisker', x1: x(day), x2: x(day), y1: y(low), y2: y(high) }),
        svg('g', { class: 'trend-point', transform: `translate(${x(day).toFixed(1)} ${y(value).toFixed(1)}) scale(0.7)` }, shape(marker)),
      ),
    ),
  );
}

/** Mondays far enough apart for their labels, so that charts of the same weeks are labelled alike; of a few days, the first and the last. */
function labelledDays(days: readonly number[], width: number): readonly number[] {
  const newest = days.at(-1);
  if (newest === undefined) return [];
  const span = Math.max(1, (newest - days[0]!) / DAY_MS);
  if (span < 14) return days.filter((day) => day === newest || day === days[0]);
  const weeks = Math.ceil((span * LABEL_WIDTH) / width / 7);
  // The epoch began on a Thursday.
  return days.filter((day) => (day / DAY_MS + 3) % (7 * weeks) === 0);
}

/** As many as have room for their labels, the latest one among them. */
function spaced(days: readonly number[], width: number): readonly number[] {
  const every = Math.max(1, Math.ceil((days.length * LABEL_WIDTH) / width));
  return days.filter((_, index) => (days.length - 1 - index) % every === 0);
}

function edge(day: number, first: number, last: number): string {
  if (first === last) return 'middle';
  if (day === first) return 'start';
  return day === last ? 'end' : 'middle';
}
