import type { Action, ProgramFlag, ProgramRule } from '../../compile/program/program.js';
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
  | { readonly source: 'force'; readonly ruleId: string }
  | { readonly source: 'prerequisite' }
  | {
      readonly source: 'experiment';
      readonly ruleId: string;
      readonly experiment: Experiment;
      readonly key: string;
      readonly leaf?: Leaf;
      /** How the answer's bucket says more: `forced` not at all; `hashed` it is the bucket; `sticky` the variation's index is added to it. */
      readonly how: 'forced' | 'hashed' | 'sticky';
      /** Keys of the flag's variants by variation. */
      readonly variants: readonly string[];
    };

/** What the program does not hold: an answer's GrowthBook result is made of it. */
export interface FlagMeta {
  /** Values of the variants. */
  readonly values: readonly unknown[];
  readonly defaultValue: unknown;
  /** By the rule ids of the program, which are indexes. */
  readonly rules: readonly RuleMeta[];
  /** `true`: nothing of the flag could be read. */
  readonly isMalformed: boolean;
  /** Inline experiments only. */
  readonly experiment?: Experiment;
}

/** A flag while its rules are translated one by one. */
export class FlagDraft {
  readonly values: unknown[] = [];
  readonly #variants: { readonly key: string; readonly json: string }[] = []; // in the order of values
  readonly #rules: ProgramRule[] = [];
  readonly #meta: RuleMeta[] = [];

  /** The variant for a forced or a default value, -1 for null. */
  variantOf(value: unknown): number {
    return value == null ? -1 : this.#variant(value, [typeof value === 'object' ? 'value' : String(value)], []);
  }

  /** A variant for each variation, two of which are never the same one. Their keys are the variations', unless others have them. */
  variantsOf(variations: readonly unknown[], keys: readonly string[], experiment: string): readonly number[] {
    const variants: number[] = [];
    for (const [i, value] of variations.entries()) {
      const key = keys[i] as string;
      variants.push(this.#variant(value ?? null, [key, `${experiment}:${key}`], variants));
    }
    return variants;
  }

  /** Of a variant made before. */
  keyOf(variant: number): string {
    return this.#variants[variant]?.key as string;
  }

  add(rule: Omit<ProgramRule, 'id'> & { readonly then: Action }, meta: RuleMeta): void {
    this.#rules.push({ id: String(this.#rules.length), ...rule });
    this.#meta.push(meta);
  }

  /** The flag, or with a problem one that answers nothing. */
  finish(
    key: string,
    defaultValue: unknown,
    experiment?: Experiment,
    problem?: string,
  ): { readonly flag: ProgramFlag; readonly meta: FlagMeta } {
    return {
      flag: {
        key,
        defaultVariant: this.variantOf(defaultValue),
        type: typeOf(this.values),
        variants: this.#variants,
        rules: this.#rules,
        ...(problem && { problem }),
      },
      meta: {
        values: this.values,
        defaultValue: defaultValue ?? null,
        rules: this.#meta,
        isMalformed: problem !== undefined,
        ...(experiment && { experiment }),
      },
    };
  }

  /** Under the first key that is free, or that has this value and is not of `others`. */
  #variant(value: unknown, keys: readonly string[], others: readonly number[]): number {
    const json = JSON.stringify(value);
    for (let i = 0; ; ++i) {
      const key = keys[i] ?? `${keys.at(-1)}:${i - keys.length + 1}`;
      const index = this.#variants.findIndex((variant) => variant.key === key);
      if (index < 0) {
        this.#variants.push({ key, json });
        return this.values.push(value) - 1;
      }
      if (this.#variants[index]?.json === json && !others.includes(index)) return index;
    }
  }
}

function typeOf(values: readonly unknown[]): ProgramFlag['type'] {
  const [type, another] = new Set(values.map((value) => typeof value));
  return !another && (type === 'boolean' || type === 'string' || type === 'number') ? type : 'json';
}
