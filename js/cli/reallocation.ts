import type { Datafile, Flag, Rule, Slot, Split } from '../compile/datafile.js';
import { lineOf } from '../compile/native/slots.js';
import { type Reallocation, reallocate } from '../compile/reallocate.js';
import { AssayError } from '../shared/errors.js';

/** A rule's split with other weights, and what that costs. */
export interface ReallocatedSplit {
  /** With the split's new `slots`, and a raised revision. */
  readonly datafile: Datafile;
  readonly before: Split;
  readonly after: Split;
  readonly reallocation: Reallocation;
  /** Share of the split's units whose variant changes: the least there can be. */
  readonly moved: number;
  /** What would change if the new weights were just written down. */
  readonly movedByWeights: number;
}

/** Which split: of a rule by id, or by position where it has none. */
export interface SplitPlace {
  readonly flag: string;
  readonly rule: string;
  readonly environment?: string | undefined;
}

/**
 * Divides a split anew. Everything else in the datafile stays as it is.
 * @throws AssayError NOT_FOUND when there is no such split, INVALID_ARGUMENT for weights that cannot be had
 */
export function reallocateSplit(datafile: Datafile, place: SplitPlace, weights: Readonly<Record<string, number>>): ReallocatedSplit {
  const flag = memberOf(datafile.flags, place.flag, 'flag');
  const owner = place.environment === undefined ? flag : memberOf(flag.environments, place.environment, 'environment');
  if (owner.rules === undefined && place.environment !== undefined)
    throw new AssayError('NOT_FOUND', `environment ${JSON.stringify(place.environment)} has no rules of its own: leave it out`);
  const rules = owner.rules ?? [];
  const index = rules.findIndex(({ id }, i) => (id ?? String(i)) === place.rule);
  const rule =
    rules[index] ??
    missing(
      'rule',
      place.rule,
      rules.map(({ id }, i) => id ?? String(i)),
    );
  const before = rule.split ?? missing('split in rule', place.rule);
  const variants = Object.keys(flag.variants);
  const unknown = Object.keys(weights).find((name) => !variants.includes(name));
  if (unknown !== undefined) missing('variant', unknown, variants);

  const { slots, total } = lineSlots(before, variants);
  const reallocation = reallocate(slots, total, weights);
  const { weights: _, ...rest } = before;
  const after: Split = { ...rest, slots: reallocation.slots, total: reallocation.total };
  return {
    datafile: withRules(datafile, place, rules.with(index, { ...rule, split: after })),
    before,
    after,
    reallocation,
    moved: reallocation.moved.reduce((sum, { start, end }) => sum + end - start, 0) / reallocation.total,
    movedByWeights: difference(slots, total, weights),
  };
}

function withRules(datafile: Datafile, { flag: key, environment }: SplitPlace, rules: readonly Rule[]): Datafile {
  const flag = datafile.flags[key] as Flag;
  const changed: Flag =
    environment === undefined
      ? { ...flag, rules }
      : { ...flag, environments: { ...flag.environments, [environment]: { ...flag.environments?.[environment], rules } } };
  return { ...datafile, revision: (datafile.revision ?? 0) + 1, flags: { ...datafile.flags, [key]: changed } };
}

function lineSlots(split: Split, variants: readonly string[]): { readonly slots: readonly Slot[]; readonly total: number } {
  const { ranges, total } = lineOf(split as Readonly<Record<string, unknown>>, variants, 'split');
  return { slots: ranges.map(([start, end, variant]) => ({ start, end, variant: variants[variant] as string })), total };
}

/** The share of two lines of [0, 1) that is not of the same variant. */
function difference(slots: readonly Slot[], total: number, weights: Readonly<Record<string, number>>): number {
  const sum = Object.values(weights).reduce((all, weight) => all + weight, 0);
  let same = 0;
  let at = 0;
  for (const [variant, weight] of Object.entries(weights)) {
    const [start, end] = [at / sum, (at + weight) / sum];
    at += weight;
    for (const slot of slots) {
      if (slot.variant === variant) same += Math.max(0, Math.min(end, slot.end / total) - Math.max(start, slot.start / total));
    }
  }
  return Math.max(0, 1 - same);
}

function memberOf<T>(members: Readonly<Record<string, T>> | undefined, name: string, what: string): T {
  return members !== undefined && Object.hasOwn(members, name) ? (members[name] as T) : missing(what, name, Object.keys(members ?? {}));
}

function missing(what: string, name: string, known?: readonly string[]): never {
  const list = known === undefined ? '' : `; there are ${known.length === 0 ? 'none' : known.join(', ')}`;
  throw new AssayError('NOT_FOUND', `there is no ${what} ${JSON.stringify(name)}${list}`);
}

/**
 * A datafile whose flags `before` and `after` say who is where in the two splits: SPLIT for who is in them, by the id in the attribute `unit`
 * alone, whatever the rule's conditions, schedule and ramp say.
 */
export function comparison({ datafile, before, after }: ReallocatedSplit, key: string, unit: string): Datafile {
  const variants = Object.keys((datafile.flags[key] as Flag).variants);
  const flag = ({ sticky: _, experiment, ...split }: Split): Flag => ({
    type: 'string',
    variants: Object.fromEntries(variants.map((name) => [name, name])),
    default: variants[0] as string,
    rules: [{ split: { ...split, unit, salt: split.salt ?? experiment ?? key } }],
  });
  return { ...(datafile.layers && { layers: datafile.layers }), flags: { before: flag(before), after: flag(after) } };
}
