import { writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { numberOption, positiveOption, shareOption } from '../number-option.js';
import { METHODS, type Method } from '../power/looks.js';
import { type Measure, planPower, type Question } from '../power/plan.js';
import { paintFor } from '../text/paint.js';
import { powerText } from '../text/power-plan.js';
import { choiceOption, countOption, parseCommandLine, UsageError } from '../usage.js';

const HELP = `usage: assay power --baseline RATE | --sd SD [--mean MEAN]   [--lift 5% | --to VALUE | --difference VALUE] [--users N]

How many users an experiment needs. With --users, what it can show: the power for an effect, or without one the least
effect that it detects.

  --baseline RATE        the control's conversion rate, such as 10% or 0.1
  --sd SD, --mean MEAN   instead, for means: standard deviation and mean of a user of the control
  --lift SHARE           the effect that matters, relative to the control; a decrease is --lift=-5%
  --to VALUE             the same as the treatment's rate or mean
  --difference VALUE     the same as the absolute difference
  --margin VALUE         non-inferiority: "not worse by more than this", absolute, one-sided, higher is better;
                         an effect given beside it is the true one, else there is none
  --users N              users per arm
  --power SHARE          80% when not given
  --alpha SHARE          5% when not given; shared by the comparisons with the control (Bonferroni)
  --arms N               the control among them; 2 when not given
  --one-sided            only an effect in the direction of the planned one counts; not with --method sequential
  --variance RATE        rates: under "no effect" of one common rate (pooled, when not given), of each arm's own
                         (unpooled), or of the control's (control)
  --method METHOD        fixed: one look at the end; sequential: any look, by a confidence sequence tuned to the
                         largest sample; obf, pocock: planned looks (Lan and DeMets' spending)
  --looks N              how many, equally spaced; 5 when not given. The stopping boundary is shown at them
  --users-per-day N      of all arms together: also answers how many days
  --json                 print one JSON document

example: assay power --baseline 10% --lift 5% --method obf --looks 4 --users-per-day 8000
`;

const OPTIONS = {
  baseline: { type: 'string' },
  sd: { type: 'string' },
  mean: { type: 'string' },
  lift: { type: 'string' },
  to: { type: 'string' },
  difference: { type: 'string' },
  margin: { type: 'string' },
  users: { type: 'string' },
  power: { type: 'string', default: '80%' },
  alpha: { type: 'string', default: '5%' },
  arms: { type: 'string', default: '2' },
  'one-sided': { type: 'boolean', default: false },
  variance: { type: 'string' },
  method: { type: 'string', default: 'fixed' },
  looks: { type: 'string' },
  'users-per-day': { type: 'string' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

const MAX_USERS = 1e12;
const MAX_LOOKS = 100;
const VARIANCES = ['pooled', 'unpooled', 'control'] as const;

type Values = ReturnType<typeof parseCommandLine<typeof OPTIONS>>['values'];

/** `assay power`. */
export const powerCommand: Command = {
  name: 'power',
  summary: 'how many users and days an experiment needs, or what it can show',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`${positionals[0]}: only options expected`);
  const question = questionOf(values);
  const stats = await io.openStats();
  try {
    const plan = planPower(stats, question);
    if (values.json) await writeJson(io, plan);
    else await io.stdout.write(powerText(plan, question.measure, question.margin, paintFor(io.stdout, io.env)));
  } finally {
    stats.close();
  }
}

/** Errors: `UsageError` naming the option. */
function questionOf(values: Values): Question {
  const measure = measureOf(values);
  const method: Method = choiceOption(values.method, '--method', METHODS);
  const arms = countOption(values.arms, '--arms', 2, 100);
  const margin = values.margin === undefined ? undefined : positiveOption(values.margin, '--margin');
  const users = values.users === undefined ? undefined : countOption(values.users.replaceAll('_', ''), '--users', 2, MAX_USERS);
  const oneSided = values['one-sided'] || margin !== undefined;
  if (oneSided && method === 'sequential')
    throw new UsageError(
      `--method sequential is two-sided: not with ${margin === undefined ? '--one-sided' : '--margin'}; obf and pocock can be`,
    );
  if (values.looks !== undefined && method === 'fixed')
    throw new UsageError('--looks: --method fixed has one look; give sequential, obf or pocock');
  const effect = effectOf(values, measure) ?? (margin === undefined ? undefined : 0);
  if (effect === undefined && users === undefined)
    throw new UsageError('the effect that matters is missing: give --lift, --to or --difference, or --users to learn what can be detected');
  if (margin !== undefined && margin + (effect as number) <= 0)
    throw new UsageError('--margin: the true effect is worse than the margin, which no sample can show otherwise');
  return {
    measure,
    method,
    effect,
    margin,
    users,
    arms,
    oneSided,
    alpha: shareOption(values.alpha, '--alpha') / (arms - 1),
    power: shareOption(values.power, '--power'),
    looks: values.looks === undefined ? 5 : countOption(values.looks, '--looks', 1, MAX_LOOKS),
    usersPerDay: values['users-per-day'] === undefined ? undefined : positiveOption(values['users-per-day'], '--users-per-day'),
  };
}

function measureOf({ baseline, sd, mean, variance }: Values): Measure {
  if (baseline !== undefined) {
    if (sd !== undefined || mean !== undefined)
      throw new UsageError('--baseline is for rates, --mean and --sd are for means: give one kind');
    return {
      kind: 'rate',
      baseline: shareOption(baseline, '--baseline'),
      variance: choiceOption(variance ?? 'pooled', '--variance', VARIANCES),
    };
  }
  if (sd === undefined) throw new UsageError('--baseline is missing: the control’s rate; for means give --sd and --mean');
  if (variance !== undefined) throw new UsageError('--variance is for rates: the deviation of means is --sd');
  return { kind: 'mean', baseline: mean === undefined ? undefined : numberOption(mean, '--mean'), deviation: positiveOption(sd, '--sd') };
}

/** Absolute. */
function effectOf({ lift, to, difference, margin }: Values, measure: Measure): number | undefined {
  const given = Object.entries({ lift, to, difference }).filter(([, text]) => text !== undefined);
  if (given.length > 1) throw new UsageError(`${given.map(([name]) => `--${name}`).join(' and ')} say the same: give one of them`);
  const [name, text] = (given[0] ?? []) as readonly [string?, string?];
  if (name === undefined || text === undefined) return undefined;
  const option = `--${name}`;
  const value = numberOption(text, option);
  const { baseline } = measure;
  if (name !== 'difference' && baseline === undefined)
    throw new UsageError(`${option} needs --mean, the control’s mean; or give --difference`);
  const effect = name === 'difference' ? value : name === 'to' ? value - (baseline as number) : value * Math.abs(baseline as number);
  if (effect === 0 && margin === undefined) throw new UsageError(`${option} ${text}: that is no effect, which no sample can show`);
  const rate = measure.kind === 'rate' ? measure.baseline + effect : 0.5;
  if (!(rate >= 0 && rate <= 1)) {
    const hint = name === 'lift' ? 'lifts are relative; --difference is absolute' : 'rates are 0 to 1, or 0% to 100%';
    throw new UsageError(`${option} ${text}: the treatment’s rate would be ${Number((rate * 100).toPrecision(4))} % (${hint})`);
  }
  return effect;
}
