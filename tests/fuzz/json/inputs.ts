import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../../../js/shared/json.js';
import { EXAMPLES } from '../../js/compile/examples.js';
import { type Material, mutate } from './mutate.js';
import { mutateText } from './mutate-text.js';
import { Random } from './random.js';

/** Whose datafile it is: ours, a rule program, or a vendor's as js/compat reads it. */
export const KINDS = ['assay', 'program', 'growthbook', 'unleash', 'ufc', 'launchdarkly', 'flagd'] as const;
export type Kind = (typeof KINDS)[number];

export interface Input {
  readonly kind: Kind;
  /** JSON text, or what was one. */
  readonly text: string;
  /** For whatever else is to be chosen. */
  readonly random: Random;
  readonly material: Material;
}

/** Ours has most of what can be written, and is what most pages load. */
const SHARES: readonly Kind[] = [...KINDS, 'assay', 'assay', 'assay'];

/** The datafiles that fuzzing starts from, and what becomes of them: input `n` of a run is the same every time. */
export class Inputs {
  readonly #seeds: ReadonlyMap<Kind, readonly string[]>;
  readonly #material: Material;

  private constructor(seeds: ReadonlyMap<Kind, readonly string[]>) {
    this.#seeds = seeds;
    const donors = [...seeds.values()].flat();
    const words = new Set<string>();
    for (const donor of donors) {
      JSON.parse(donor, (key, value: unknown) => {
        words.add(key);
        if (typeof value === 'string') words.add(value);
        return value;
      });
    }
    this.#material = { donors, words: [...words] };
  }

  /** @param root the repository's folder */
  static read(root: string): Inputs {
    const read = (path: string): unknown => JSON.parse(readFileSync(join(root, path), 'utf8'));
    const { cases } = read('tests/vectors/flags.json') as { cases: readonly { datafile: Json }[] };
    const { rows } = read('tests/vectors/expressions.json') as { rows: readonly { expr: readonly [string]; program?: object }[] };
    const oneOfEach = [...new Map(rows.map((row) => [row.expr[0], row])).values()];
    const seeds = KINDS.map((kind): readonly [Kind, readonly unknown[]] => {
      if (kind === 'assay') return [kind, [...cases, ...EXAMPLES].map(({ datafile }) => datafile)];
      return [kind, kind === 'program' ? oneOfEach.map(programOf) : (read(`tests/fuzz/json/seeds/${kind}.json`) as Json[])];
    });
    return new Inputs(new Map(seeds.map(([kind, values]) => [kind, values.map((value) => JSON.stringify(value))])));
  }

  input(seed: number, n: number): Input {
    const random = new Random(seed, n);
    const kind = random.pick(SHARES);
    const start = random.pick(this.#seeds.get(kind) as readonly string[]);
    const isText = random.oneIn(5);
    const text = isText ? start : this.#mutated(start, random);
    const other = random.pick(this.#material.donors);
    return { kind, text: isText || random.oneIn(20) ? mutateText(text, other, random) : text, random, material: this.#material };
  }

  #mutated(start: string, random: Random): string {
    try {
      return JSON.stringify(mutate(JSON.parse(start) as Json, random, this.#material));
    } catch (error) {
      // Nested deeper than can be written out: mutateText() makes such ones too.
      if (error instanceof RangeError) return start;
      throw error;
    }
  }
}

/** A program whose flags come to their answers in every way there is, by the expression. */
function programOf({ expr, program }: { readonly expr: unknown; readonly program?: object }): object {
  const flag = {
    key: 'f',
    type: 'boolean',
    variants: ['true', 'false'].map((key) => ({ key, json: key })),
    defaultVariant: 0,
    rules: [
      { id: 'r', when: expr, then: { choose: ['scale', 100, ['md5', ['attribute', 'user']]], ranges: [[0, 50, 1]] } },
      { id: 's', when: ['call', 'shared'], then: { named: expr, unknown: 'next' }, experiment: 'e', unit: ['attribute', 'user'] },
      { id: 't', when: ['flag_variant', 'g'], then: { fail: 'GENERAL' } },
    ],
  };
  const other = { ...flag, key: 'g', enabled: false, rules: [] };
  const { flags = [], shared = [] } = (program ?? {}) as { readonly flags?: readonly unknown[]; readonly shared?: readonly unknown[] };
  return { ...program, version: 1, flags: [flag, other, ...flags], shared: [...shared, { name: 'shared', value: expr }] };
}
