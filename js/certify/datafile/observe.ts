import { bucketExpr } from '../../compile/native/unit.js';
import { attribute } from '../../compile/program/expr.js';
import type { SplitRule } from '../line.js';
import { datafileOf } from '../module-core.js';
import type { Split } from './read-splits.js';

/** What evaluating a flag for a unit answers. */
export interface Answer {
  readonly variant?: string;
  readonly rule?: string;
}

/** Evaluates flags of a datafile for one unit after the other. */
export interface Assign {
  setUnit(id: string): void;
  details(flag: string): Answer;
}

/** The arm of every unit by every split, -1 where the split did not decide. */
export function observe(splits: readonly Split[], assign: Assign, ids: readonly string[]): readonly Int16Array[] {
  const arms = splits.map(() => new Int16Array(ids.length).fill(-1));
  const places = splits.map(({ arms: names }) => new Map(names.map((name, i) => [name, i])));
  const flags = new Map<string, number[]>();
  for (const [i, { flag }] of splits.entries()) flags.set(flag, [...(flags.get(flag) ?? []), i]);
  for (const [unit, id] of ids.entries()) {
    assign.setUnit(id);
    for (const [flag, own] of flags) {
      const { variant, rule } = assign.details(flag);
      if (variant === undefined || rule === undefined) continue;
      const split = own.find((i) => splits[i]?.rule === rule);
      if (split !== undefined) (arms[split] as Int16Array)[unit] = places[split]?.get(variant) ?? -1;
    }
  }
  return arms;
}

export const COVERAGE_PARTS = 10;
export const VARIANT_PARTS = 20;

/** Whether a split's coverage and variant are drawn by hashes of Assay's own, so that both can be looked at for every unit. */
export const hasCoverage = ({ hashes }: Split): boolean =>
  hashes.some(({ purpose }) => purpose === 'coverage') && hashes.some(({ purpose }) => purpose === 'variant');

/** A datafile of two flags per split, `0` and `1`, `2` and `3`, …: the part of its coverage line, and of its variant line, that `unit` is on. */
export function probeDatafile(splits: readonly Split[], unit: string): Uint8Array {
  const rule = (purpose: string, parts: number, { hashes }: Split): SplitRule => {
    const salt = hashes.find((hash) => hash.purpose === purpose)?.salt ?? '';
    const ranges = Array.from({ length: parts }, (_, part) => [part, part + 1, part] as const);
    return { then: { choose: bucketExpr(purpose, salt, ['unit', attribute(unit)], parts), ranges } };
  };
  return datafileOf(splits.flatMap((split) => [rule('coverage', COVERAGE_PARTS, split), rule('variant', VARIANT_PARTS, split)]));
}
