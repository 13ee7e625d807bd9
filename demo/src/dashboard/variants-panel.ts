import type { ArmResult, EffectResult, ExperimentResult } from 'assay';
import { h } from '../dom.js';
import { formatCount, formatPoints, formatPValue, formatShare, formatShareInterval, humanize } from '../format.js';
import type { Truth } from '../traffic/truth.js';
import { type IntervalRow, intervalChart, type Marker } from './charts/interval-chart.js';
import type { LiveQuery } from './live-query.js';
import { type PanelContent, panel, showQuery } from './panel.js';

const MARKERS: readonly Marker[] = ['circle', 'diamond', 'square'];
/** Below this, arm sizes are too uneven to be chance: the comparison is not to be trusted. */
const SRM_ALARM = 0.001;
/** With fewer visitors than this the arm sizes say nothing. */
const FEWEST_FOR_SRM = 50;

/** The experiment on the carrier step: each arm's conversion, their difference, and the truth where it is known. */
export function variantsPanel(query: LiveQuery<ExperimentResult>, truth: () => Truth | undefined): HTMLElement {
  const target = panel({
    id: 'variants',
    title: 'Does recommending a carrier help?',
    note: 'Visitors who completed a shipment within 7 days of seeing the carriers',
  });
  showQuery(target, query, (result) => describe(result, truth()));
  return target.root;
}

function describe({ arms, effects, srmPValue, excludedMultipleArms }: ExperimentResult, truth: Truth | undefined): PanelContent | string {
  if (arms.every(({ conversion }) => conversion.trials === 0)) return 'Nobody has seen the carrier step yet.';
  const effect = effects[0];
  return {
    chart: h(
      'div',
      { class: 'variants' },
      intervalChart({
        rows: arms.map((arm, index) => armRow(arm, index, truth)),
        labelColumn: 'Variant',
        axis: 'Conversion, 95% interval',
        columns: ['Rate', 'Converted', 'Visitors'],
        tick: (rate) => `${Math.round(rate * 100)}%`,
        limits: [0, 1],
      }),
      effect !== undefined && effect.absolute !== null && effectChart(effect, truth),
      verdict(effect, truth),
    ),
    summary: summary(arms, effect, srmPValue, excludedMultipleArms),
    table: {
      columns: ['Variant', 'Visitors', 'Converted', 'Rate', '95% interval', 'True rate'],
      rows: arms.map((arm) => [
        arm.arm,
        formatCount(arm.conversion.trials),
        formatCount(arm.conversion.successes),
        formatShare(arm.conversion.rate, arm.conversion.low, arm.conversion.high),
        formatShareInterval(arm.conversion.low, arm.conversion.high),
        formatShare(trueRate(arm, truth) ?? null),
      ]),
    },
  };
}

function armRow(arm: ArmResult, index: number, truth: Truth | undefined): IntervalRow {
  const { rate, low, high, successes, trials } = arm.conversion;
  const known = trueRate(arm, truth);
  return {
    label: humanize(arm.arm),
    marker: MARKERS[index] ?? 'triangle',
    series: index + 1,
    value: rate,
    low,
    high,
    ...(known === undefined ? {} : { truth: known }),
    cells: [formatShare(rate, low, high), formatCount(successes), formatCount(trials)],
    testId: `variant-${arm.arm}`,
  };
}

function effectChart(effect: EffectResult, truth: Truth | undefined): HTMLElement {
  return intervalChart({
    rows: [
      {
        label: 'Difference',
        marker: 'square',
        series: 3,
        value: effect.absolute,
        low: effect.absoluteLow,
        high: effect.absoluteHigh,
        ...(truth === undefined ? {} : { truth: truth.effect }),
        cells: [formatPoints(effect.absolute), formatPValue(effect.pValue)],
        testId: 'variant-effect',
      },
    ],
    labelColumn: 'Effect',
    axis: 'Recommended − control',
    columns: ['Points', 'p-value'],
    tick: (difference) => `${difference < 0 ? '−' : ''}${Math.abs(Math.round(difference * 1000) / 10)}`,
    include: [0],
    limits: [-1, 1],
  });
}

/** The truth beside the estimate, in words. */
function verdict(effect: EffectResult | undefined, truth: Truth | undefined): HTMLElement | undefined {
  if (truth === undefined || effect?.absoluteLow == null || effect.absoluteHigh == null) return undefined;
  const inside = truth.effect >= effect.absoluteLow && truth.effect <= effect.absoluteHigh;
  return h(
    'p',
    { class: inside ? 'truth is-inside' : 'truth is-outside', 'data-testid': 'truth', 'data-inside': String(inside) },
    h('span', { class: 'truth-sign', 'aria-hidden': true }, '▽'),
    `True effect ${formatPoints(truth.effect)} points; estimate ${formatPoints(effect.absolute)}, 95% interval ${formatPoints(
      effect.absoluteLow,
    )} to ${formatPoints(effect.absoluteHigh)}: the truth is ${inside ? 'inside' : 'outside'}.`,
  );
}

function summary(
  arms: readonly ArmResult[],
  effect: EffectResult | undefined,
  srmPValue: number | null,
  excludedMultipleArms: number,
): string {
  const visitors = arms.reduce((sum, { conversion }) => sum + conversion.trials, 0);
  const sentences = [comparison(effect)];
  if (srmPValue !== null && visitors >= FEWEST_FOR_SRM) {
    sentences.push(
      srmPValue < SRM_ALARM
        ? `Arm sizes do not fit 50:50 (p ${atP(srmPValue)}): do not trust the comparison.`
        : `Arm sizes fit 50:50 (p ${atP(srmPValue)}).`,
    );
  }
  if (excludedMultipleArms > 0) sentences.push(`${formatCount(excludedMultipleArms)} seen in both arms and left out.`);
  return sentences.join(' ');
}

function comparison(effect: EffectResult | undefined): string {
  if (effect?.absoluteLow == null || effect.absoluteHigh == null) return 'Both variants need visitors before they can be compared.';
  if (effect.absoluteLow > 0) return `Recommended converts more, p ${atP(effect.pValue)}.`;
  if (effect.absoluteHigh < 0) return `Recommended converts less, p ${atP(effect.pValue)}.`;
  return 'No difference is established yet.';
}

function atP(p: number | null): string {
  const text = formatPValue(p);
  return text.startsWith('<') ? text : `= ${text}`;
}

function trueRate({ arm }: ArmResult, truth: Truth | undefined): number | undefined {
  return arm === 'control' || arm === 'recommended' ? truth?.rates[arm] : undefined;
}
