import { number, oneOfTexts } from '../../compile/program/expr.js';
import type { Action, Expr, ProgramFlag } from '../../compile/program/program.js';
import { contextText } from './constraint.js';
import { type Fields, fieldsOf, listOf } from './fields.js';
import { type HashBytes, variantNumber } from './strategy.js';

/** Unleash's word for the variant of a feature that has none; here also the key of the variant that a feature is off with. */
export const DISABLED = 'disabled';

/** Indexes of the two answers that every feature has: off, and on without a variant. */
export const OFF = 0;
export const ON = 1;

/** The answers of a feature: off, on, then its variants and those of its strategies, each once. */
export class VariantTable {
  readonly #names = [DISABLED, DISABLED];
  readonly #indexes = new Map<string, number>();
  readonly #keys = new Map<string, number>([
    [DISABLED, OFF],
    ['enabled', ON],
  ]);

  constructor(feature: Fields) {
    for (const owner of [...listOf(feature['strategies']), feature]) {
      for (const variant of listOf(fieldsOf(owner)?.['variants'])) this.#add(variant);
    }
  }

  /** A feature without variants is a boolean flag, one with variants gives what Unleash's getVariant() does. */
  get type(): ProgramFlag['type'] {
    return this.#indexes.size === 0 ? 'boolean' : 'json';
  }

  get variants(): ProgramFlag['variants'] {
    const json = new Map([...this.#indexes].map(([json, index]) => [index, json]));
    const none = (enabled: boolean): string =>
      this.type === 'boolean' ? String(enabled) : JSON.stringify({ name: DISABLED, enabled: false, feature_enabled: enabled });
    return [...this.#keys].map(([key, index]) => ({ key, json: json.get(index) ?? none(index === ON) }));
  }

  indexOf(variant: unknown): number {
    return this.#indexes.get(jsonOf(variant)) ?? OFF;
  }

  /** The answers, other than off, under one of these names. */
  indexesOf(names: readonly unknown[]): number[] {
    return this.#names.flatMap((name, index) => (index !== OFF && names.includes(name) ? index : []));
  }

  #add(variant: unknown): void {
    const json = jsonOf(variant);
    if (this.#indexes.has(json)) return;
    const name = nameOf(variant);
    let key = name;
    for (let i = 2; this.#keys.has(key); ++i) key = `${name}#${i}`;
    this.#indexes.set(json, this.#names.length);
    this.#keys.set(key, this.#names.length);
    this.#names.push(name);
  }
}

const nameOf = (variant: unknown): string => String(fieldsOf(variant)?.['name'] ?? '');
const jsonOf = (variant: unknown): string =>
  JSON.stringify({ name: nameOf(variant), payload: fieldsOf(variant)?.['payload'], enabled: true, feature_enabled: true });

/** How units are divided between variants; undefined when all of these have no weight. */
export function divide(
  variants: readonly unknown[],
  { stickiness, group, bytes }: { readonly stickiness: unknown; readonly group: string; readonly bytes: HashBytes },
  table: VariantTable,
): Action | undefined {
  const ranges: [low: number, high: number, variant: number][] = [];
  let total = 0;
  for (const variant of variants) {
    const weight = weightOf(variant);
    if (weight > 0) ranges.push([total, total + weight, table.indexOf(variant)]);
    total += weight;
  }
  if (total === 0) return undefined;
  // The variant that a list of values claims comes before the hash: the numbers below 0.
  const claims: Expr[] = [];
  for (const variant of variants) {
    for (const claim of listOf(fieldsOf(variant)?.['overrides'])) {
      const { contextName, values } = fieldsOf(claim) ?? {};
      const at = -1 - claims.length / 2;
      const texts = listOf(values).filter((value) => typeof value === 'string');
      claims.push(oneOfTexts(contextText(contextName), texts), number(at));
      ranges.push([at, at + 1, table.indexOf(variant)]);
    }
  }
  const share = variantNumber(stickiness, group, total, bytes);
  return { choose: claims.length === 0 ? share : ['if', ...claims, share], ranges };
}

const weightOf = (variant: unknown): number => {
  const weight = fieldsOf(variant)?.['weight'];
  return typeof weight === 'number' && weight > 0 && Number.isFinite(weight) ? weight : 0;
};
