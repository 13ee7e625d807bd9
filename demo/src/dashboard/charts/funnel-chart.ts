import type { FunnelStepResult } from 'assay';
import { breakable, h, svg, uniqueId } from '../../dom.js';
import { formatCount, formatDuration, formatShare, formatShareInterval } from '../../format.js';
import type { TableData } from '../panel.js';

/** Counts as last shown, to tell which ones rose. One per chart. */
export type Seen = Map<number, number>;

/**
 * A funnel as rows: users per step as a bar of the users who entered, what the step lost hatched behind it, and a whisker for the interval of
 * the share. Steps whose count rose since the last drawing are lit up for a moment.
 */
export function funnelChart(steps: readonly FunnelStepResult[], seen: Seen): HTMLElement {
  const entered = steps[0]?.count ?? 0;
  const hatch = uniqueId('hatch');
  return h(
    'div',
    { class: 'funnel' },
    svg(
      'svg',
      { class: 'defs', 'aria-hidden': true },
      svg(
        'defs',
        {},
        svg(
          'pattern',
          { id: hatch, width: 6, height: 6, patternUnits: 'userSpaceOnUse', patternTransform: 'rotate(45)' },
          svg('rect', { class: 'hatch-line', width: 2, height: 6 }),
        ),
      ),
    ),
    h(
      'div',
      { class: 'funnel-row funnel-labels', 'aria-hidden': true },
      ...['Step', 'Share of those who started', 'Users', 'Share', 'Lost here', 'Median time'].map((label) => h('span', {}, label)),
    ),
    h('ol', { class: 'funnel-steps' }, ...steps.map((step, index) => row(step, steps[index - 1], index, entered, hatch, seen))),
  );
}

/** The same numbers as a table. */
export function funnelTable(steps: readonly FunnelStepResult[]): TableData {
  return {
    columns: ['Step', 'Users', 'Of those who started', '95% interval', 'Of the step before', 'Lost', 'Median time', 'p90 time'],
    rows: steps.map((step) => [
      step.step,
      formatCount(step.count),
      formatShare(step.rate, step.rateLow, step.rateHigh),
      formatShareInterval(step.rateLow, step.rateHigh),
      formatShare(step.rateFromPrevious),
      formatCount(step.dropOff),
      formatDuration(step.timeFromPrevious?.medianMs ?? null),
      formatDuration(step.timeFromPrevious?.p90Ms ?? null),
    ]),
  };
}

/** Where the funnel loses most, in words. */
export function funnelSummary(steps: readonly FunnelStepResult[]): string {
  const first = steps[0];
  const last = steps.at(-1);
  if (first === undefined || last === undefined || first.count === 0) return '';
  const worst = steps
    .slice(1)
    .reduce<FunnelStepResult | undefined>((most, step) => (step.dropOff > (most?.dropOff ?? 0) ? step : most), undefined);
  const finished = `${formatCount(last.count)} of ${formatCount(first.count)} finished (${formatShare(last.rate, last.rateLow, last.rateHigh)}).`;
  return worst === undefined ? finished : `${finished} Most are lost before “${worst.step}”: ${formatCount(worst.dropOff)}.`;
}

function row(
  step: FunnelStepResult,
  previous: FunnelStepResult | undefined,
  index: number,
  entered: number,
  hatch: string,
  seen: Seen,
): HTMLElement {
  const rose = step.count > (seen.get(index) ?? Number.POSITIVE_INFINITY);
  seen.set(index, step.count);
  const share = entered === 0 ? 0 : step.count / entered;
  const shareBefore = entered === 0 ? 0 : (previous ?? step).count / entered;
  return h(
    'li',
    { class: rose ? 'funnel-row has-risen' : 'funnel-row', 'data-testid': `funnel-step-${index + 1}` },
    h('span', { class: 'funnel-name' }, ...breakable(step.step)),
    bar(step, share, shareBefore, hatch),
    h('span', { class: 'funnel-count', 'data-testid': `funnel-count-${index + 1}` }, formatCount(step.count)),
    h('span', { class: 'funnel-share' }, formatShare(step.rate, step.rateLow, step.rateHigh)),
    h('span', { class: 'funnel-lost' }, ...lost(step, previous)),
    h('span', { class: 'funnel-time' }, previous === undefined ? '' : formatDuration(step.timeFromPrevious?.medianMs ?? null)),
  );
}

function lost(step: FunnelStepResult, previous: FunnelStepResult | undefined): readonly (HTMLElement | string)[] {
  if (previous === undefined || previous.count === 0) return [''];
  if (step.dropOff === 0) return ['0'];
  return [`−${formatCount(step.dropOff)}`, h('span', { class: 'funnel-lost-share' }, formatShare(step.dropOff / previous.count))];
}

function bar(step: FunnelStepResult, share: number, shareBefore: number, hatch: string): SVGSVGElement {
  const percent = (value: number): string => `${(value * 100).toFixed(3)}%`;
  const whisker =
    step.rateLow !== null && step.rateHigh !== null && step.rateHigh > step.rateLow && share < 1
      ? svg(
          'g',
          { class: 'whisker' },
          svg('line', { x1: percent(step.rateLow), x2: percent(step.rateHigh), y1: 12, y2: 12 }),
          svg('line', { x1: percent(step.rateLow), x2: percent(step.rateLow), y1: 8, y2: 16 }),
          svg('line', { x1: percent(step.rateHigh), x2: percent(step.rateHigh), y1: 8, y2: 16 }),
        )
      : undefined;
  return svg(
    'svg',
    { class: 'funnel-bar', 'aria-hidden': true, height: 24 },
    svg('rect', { class: 'funnel-track', width: '100%', height: 24 }),
    svg('rect', { x: percent(share), width: percent(Math.max(0, shareBefore - share)), height: 24, fill: `url(#${hatch})` }),
    svg('rect', { class: 'funnel-fill', width: percent(share), height: 24 }),
    whisker,
  );
}
