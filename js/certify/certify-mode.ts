import { avalancheFinding } from './avalanche.js';
import { Coverage, coverageRule } from './coverage.js';
import { type Experiment, experiments, layers } from './experiment.js';
import { type Finding, notApplicable, type TestName } from './finding.js';
import { ID_SHAPES } from './id-shapes.js';
import { Independence } from './independence.js';
import { Layers, layerRules } from './layers.js';
import type { Core, Line } from './line.js';
import type { Mode } from './modes.js';
import { rampFinding } from './ramp.js';
import { reallocationFinding } from './reallocation.js';
import { Uniformity } from './uniformity.js';

/** How much is tested. */
export interface Sizes {
  /** Ids of each shape. */
  readonly ids: number;
  readonly experiments: number;
  readonly fineBuckets: number;
  /** Experiments whose coverage is tested. */
  readonly coverages: number;
  readonly layers: number;
  readonly avalancheIds: number;
  readonly avalancheExperiments: number;
  readonly rampExperiments: number;
}

export const FULL: Sizes = {
  ids: 10_000,
  experiments: 200,
  fineBuckets: 1000,
  coverages: 50,
  layers: 20,
  avalancheIds: 1000,
  avalancheExperiments: 64,
  rampExperiments: 8,
};

export interface ModeReport {
  readonly mode: Mode;
  readonly findings: readonly Finding[];
}

/** Tests (a) to (f) of a mode, and (g) where `reallocates`. The same arguments give the same numbers. */
export function certifyMode(mode: Mode, core: Core, sizes: Sizes, reallocates = false): ModeReport {
  const keys = experiments(sizes.experiments);
  const variants = keys.map(mode.variant);
  const coverageOf = typeof mode.coverage === 'function' ? mode.coverage : undefined;
  const noCoverage = typeof mode.coverage === 'object' ? mode.coverage.none : undefined;
  const pairs = keys.map((key): Pair => [mode.variant(key), coverageOf?.(key)]);
  const uniformity = new Uniformity([20, sizes.fineBuckets]);
  const independence = new Independence();
  const coverage = new Coverage();
  const layered = typeof mode.layer === 'function' ? new LayerTest(mode.layer, variants, sizes.layers) : undefined;
  for (const shape of ID_SHAPES) {
    const ids = shape.make(sizes.ids);
    const buckets = core.draw(variants, ids);
    uniformity.add(shape.name, variants, buckets);
    independence.add(shape.name, variants, buckets);
    layered?.add(core, ids, buckets);
    if (noCoverage === undefined) {
      const rules = pairs.slice(0, sizes.coverages).map(([variant, line]) => coverageRule(variant, line));
      for (const served of core.serve(rules, ids)) coverage.add(served);
    }
  }
  const hex = ID_SHAPES.find(({ name }) => name === 'hex16') as (typeof ID_SHAPES)[number];
  const ids = hex.make(sizes.ids);
  const findings: readonly (readonly [TestName, string | undefined, () => Finding])[] = [
    ['uniformity', undefined, () => uniformity.finding()],
    ['independence', undefined, () => independence.finding()],
    [
      'layers',
      layered === undefined ? (mode.layer as { readonly none: string }).none : undefined,
      () => (layered as LayerTest).test.finding(),
    ],
    ['avalanche', undefined, () => avalancheFinding(core, variants.slice(0, sizes.avalancheExperiments), hex.make(sizes.avalancheIds))],
    ['coverage', noCoverage, () => coverage.finding()],
    ['ramp', noCoverage, () => rampFinding(core, pairs.slice(0, sizes.rampExperiments), ids)],
    [
      'reallocation',
      reallocates ? undefined : 'who moves is up to the ranges that the vendor writes',
      () => reallocationFinding(core, ids),
    ],
  ];
  return { mode, findings: findings.map(([test, reason, find]) => (reason === undefined ? find() : notApplicable(test, reason))) };
}

type Pair = readonly [variant: Line, coverage: Line | undefined];

/** Every layer is divided by two experiments of the mode. */
class LayerTest {
  readonly test = new Layers();
  readonly #layers: readonly Line[];
  readonly #variants: readonly Line[];

  constructor(layer: (layer: Experiment) => Line, variants: readonly Line[], count: number) {
    this.#layers = layers(Math.min(count, Math.floor(variants.length / 2))).map(layer);
    this.#variants = variants;
  }

  add(core: Core, ids: readonly string[], buckets: readonly Int32Array[]): void {
    const places = core.draw(this.#layers, ids);
    const arms = (i: number) => [this.#variants[2 * i] as Line, this.#variants[2 * i + 1] as Line] as const;
    const served = core.serve(
      this.#layers.flatMap((layer, i) => layerRules(layer, ...arms(i))),
      ids,
    );
    for (const [i, layer] of this.#layers.entries()) {
      this.test.addPlaces([layer, ...arms(i)], [places[i], buckets[2 * i], buckets[2 * i + 1]] as [Int32Array, Int32Array, Int32Array]);
      this.test.addServed(served[2 * i] as Int32Array, served[2 * i + 1] as Int32Array);
    }
  }
}
