import type { Condition, Scalar } from '../shared/query.js';

/** What one attribute must satisfy: the operators of queries, and comparison of semantic versions. */
export interface AttributeCondition extends Condition {
  readonly semver_equals?: string;
  readonly semver_gt?: string;
  readonly semver_gte?: string;
  readonly semver_lt?: string;
  readonly semver_lte?: string;
}

/** Conditions by attribute name, joined by AND. A bare value is short for `{ equals: value }`. */
export type When = Readonly<Record<string, Scalar | AttributeCondition>>;

/** Divides units between variants. The bucketing rule: core/decisions/bucketing.md. */
export interface Split {
  /** Whole numbers of 0 or more by variant; their sum is at most 2^31 - 1. Only their ratio matters. */
  readonly weights: Readonly<Record<string, number>>;
  /** The experiment's key; reading the flag then records exposures. Without it the split is a plain rollout. */
  readonly experiment?: string;
  /** Part of an exposure's identity; raise it when the experiment restarts. @defaultValue 1 */
  readonly version?: number;
  /** The context attribute that holds the unit's id. @defaultValue `'user'` */
  readonly unit?: string;
  /** What makes this split independent of others. No control characters. @defaultValue the experiment's key, else the flag's key */
  readonly salt?: string;
  /** Share of units let in, 0 to 1; the others go on to the next rule. Raising it never moves a unit that is in. @defaultValue 1 */
  readonly coverage?: number;
  /** The layer this split draws its units from: splits with disjoint ranges of one layer never share a unit. */
  readonly layer?: string;
  /** The part [start, end) of the layer, within 0 to 1. @defaultValue the whole layer */
  readonly range?: readonly [start: number, end: number];
}

/** The first rule whose conditions hold decides: by `serve`, or by `split`. */
export interface Rule {
  /** @defaultValue its position, from "0" */
  readonly id?: string;
  readonly when?: When;
  readonly serve?: string;
  readonly split?: Split;
}

export interface Flag {
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  /** Values by variant name, each of the flag's type. */
  readonly variants: Readonly<Record<string, unknown>>;
  /** The variant served when no rule decides and when the flag is off. */
  readonly default: string;
  /** `false` serves the default variant to everyone. @defaultValue true */
  readonly enabled?: boolean;
  readonly rules?: readonly Rule[];
}

/** Flags, experiments and layers, as people write them. Names of flags, variants, experiments and attributes are any non-empty text. */
export interface Datafile {
  /** Raise it with every change. @defaultValue 0 */
  readonly revision?: number;
  readonly layers?: Readonly<Record<string, { readonly salt?: string }>>;
  readonly flags: Readonly<Record<string, Flag>>;
}
