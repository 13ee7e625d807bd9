import type { FunnelExclusion, FunnelQuery, FunnelStep } from '../shared/query.js';
import { type Bucket, bucketOption } from './bucket-option.js';
import { PRESETS } from './funnel-options.js';
import { choiceOption, countOption, listOption, UsageError } from './usage.js';

export const COUNTS = ['users', 'sessions', 'totals'] as const;
const ORDERS = ['ordered', 'strict', 'any'] as const;
const ENTRIES = ['closed', 'open'] as const;
const REENTRIES = ['every', 'first'] as const;
const TOUCHES = ['first', 'last', 'all'] as const;
const MOST_SAMPLES = 1000;

/** What `assay funnel` has beside its steps and its time. */
export const RULE_OPTIONS = {
  preset: { type: 'string' },
  order: { type: 'string' },
  count: { type: 'string' },
  entry: { type: 'string' },
  reentry: { type: 'string' },
  optional: { type: 'string', multiple: true },
  exclude: { type: 'string', multiple: true },
  hold: { type: 'string' },
  touch: { type: 'string' },
  trend: { type: 'string' },
  reasons: { type: 'boolean', default: false },
  samples: { type: 'string' },
} as const;

export const RULE_HELP = `  --preset PRESET        whose rules: ${PRESETS.join(', ')}
  --order ORDER          strict: nothing lies between; any: steps in any order
  --count WHAT           users, sessions, or totals: every attempt
  --entry open           chains may start with any step; shares are then of all who have a chain
  --reentry first        only the first event of step 1 is tried
  --optional NAME[,…]    steps that may be left out; repeatable
  --exclude NAME[:2-3]   an event that ends a chain, or only does from step 2 to step 3; repeatable
  --hold PROP            each value of this property has chains of its own, such as cart_id
`;

export const EVIDENCE_HELP = `  --trend SPAN           also by the time of entry: day, week, month, …, or 12h, 7d, …
  --reasons              also why chains ended, and what came next
  --samples N            also N users per step who stopped there, and N who finished
  --touch WHICH          whose values of --by count: first, last, all (posthog), or the number of a step
`;

interface RuleValues {
  readonly preset?: string | undefined;
  readonly order?: string | undefined;
  readonly count?: string | undefined;
  readonly entry?: string | undefined;
  readonly reentry?: string | undefined;
  readonly optional?: readonly string[] | undefined;
  readonly exclude?: readonly string[] | undefined;
  readonly hold?: string | undefined;
  readonly touch?: string | undefined;
  readonly trend?: string | undefined;
  readonly reasons?: boolean | undefined;
  readonly samples?: string | undefined;
}

type FunnelRules = Omit<FunnelQuery['funnel'], 'within'>;

/** The funnel of steps `names` by the rules of the command line. What a preset lacks is refused by the engine. Errors: `UsageError`. */
export function funnelRules(names: readonly string[], values: RuleValues): FunnelRules {
  const { preset, order, count, entry, reentry, touch, hold, reasons, samples } = values;
  const trend = trendOption(values.trend);
  const exclude = (values.exclude ?? []).map((text) => exclusionOf(text, names.length));
  return {
    steps: stepsWith(names, listOption(values.optional)),
    ...(preset === undefined ? {} : { preset: choiceOption(preset, '--preset', PRESETS) }),
    ...(order === undefined ? {} : { order: choiceOption(order, '--order', ORDERS) }),
    ...(count === undefined ? {} : { count: choiceOption(count, '--count', COUNTS) }),
    ...(entry === undefined ? {} : { entry: choiceOption(entry, '--entry', ENTRIES) }),
    ...(reentry === undefined ? {} : { reentry: choiceOption(reentry, '--reentry', REENTRIES) }),
    ...(exclude.length === 0 ? {} : { exclude }),
    ...(hold === undefined ? {} : { hold }),
    ...(touch === undefined ? {} : { touch: touchOption(touch, names.length) }),
    ...(trend === undefined ? {} : { trend }),
    ...(reasons === true ? { reasons } : {}),
    ...(samples === undefined ? {} : { samples: countOption(samples, '--samples', 0, MOST_SAMPLES) }),
  };
}

/** `--trend`: what entries are counted by. Errors: `UsageError`. */
export const trendOption = (text: string | undefined): Bucket | undefined => bucketOption(text, '--trend');

function stepsWith(names: readonly string[], optional: readonly string[]): readonly FunnelStep[] {
  const stray = optional.find((name) => !names.includes(name));
  if (stray !== undefined) throw new UsageError(`--optional ${stray}: no step is named so`);
  return names.map((event) => (optional.includes(event) ? { event, optional: true } : event));
}

/** `refund`, or `refund:1-3`. */
function exclusionOf(text: string, steps: number): FunnelExclusion {
  const [, event, from, to] = /^(.+):(\d+)-(\d+)$/s.exec(text) ?? [];
  if (event === undefined || from === undefined || to === undefined) return { event: text };
  const between = [Number(from), Number(to)] as const;
  if (between[0] < 1 || between[1] <= between[0] || between[1] > steps)
    throw new UsageError(`--exclude ${text}: from a step to a later one of ${steps} expected, such as ${event}:1-2`);
  return { event, between };
}

function touchOption(text: string, steps: number): 'first' | 'last' | 'all' | { readonly step: number } {
  if (/^\d+$/.test(text)) return { step: countOption(text, '--touch', 1, steps) };
  return choiceOption(text, '--touch', TOUCHES);
}
