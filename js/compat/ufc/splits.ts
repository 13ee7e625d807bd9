import { and, isNull, less, lessOrEqual, number, or, text } from '../../compile/program/expr.js';
import type { Action, Expr } from '../../compile/program/program.js';
import { countOf, type Fields, fieldsOf, listOf, Malformed, textOf } from './malformed.js';
import type { SharedExprs } from './shared-exprs.js';

/** One split, or several that draw from one hash. */
export interface SplitRule {
  readonly when?: Expr;
  readonly then: Action;
}

interface Shard {
  readonly salt: string;
  readonly total: number;
  /** Half-open. */
  readonly ranges: readonly (readonly [start: number, end: number])[];
}

interface Split {
  readonly shards: readonly Shard[];
  readonly variant: number;
}

/** The first split whose shards all hold the subject wins; one without shards always does. `totalShards` is that of the flag, if any. */
export function splitRules(
  splits: readonly unknown[],
  where: string,
  variants: ReadonlyMap<string, number>,
  totalShards: unknown,
  shared: SharedExprs,
): SplitRule[] {
  const read = splits.map((split, i) => readSplit(fieldsOf(split, `${where}[${i}]`), `${where}[${i}]`, variants, totalShards));
  const last = read.findIndex(({ shards }) => shards.length === 0);
  const reachable = last === -1 ? read : read.slice(0, last + 1);
  return groupsOf(reachable).map((group) => ruleOf(group, shared));
}

function readSplit(split: Fields, where: string, variants: ReadonlyMap<string, number>, totalShards: unknown): Split {
  const variationKey = textOf(split['variationKey'], `${where}.variationKey`);
  const variant = variants.get(variationKey);
  if (variant === undefined) throw new Malformed(`${where}.variationKey: no variation ${JSON.stringify(variationKey.slice(0, 80))}`);
  const shards = listOf(split['shards'], `${where}.shards`);
  return {
    variant,
    shards: shards.map((shard, i) => readShard(fieldsOf(shard, `${where}.shards[${i}]`), `${where}.shards[${i}]`, totalShards)),
  };
}

function readShard(shard: Fields, where: string, totalShards: unknown): Shard {
  const total = countOf(shard['totalShards'] ?? totalShards, `${where}.totalShards`, 1);
  const ranges = listOf(shard['ranges'], `${where}.ranges`).map((item, i) => {
    const { start, end } = fieldsOf(item, `${where}.ranges[${i}]`);
    const range = [countOf(start, `${where}.ranges[${i}].start`), countOf(end, `${where}.ranges[${i}].end`)] as const;
    if (range[0] > range[1] || range[1] > total) throw new Malformed(`${where}.ranges[${i}]: must be within 0 and ${total}`);
    return range;
  });
  return { salt: textOf(shard['salt'], `${where}.salt`), total, ranges };
}

/** Neighbours that differ in the ranges of their last shard alone: the number that decides between them is drawn once. */
function groupsOf(splits: readonly Split[]): Split[][] {
  const groups: Split[][] = [];
  let before: string | undefined;
  for (const split of splits) {
    const last = split.shards.at(-1);
    const same = last && JSON.stringify([split.shards.slice(0, -1), last.salt, last.total]);
    if (same !== undefined && same === before) groups.at(-1)?.push(split);
    else groups.push([split]);
    before = same;
  }
  return groups;
}

function ruleOf(group: readonly Split[], shared: SharedExprs): SplitRule {
  const [first] = group as readonly [Split, ...Split[]];
  const last = first.shards.at(-1);
  const then: Action = last === undefined ? { serve: first.variant } : { choose: numberOf(last, shared), ranges: group.flatMap(rangesOf) };
  const others = first.shards.slice(0, -1).map((shard) => isIn(shard, shared));
  return { then, ...(others.length > 0 && { when: and(...others) }) };
}

const rangesOf = ({ shards, variant }: Split): [start: number, end: number, variant: number][] =>
  (shards.at(-1)?.ranges ?? []).map(([start, end]) => [start, end, variant]);

const isIn = (shard: Shard, shared: SharedExprs): Expr => {
  const drawn = numberOf(shard, shared);
  // Never, but not without a subject.
  if (shard.ranges.length === 0) return isNull(drawn);
  return or(...shard.ranges.map(([start, end]) => and(lessOrEqual(number(start), drawn), less(drawn, number(end)))));
};

/** The subject's shard: the first 32 bits of MD5 of `<salt>-<key>`, modulo their number. */
const numberOf = ({ salt, total }: Shard, shared: SharedExprs): Expr => {
  const subject = shared.subject();
  return shared.call(`shard:${total}:${salt}`, () => ['modulo', ['md5', ['cat', text(`${salt}-`), subject]], number(total)]);
};
