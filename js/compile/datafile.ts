import type { Condition, Instant, Scalar } from '../shared/query.js';

/**
 * What one attribute must satisfy: the operators of queries, and those below. Several in one condition are joined by AND. An attribute of a
 * type that an operator has no use for does not satisfy it; a missing one satisfies only `exists: false`, `not_equals`, `not_in` and
 * `not_in_cidr`.
 */
export interface AttributeCondition extends Condition {
  /** Precedence of semantic versions (semver.org, 2.0.0; a leading "v" and missing parts are taken). */
  readonly semver_equals?: string;
  readonly semver_gt?: string;
  readonly semver_gte?: string;
  readonly semver_lt?: string;
  readonly semver_lte?: string;
  /** A text; of a list any one is enough. */
  readonly contains?: string | readonly string[];
  readonly starts_with?: string | readonly string[];
  readonly ends_with?: string | readonly string[];
  /** A regular expression in RE2's dialect, found anywhere in the text. It runs in time linear in the text. */
  readonly matches?: string;
  /** For `contains`, `starts_with`, `ends_with` and `matches` of the same condition. @defaultValue false */
  readonly ignore_case?: boolean;
  /** Strictly earlier. RFC 3339 text (UTC when it names no zone) or ms since the epoch; so is the attribute. */
  readonly before?: Instant;
  /** Strictly later. */
  readonly after?: Instant;
  /** IP addresses and blocks of them, as `"10.0.0.0/8"` and `"2001:db8::/32"`. An IPv4 address is also its `::ffff:` form. */
  readonly in_cidr?: string | readonly string[];
  readonly not_in_cidr?: string | readonly string[];
  /** The attribute is a list and some item satisfies this. */
  readonly any?: Scalar | AttributeCondition;
  /** The attribute is a list and every item satisfies this; the empty list does. */
  readonly all?: Scalar | AttributeCondition;
}

/** Conditions by attribute name. A bare value is short for `{ equals: value }`. */
export type AttributeConditions = Readonly<Record<string, Scalar | AttributeCondition>>;

/** What may stand among the conditions by attribute. These names cannot be attributes'. */
export interface Logic {
  /** Each of these holds. */
  readonly $and?: readonly When[];
  /** One of these holds. */
  readonly $or?: readonly When[];
  readonly $not?: When;
  /** In the segment of this name, in one of several, in none of several. */
  readonly $segment?: string | { readonly in?: readonly string[]; readonly not_in?: readonly string[] };
  /** The instant of the evaluation is strictly before, or strictly after. */
  readonly $now?: { readonly before?: Instant; readonly after?: Instant };
}

/** Conditions joined by AND. */
export type When = AttributeConditions | Logic;

/** A set of units that conditions refer to by name. Who is among `ids`, or satisfies `when`, is in it. */
export interface Segment {
  /** Unit ids; 17 and "17" are one. */
  readonly ids?: readonly (string | number)[];
  /** The attribute that holds the id. @defaultValue `'user'` */
  readonly unit?: string;
  /**
   * Above 0, below 1: the ids are stored as a Bloom filter, which takes 10 bits per id at 0.01 and counts this share of everybody else in.
   * @defaultValue 8 bytes per id, exact but for collisions of 64-bit hashes
   */
  readonly falsePositiveRate?: number;
  readonly when?: When;
  readonly description?: string;
}

/** Units that see none of the experiments that name it, so that their joint effect can be measured. */
export interface Holdout {
  /** Share of units held out, 0 to 1. */
  readonly share: number;
  /** No control characters. @defaultValue the holdout's name */
  readonly salt?: string;
  /** As a split's. @defaultValue `'user'` */
  readonly unit?: string | readonly string[];
  readonly description?: string;
}

/** The part [start, end) of a split's line that belongs to a variant. Whole numbers. */
export interface Slot {
  readonly start: number;
  readonly end: number;
  readonly variant: string;
}

