import type { Stats } from '../stats/index.js';
import type { MetricCard } from './analyse.js';
import type { DecisionRule, Definition, Metric } from './definition.js';

export interface Decision {
  /** `keep`: what there is, the control. `invalid`: the comparison cannot be trusted. */
  readonly verdict: 'ship' | 'keep' | 'continue' | 'stop-for-harm' | 'invalid';
  /** Of `ship` and `stop-for-harm`. */
  readonly arm?: string;
  /** In plain words. */
  readonly reason: string;
}

interface Findings {
  readonly arms: readonly { readonly arm: string; readonly users: number }[];
  readonly metrics: readonly MetricCard[];
  readonly sampleRatioP: number | undefined;
  readonly rule: DecisionRule;
}

/** Arms smaller than this are not judged: intervals rest on means being about normal. */
const LEAST_USERS = 100;
const ALARM = 0.001;

/** What to do, from the intervals that the scorecard shows and nothing else. */
export function decide(stats: Stats, definition: Definition, { arms, metrics, sampleRatioP, rule }: Findings): Decision {
  const empty = arms.find(({ users }) => users === 0);
  if (empty !== undefined) return { verdict: 'invalid', reason: `${empty.arm} has no users` };
  if (sampleRatioP !== undefined && sampleRatioP < ALARM)
    return { verdict: 'invalid', reason: 'the arms are not as large as intended, so something other than the change differs between them' };
  const users = arms.reduce((sum, arm) => sum + arm.users, 0);
  const { plannedUsers } = rule;
  const isPlanned = plannedUsers === undefined || users >= plannedUsers;
  if (rule.kind === 'fixed' && !isPlanned)
    return { verdict: 'continue', reason: `a fixed rule is for one look, at ${plannedUsers} users; there are ${users}` };
  const small = arms.find((arm) => arm.users < LEAST_USERS);
  if (small !== undefined)
    return { verdict: 'continue', reason: `${small.arm} has ${small.users} users, too few to judge: ${LEAST_USERS} are needed` };
  const verdicts = arms.slice(1).map(({ arm }, i) => ({ arm, ...judge(stats, definition, metrics, i) }));
  const ship = verdicts.find(({ state }) => state === 'better');
  if (ship !== undefined) return { verdict: 'ship', arm: ship.arm, reason: ship.reason };
  const harm = verdicts.find(({ state }) => state === 'worse');
  if (harm !== undefined) return { verdict: 'stop-for-harm', arm: harm.arm, reason: harm.reason };
  const waiting = verdicts.find(({ state }) => state === 'unsafe');
  if (waiting !== undefined) return { verdict: 'continue', reason: waiting.reason };
  const reason = 'no primary metric is shown to differ from the control’s';
  if (rule.kind === 'fixed' || (plannedUsers !== undefined && isPlanned)) return { verdict: 'keep', reason };
  return { verdict: 'continue', reason: `${reason} so far` };
}

/** One arm against the control. */
function judge(stats: Stats, { metrics }: Definition, cards: readonly MetricCard[], i: number) {
  const good: string[] = [];
  const bad: string[] = [];
  const open: string[] = [];
  for (const [at, card] of cards.entries()) {
    const { direction = 'increase', role, margin = 0, name } = metrics[at] as Metric;
    const { interval, isDifferent, estimate = 0 } = card.effects[i] as MetricCard['effects'][0];
    if (role === 'guardrail') {
      const verdict =
        interval === undefined ? 'undecided' : stats.guardrail(interval, margin, direction === 'increase' ? 'higher' : 'lower');
      if (verdict === 'harmful') bad.push(`${name} is worse by more than its margin`);
      else if (verdict === 'undecided') open.push(name);
    } else if (role === 'primary' && isDifferent && interval !== undefined) {
      const isBetter = estimate > 0 === (direction === 'increase');
      (isBetter ? good : bad).push(
        `${name} is ${isBetter ? 'better' : 'worse'} than the control’s: its whole interval is on that side of 0`,
      );
    }
  }
  if (bad.length > 0) return { state: 'worse', reason: bad.join('; ') } as const;
  if (good.length === 0) return { state: 'same', reason: '' } as const;
  if (open.length > 0)
    return { state: 'unsafe', reason: `${good.join('; ')}; but ${open.join(', ')} may be worse by more than the margin` } as const;
  return { state: 'better', reason: good.join('; ') } as const;
}
