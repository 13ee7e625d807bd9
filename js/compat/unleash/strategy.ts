import { and, attribute, FALSE, less, lessOrEqual, not, number, oneOfTexts, or, TRUE, text } from '../../compile/program/expr.js';
import type { Expr } from '../../compile/program/program.js';
import { constraintExpr, isInBlocks, type Report } from './constraint.js';
import { type Fields, fieldsOf, listOf, partsOf } from './fields.js';

/** A number in [0, 100), drawn for every context by unleashContext(). */
export const RANDOM = '$random';
export const HOSTNAME = '$hostname';

const ROLLOUT_SEED = 0;
const VARIANT_SEED = 86028157;

/** Which bytes of an id are hashed: the immediate of `murmur3`. */
export type HashBytes = 0 | 1;

const anyId = (...names: readonly string[]): Expr => or(...names.map(attribute), ['to_text', attribute(RANDOM)]);

function normalized(seed: number, bytes: HashBytes, group: string, id: Expr, total: number): Expr {
  return ['modulo', ['murmur3', seed, bytes, ['cat', text(`${group}:`), id]], number(total)];
}

/**
 * The number below `total` that a unit's variant is chosen by. Ids that are missing are random ones.
 * `stickiness`: "default" or the context field that holds the id.
 */
export function variantNumber(stickiness: unknown, group: string, total: number, bytes: HashBytes): Expr {
  const sticky = typeof stickiness === 'string' && stickiness !== '' && stickiness !== 'default';
  const id = sticky ? anyId(stickiness) : anyId('userId', 'sessionId', 'remoteAddress');
  return normalized(VARIANT_SEED, bytes, group, id, total);
}

/** Whether a strategy lets the context through: its constraints, its segments and its own test. */
export function strategyExpr(strategy: Fields, segments: ReadonlyMap<string, Fields>, bytes: HashBytes, report: Report): Expr {
  const constraintsOf = (owner: Fields): Expr[] => listOf(owner['constraints']).map((constraint) => constraintExpr(constraint, report));
  const test = typeof strategy['name'] === 'string' && Object.hasOwn(TESTS, strategy['name']) ? TESTS[strategy['name']] : undefined;
  const parameters = fieldsOf(strategy['parameters']) ?? {};
  const inSegments = listOf(strategy['segments']).flatMap((id) => {
    const segment = segments.get(String(id));
    return segment === undefined ? [FALSE] : constraintsOf(segment);
  });
  return all([...constraintsOf(strategy), ...inSegments, test?.(parameters, bytes) ?? FALSE]);
}

function all(conditions: readonly Expr[]): Expr {
  if (conditions.includes(FALSE)) return FALSE;
  const open = conditions.filter((condition) => condition !== TRUE);
  return open.length === 0 ? TRUE : and(...open);
}

type Test = (parameters: Fields, bytes: HashBytes) => Expr;

/** A share of the units with the id; none without. */
function rollout(id: Expr, group: unknown, percentage: unknown, bytes: HashBytes): Expr {
  const percent = Number(percentage);
  if (!(percent > 0)) return FALSE;
  if (percent >= 100) return not(not(id));
  // Unleash counts from 1: hash % 100 + 1 <= percent.
  return and(id, lessOrEqual(normalized(ROLLOUT_SEED, bytes, textOr(group, ''), id, 100), number(percent - 1)));
}

const textOr = (value: unknown, otherwise: string): string => (typeof value === 'string' && value !== '' ? value : otherwise);

const byId =
  (name: string): Test =>
  ({ percentage, groupId }, bytes) =>
    rollout(attribute(name), groupId, percentage, bytes);

const flexibleRollout: Test = ({ stickiness, rollout: percentage, groupId }, bytes) => {
  const by = textOr(stickiness, 'default');
  if (by !== 'default' && by !== 'random') return rollout(attribute(by), groupId, percentage, bytes);
  // Everyone has such an id, so all is all, whether or not the context comes with a random number.
  return Number(percentage) >= 100 ? TRUE : rollout(by === 'random' ? anyId() : anyId('userId', 'sessionId'), groupId, percentage, bytes);
};

const TESTS: Readonly<Record<string, Test>> = {
  default: () => TRUE,
  userWithId: ({ userIds }) => oneOfTexts(['to_text', attribute('userId')], partsOf(userIds)),
  gradualRolloutUserId: byId('userId'),
  gradualRolloutSessionId: byId('sessionId'),
  gradualRolloutRandom({ percentage }) {
    const percent = Math.floor(Number(percentage)) || 0;
    return percent >= 100 ? TRUE : less(attribute(RANDOM), number(Math.max(percent, 0)));
  },
  flexibleRollout,
  remoteAddress({ IPs }) {
    const address: Expr = ['to_text', attribute('remoteAddress')];
    return or(oneOfTexts(address, partsOf(IPs)), isInBlocks(address, partsOf(IPs)));
  },
  applicationHostname: ({ hostNames }) =>
    oneOfTexts(
      ['lower', attribute(HOSTNAME)],
      partsOf(hostNames).map((name) => name.toLowerCase()),
    ),
};