/** Divides units between variants, by `weights` or by `slots`. The bucketing rule: core/decisions/bucketing.md. */
export interface Split {
  /** Whole numbers of 0 or more by variant; their sum is at most 2^31 - 1. Only their ratio matters. */
  readonly weights?: Readonly<Record<string, number>>;
  /** Who owns what of [0, total): what `reallocate()` gives when weights change under way. In a gap the rule does not apply. */
  readonly slots?: readonly Slot[];
  /** With `slots`. At most 2^31 - 1. @defaultValue the greatest end of a slot */
  readonly total?: number;
  /** The experiment's key; reading the flag then records exposures. Without it the split is a plain rollout. */
  readonly experiment?: string;
  /** Part of an exposure's identity; raise it when the experiment restarts. @defaultValue 1 */
  readonly version?: number;
  /** The context attribute that holds the unit's id; of a list the first that is neither missing nor empty. @defaultValue `'user'` */
  readonly unit?: string | readonly string[];
  /** What makes this split independent of others. No control characters. @defaultValue the experiment's key, else the flag's key */
  readonly salt?: string;
  /** Share of units let in, 0 to 1; the others go on to the next rule. Raising it never moves a unit that is in. @defaultValue 1 */
  readonly coverage?: number;
  /** The layer this split draws its units from: splits with disjoint ranges of one layer never share a unit. */
  readonly layer?: string;
  /** The part [start, end) of the layer, within 0 to 1. Those of different experiments must not overlap. @defaultValue the whole layer */
  readonly range?: readonly [start: number, end: number];
  /**
   * Keeps a unit's first variant whatever becomes of weights, coverage and layer, as long as `when`, the schedule and the holdout let it in:
   * the context's attribute `$sticky`, an object, names it under `<experiment>:<version>`. Needs `experiment`. @defaultValue false
   */
  readonly sticky?: boolean;
}

/** Coverage from an instant on. */
export interface RampStep {
  readonly at: Instant;
  /** 0 to 1, not below the step before. */
  readonly coverage: number;
}

/** Coverage that rises by itself. Before the first step nobody is let in, after the last one its coverage stays. */
export type Ramp = readonly RampStep[] | { readonly steps: readonly RampStep[]; readonly mode?: 'steps' | 'linear' };

/** The first rule whose conditions hold decides: by `serve`, or by `split`. */
export interface Rule {
  /** Distinct in its flag. @defaultValue its position, from "0" */
  readonly id?: string;
  readonly when?: When;
  readonly serve?: string;
  readonly split?: Split;
  /** The rule applies in [from, until). */
  readonly from?: Instant;
  readonly until?: Instant;
  /** Instead of the split's `coverage`. `mode: 'linear'` rises evenly between the steps. */
  readonly ramp?: Ramp;
  /** Units held out go on to the next rule. @defaultValue the flag's, for a rule with a split */
  readonly holdout?: string;
  readonly description?: string;
}

/** What another flag must serve. */
export interface Prerequisite {
  readonly flag: string;
  readonly variants: readonly string[];
}

/** What a flag has otherwise in an environment. */
export interface FlagEnvironment {
  readonly enabled?: boolean;
  readonly rules?: readonly Rule[];
  readonly default?: string;
}

/** A subset of JSON Schema: these keywords and no others. */
export interface ValueSchema {
  readonly type?: JsonTypeName | readonly JsonTypeName[];
  readonly enum?: readonly unknown[];
  readonly properties?: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean;
  readonly items?: ValueSchema;
  readonly minimum?: number;
  readonly maximum?: number;
  /** In Unicode characters. */
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly title?: string;
  readonly description?: string;
}

export type JsonTypeName = 'null' | 'boolean' | 'number' | 'integer' | 'string' | 'array' | 'object';

export interface Flag {
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  /** Values by variant name, each of the flag's type. */
  readonly variants: Readonly<Record<string, unknown>>;
  /** The variant served when no rule decides and when the flag is off. */
  readonly default: string;
  /** `false` serves the default variant to everyone. @defaultValue true */
  readonly enabled?: boolean;
  readonly rules?: readonly Rule[];
  /** Of type json: what every variant's value must satisfy. */
  readonly schema?: ValueSchema;
  /** Unit ids by the variant that they get, whatever the rules say. */
  readonly forced?: Readonly<Record<string, readonly (string | number)[]>>;
  /** The attribute that holds the ids of `forced`. @defaultValue `'user'` */
  readonly forcedUnit?: string;
  /** Unless all are met, the default variant is served. */
  readonly prerequisites?: readonly Prerequisite[];
  /** For all rules with a split. */
  readonly holdout?: string;
  readonly environments?: Readonly<Record<string, FlagEnvironment>>;
  readonly description?: string;
}

/** Flags, experiments and layers, as people write them. Names of flags, variants, experiments and attributes are any non-empty text. */
export interface Datafile {
  readonly $schema?: string;
  /** Raise it with every change. @defaultValue 0 */
  readonly revision?: number;
  /** The names that `flag.environments` may have and the compiler may be asked for. @defaultValue any */
  readonly environments?: readonly string[];
  /** A layer's salt defaults to its name. */
  readonly layers?: Readonly<Record<string, { readonly salt?: string; readonly description?: string }>>;
  readonly segments?: Readonly<Record<string, Segment>>;
  readonly holdouts?: Readonly<Record<string, Holdout>>;
  readonly flags: Readonly<Record<string, Flag>>;
}
