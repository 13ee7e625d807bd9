import type { Measure, PowerPlan } from '../power/plan.js';
import { formatCount, formatNumber, NONE, plural } from './numbers.js';
import type { Paint } from './paint.js';
import { renderTable, right } from './table.js';

const METHOD_NAMES: Readonly<Record<PowerPlan['method'], string>> = {
  fixed: 'one look at the end',
  sequential: 'any look, by a confidence sequence',
  obf: 'planned looks, O’Brien and Fleming’s spending',
  pocock: 'planned looks, Pocock’s spending',
};

const percent = (share: number): string => `${formatNumber(share * 100)} %`;

/** What an experiment needs or can show, for people. */
export function powerText(plan: PowerPlan, measure: Measure, margin: number | undefined, paint: Paint): string {
  const { usersPerArm, users, arms, days, stopping } = plan;
  const time = (count: number | undefined): string => (count === undefined ? '' : `, ${plural(count, 'day')}`);
  const size = `${plural(usersPerArm, 'user')} per arm, ${formatCount(users)} in ${arms} arms${time(days)}`;
  const effect = effectText(plan, measure, margin);
  const first =
    plan.solvedFor === 'users'
      ? `${paint.strong(size)}\nto show ${effect} with ${percent(plan.power)} power`
      : plan.solvedFor === 'power'
        ? `${paint.strong(`${percent(plan.power)} power`)}\nto show ${effect} with ${size}`
        : plan.effect === null
          ? `${paint.strong('no effect can be detected')}\nwith ${size}: not even the largest that there can be`
          : `${paint.strong(effect)}\nis the least effect detected with ${percent(plan.power)} power by ${size}`;
  const shared = arms > 2 ? ` for each of ${arms - 1} comparisons` : '';
  const rule = `${METHOD_NAMES[plan.method]}; alpha ${percent(plan.alpha)}${shared}`;
  if (stopping === undefined) return `${first}\n${rule}\n`;
  const rows = stopping.looks.map(({ fraction, z, stopsWithEffect, stopsWithoutEffect }, i) => [
    String(i + 1),
    formatCount(Math.ceil(fraction * usersPerArm)),
    z === null ? NONE : z.toFixed(3),
    percent(stopsWithEffect),
    percent(stopsWithoutEffect),
  ]);
  const table = renderTable(right('look', 'users per arm', 'stop when |z| ≥', 'stops if so', 'stops if no effect'), rows, paint.quiet);
  const expected = `expected to stop after ${plural(stopping.expectedUsersPerArm, 'user')} per arm${time(stopping.expectedDays)} if the effect is so large; `;
  return `${first}\n${rule}; the largest sample is ${formatNumber(plan.inflation)} times that of one look\n\n${table}\n${expected}without one the most are needed\n`;
}

function effectText({ effect, relativeEffect }: PowerPlan, measure: Measure, margin: number | undefined): string {
  if (effect === null) return NONE;
  const isRate = measure.kind === 'rate';
  const unit = (value: number): string => (isRate ? `${formatNumber(value * 100)} points` : formatNumber(value));
  const sign = (value: number): string => (value > 0 ? '+' : '');
  if (margin !== undefined)
    return `“not worse by more than ${unit(margin)}”${effect === 0 ? '' : `, truly ${sign(effect)}${unit(effect)},`}`;
  const { baseline } = measure;
  const ends =
    baseline === undefined
      ? ''
      : isRate
        ? `${percent(baseline)} to ${percent(baseline + effect)}: `
        : `${formatNumber(baseline)} to ${formatNumber(baseline + effect)}: `;
  const relative = relativeEffect === null ? '' : ` (${sign(relativeEffect)}${percent(relativeEffect)} relative)`;
  return `${ends}${sign(effect)}${unit(effect)}${relative}`;
}
