import { type ArmEffect, type MetricCard, SAMPLE_RATIO_ALARM, type Scorecard } from '../../experiment/analyse.js';
import type { Definition, Metric } from '../../experiment/definition.js';
import type { Interval } from '../../stats/index.js';
import { formatCount, formatDifference, formatInterval, formatNumber, formatPValue, formatRate, NONE, plural } from './numbers.js';
import type { Paint } from './paint.js';
import { left, printable, renderTable, right } from './table.js';

const LABELS = {
  ship: 'ship',
  keep: 'keep the control',
  continue: 'continue',
  'stop-for-harm': 'stop for harm',
  invalid: 'invalid',
} as const;
const RULES = { fixed: 'for one look', sequential: 'for any look', bayesian: 'credible' } as const;

/** A scorecard for people: the decision first. */
export function scorecardText(card: Scorecard, definition: Definition, hash: string, paint: Paint): string {
  const { verdict, arm, reason } = card.decision;
  const whose = arm === undefined ? '' : `: ${printable(arm)}`;
  const users = card.arms.reduce((sum, each) => sum + each.users, 0);
  const heading = `${paint.strong(printable(card.experiment))}, ${plural(users, 'user')} in ${card.arms.length} arms; definition ${hash.slice(0, 12)}\n`;
  const decision = `${paint.strong(LABELS[verdict] + whose)}: ${printable(reason, 500)}\n`;
  const metrics = card.metrics.map((metric, i) => metricText(metric, definition.metrics[i] as Metric, definition, paint));
  return [heading + decision, ...metrics, notes(card, paint)].filter((part) => part !== '').join('\n');
}

function metricText(card: MetricCard, metric: Metric, { rule }: Definition, paint: Paint): string {
  const isRate = metric.type === 'conversion';
  const rows = card.arms.map(({ arm, users, missing, value, interval }) => {
    const [low, high] = interval ?? [null, null];
    const shown = isRate
      ? [formatRate(value ?? null, low, high), formatInterval(low, high)]
      : [formatNumber(value ?? null), interval === undefined ? NONE : ends(interval)];
    return [printable(arm), formatCount(users), ...shown, missing === 0 ? '' : formatCount(missing)];
  });
  const columns = [
    ...left(printable(card.metric)),
    ...right('users', isRate ? 'rate' : 'value', 'interval', card.arms.some(({ missing }) => missing > 0) ? 'missing' : ''),
  ];
  const role = `${card.role}${metric.margin === undefined ? '' : `, margin ${metric.margin}`}`;
  const effects = card.effects.map((effect) => `${printable(effect.arm)}: ${effectText(effect, isRate)} (${role}, ${RULES[rule.kind]})\n`);
  return renderTable(columns, rows, paint.quiet) + effects.join('');
}

const ends = ([low, high]: Interval): string => `${formatNumber(low)} to ${formatNumber(high)}`;

function effectText({ estimate, interval, relative, p, chance, reason }: ArmEffect, isRate: boolean): string {
  if (estimate === undefined || interval === undefined) return `no interval: ${reason ?? 'NO_DATA'}`;
  const absolute = isRate
    ? formatDifference(estimate, interval[0], interval[1], 'points')
    : `${estimate > 0 ? '+' : ''}${formatNumber(estimate)} (${ends(interval)})`;
  const [low, high] = relative.interval ?? [null, null];
  const share = formatDifference(relative.estimate ?? null, low, high, '% relative');
  const evidence = chance === undefined ? formatPValue(p ?? null) : `chance of an increase ${formatNumber(chance * 100)} %`;
  return `${absolute}; ${share}; ${evidence}`;
}

function notes(card: Scorecard, paint: Paint): string {
  const lines: string[] = [
    `arm sizes: ${card.arms.map(({ users }) => formatCount(users)).join(' and ')}, ${formatPValue(card.sampleRatio.p ?? null)}`,
  ];
  for (const { segment, value, p } of card.unevenSegments)
    lines.push(
      paint.warning(`${printable(segment)} ${printable(value)}: the arms are not as large as intended (${formatPValue(p ?? null)})`),
    );
  for (const { segment, metric, arm, p } of card.heterogeneity)
    if (p < card.alpha) lines.push(`${printable(metric)} of ${printable(arm)} differs by ${printable(segment)} (${formatPValue(p)})`);
  if (card.inSeveralArms > 0) lines.push(`${plural(card.inSeveralArms, 'user')} seen in several arms left out`);
  if (card.duplicates > 0) lines.push(`${plural(card.duplicates, 'row')} of users who had one already left out`);
  if (card.otherArms > 0) lines.push(`${plural(card.otherArms, 'row')} of other arms left out`);
  const capped = card.metrics.flatMap(({ metric, arms }) =>
    arms.filter((arm) => arm.capped > 0).map((arm) => `${metric} of ${arm.arm}: ${plural(arm.capped, 'value')} capped`),
  );
  if ((card.sampleRatio.p ?? 1) < SAMPLE_RATIO_ALARM)
    lines.push(paint.warning('The arms are not as large as intended: do not trust the comparison.'));
  return `${[...lines, ...capped.map((line) => printable(line))].join('\n')}\n`;
}
