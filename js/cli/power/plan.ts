import type { PowerTarget, Stats } from '../../stats/index.js';
import { type Demand, inflationOf, type LookPlan, lookPlan } from './looks.js';

/** What is measured of a user of the control. */
export type Measure =
  | { readonly kind: 'rate'; readonly baseline: number; readonly variance: 'pooled' | 'unpooled' | 'control' }
  | { readonly kind: 'mean'; readonly baseline: number | undefined; readonly deviation: number };

export interface Question extends Demand {
  readonly measure: Measure;
  /** Absolute, treatment less control; `undefined` asks for the least that is detected. */
  readonly effect: number | undefined;
  /** "Not worse by more than this", absolute: one-sided, higher is better. */
  readonly margin: number | undefined;
  /** Of one arm; `undefined` asks for them. */
  readonly users: number | undefined;
  readonly arms: number;
  /** Of all arms together. */
  readonly usersPerDay: number | undefined;
}

/** What `assay power --json` prints. */
export interface PowerPlan {
  readonly solvedFor: 'users' | 'effect' | 'power';
  readonly method: Demand['method'];
  /** Of one comparison with the control. */
  readonly alpha: number;
  readonly arms: number;
  readonly power: number;
  /** Treatment less control; `null` where not even the largest possible one is detected. */
  readonly effect: number | null;
  /** Over the control's; `null` without a baseline. */
  readonly relativeEffect: number | null;
  readonly usersPerArm: number;
  readonly users: number;
  /** Whole days; absent without users per day. */
  readonly days?: number;
  /** The largest sample over that of a fixed test with the same power. */
  readonly inflation: number;
  /** Absent from a fixed test. */
  readonly stopping?: LookPlan & { readonly expectedUsersPerArm: number; readonly expectedDays?: number };
}

const targetOf = ({ alpha, power, oneSided, measure }: Question): PowerTarget => ({
  alpha,
  power,
  alternative: oneSided ? 'greater' : 'two-sided',
  ...(measure.kind === 'rate' ? { variance: measure.variance } : {}),
});

/** Standard deviations of one user: of the control, and of the treatment with the effect. */
function deviationsOf({ measure, margin }: Question, effect: number): readonly [number, number] {
  if (measure.kind === 'mean') return [measure.deviation, measure.deviation];
  const of = (rate: number): number => Math.sqrt(rate * (1 - rate));
  return [of(measure.baseline), of(margin === undefined ? measure.baseline + effect : measure.baseline)];
}

/** Users of one arm of a fixed test, not rounded. */
function fixedSize(stats: Stats, question: Question, effect: number): number {
  const { measure, margin } = question;
  const target = targetOf(question);
  if (margin !== undefined) return stats.nonInferioritySampleSize(margin, { effect, deviation: deviationsOf(question, 0)[0] }, target);
  if (measure.kind === 'rate') {
    // One-sided tests of a decrease are those of an increase, mirrored.
    return stats.rateSampleSize(measure.baseline, measure.baseline + effect, {
      ...target,
      alternative: target.alternative === 'greater' && effect < 0 ? 'less' : (target.alternative ?? 'two-sided'),
    });
  }
  return stats.meanSampleSize({ effect: Math.abs(effect), deviation: measure.deviation }, target, true);
}

/** Mean of z when every arm has `users`. */
function driftOf(question: Question, effect: number, users: number): number {
  const [control, treatment] = deviationsOf(question, effect);
  const distance = question.margin === undefined ? Math.abs(effect) : question.margin + effect;
  return distance / Math.sqrt((control * control + treatment * treatment) / users);
}

/** Power of a fixed test. */
function fixedPower(stats: Stats, question: Question, effect: number, users: number): number {
  const { measure, margin } = question;
  const target = targetOf(question);
  if (measure.kind === 'rate' && margin === undefined) {
    const alternative = question.oneSided && effect < 0 ? 'less' : (target.alternative ?? 'two-sided');
    return stats.ratePower([measure.baseline, measure.baseline + effect], [users, users], { ...target, alternative });
  }
  const drift = driftOf(question, effect, users);
  return margin === undefined && users > 1 ? stats.studentPower(drift, 2 * users - 2, target) : stats.normalPower(drift, target);
}

/** The least effect upwards that is detected with `users` of a fixed test in each arm. */
function leastEffect(stats: Stats, question: Question, users: number): number | undefined {
  const { measure } = question;
  const target = targetOf(question);
  if (measure.kind === 'mean') return stats.detectableEffect(measure.deviation * Math.sqrt(2 / users), target);
  // The core's search is two-sided; one side of alpha is both sides of twice alpha.
  const alpha = question.alpha * (question.oneSided ? 2 : 1);
  const rate = stats.detectableRate(measure.baseline, [users, users], { ...target, alpha });
  return rate === undefined ? undefined : rate - measure.baseline;
}

/** Answers what was left open: users, effect or power. Errors: AssayError INVALID_ARGUMENT of the core. */
export function planPower(stats: Stats, question: Question): PowerPlan {
  const { method, alpha, arms, measure, usersPerDay } = question;
  const inflation = inflationOf(stats, question);
  const solvedFor = question.users === undefined ? 'users' : question.effect === undefined ? 'effect' : 'power';
  const effect = question.effect ?? leastEffect(stats, question, (question.users as number) / inflation);
  const usersPerArm = question.users ?? Math.ceil(fixedSize(stats, question, effect as number) * inflation);
  const stopping =
    method === 'fixed' || effect === undefined ? undefined : lookPlan(stats, question, driftOf(question, effect, usersPerArm));
  const power = solvedFor === 'power' ? (stopping?.power ?? fixedPower(stats, question, effect as number, usersPerArm)) : question.power;
  const expected = stopping && Math.ceil(stopping.expectedFraction * usersPerArm);
  const days = (perArm: number): number => stats.daysFor(perArm * arms, usersPerDay as number);
  return {
    solvedFor,
    method,
    alpha,
    arms,
    power,
    effect: effect ?? null,
    relativeEffect: effect === undefined || !measure.baseline ? null : effect / Math.abs(measure.baseline),
    usersPerArm,
    users: usersPerArm * arms,
    ...(usersPerDay === undefined ? {} : { days: days(usersPerArm) }),
    inflation,
    ...(stopping === undefined || expected === undefined
      ? {}
      : {
          stopping: { ...stopping, expectedUsersPerArm: expected, ...(usersPerDay === undefined ? {} : { expectedDays: days(expected) }) },
        }),
  };
}
