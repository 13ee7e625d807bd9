import type { Action, ProgramFlag, ProgramRule } from '../../compile/program/program.js';
import { and, type Expr } from './exprs.js';
import type { Experiment } from './fields.js';

/** The part of a contextual bandit's contexts that decided the weights. */
export interface Leaf {
  /** -1: none of the bandit's. */
  readonly leafId: unknown;
  readonly variationWeights: readonly number[];
  readonly banditVersion?: unknown;
}

/** What GrowthBook's result says of an answer that a rule of the program gave. */
export type RuleMeta =
  | { readonly source: 'force'; readonly rule: Experiment }
  | { readonly source: 'prerequisite' }
  | {
      readonly source: 'experiment';
      /** With the key, variations and weights that it has here. */
      readonly rule: Experiment;
      readonly leaf?: Leaf | undefined;
      /** How the answer's bucket says more: `forced` not at all; `hashed` it is the bucket; `sticky` the variation's index is added to it. */
      readonly how: 'forced' | 'hashed' | 'sticky';
      /** The flag's variants by variation. */
      readonly variants: readonly number[];
    };

/** What the program does not hold of a flag that could be read: an answer's GrowthBook result is made of it. */
export interface FlagMeta {
  readonly variants: ProgramFlag['variants'];
  /** Of the variants. */
  readonly values: readonly unknown[];
  /** Absent or null: none. */
  readonly defaultValue?: unknown;
  /** By the rule ids of the program, which are indexes. */
  readonly rules: readonly RuleMeta[];
  /** Inline experiments only. */
  readonly experiment?: Experiment | undefined;
}

/** A flag while its rules are translated one by one. */
export interface FlagDraft {
  readonly key: string;
  /** The variant for a forced or a default value, -1 for null. */
  variantOf(value: unknown): number;
  /** A variant for each variation, two of which are never the same one. Their keys are the variations', unless others have them. */
  variantsOf(experiment: Experiment): readonly number[];
  /** Adds a rule that decides when all of `when` holds. */
  add(when: readonly Expr[], then: Action, meta: RuleMeta, exposure?: Pick<ProgramRule, 'experiment' | 'experimentVersion' | 'unit'>): void;
  finish(defaultValue?: unknown, experiment?: Experiment): { readonly flag: ProgramFlag; readonly meta: FlagMeta };
}

export function flagDraft(key: string): FlagDraft {
  const variants: { readonly key: string; readonly json: string }[] = [];
  const values: unknown[] = [];
  const programRules: ProgramRule[] = [];
  const rules: RuleMeta[] = [];

  /** Under the first key that is free, or that has this value and is not of `others`. */
  const variantUnder = (keys: readonly string[], value: unknown, others: readonly number[] = []): number => {
    const json = JSON.stringify(value);
    for (let i = 0; ; ++i) {
      const key = keys[i] ?? `${keys.at(-1)}:${i}`;
      const index = variants.findIndex((variant) => variant.key === key);
      if (index < 0) {
        variants.push({ key, json });
        return values.push(value) - 1;
      }
      if (variants[index]?.json === json && !others.includes(index)) return index;
    }
  };
  const variantOf = (value: unknown): number =>
    value == null ? -1 : variantUnder([typeof value === 'object' ? 'value' : String(value)], value);
  return {
    key,
    variantOf,
    variantsOf({ key, variations = [], meta = [] }) {
      const made: number[] = [];
      for (const [i, value] of variations.entries()) {
        const name = meta[i]?.key || String(i);
        made.push(variantUnder([name, `${key}:${name}`], value ?? null, made));
      }
      return made;
    },
    add(when, then, meta, exposure) {
      programRules.push({ id: String(rules.length), when: and(...when), then, ...exposure });
      rules.push(meta);
    },
    finish: (defaultValue, experiment) => ({
      flag: { key, defaultVariant: variantOf(defaultValue), type: typeOf(values), variants, rules: programRules },
      meta: { variants, values, rules, defaultValue, experiment },
    }),
  };
}

function typeOf(values: readonly unknown[]): ProgramFlag['type'] {
  const type = typeof values[0];
  return (type === 'boolean' || type === 'string' || type === 'number') && values.every((value) => typeof value === type) ? type : 'json';
}
