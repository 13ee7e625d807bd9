import { existsSync, readFileSync } from 'node:fs';
import { pathToFileURL } from 'node:url';
import type { RawEngine } from '../../js/client/engine/engine.js';
import { ByteModule, type Factory } from '../../js/client/wasm/byte-module.js';
import { UsageError } from './run.js';

/** core/assay/sketch/describe.h says what the fields mean. */
export interface SketchSummary {
  readonly kind: (typeof KINDS)[number];
  readonly serialVersion: number;
  readonly k: number;
  readonly empty: boolean;
  readonly retained: number;
  readonly count: number;
  readonly lowerBound: number;
  readonly upperBound: number;
  readonly rankError: number;
  readonly min: number | null;
  readonly max: number | null;
  /** At `RANKS`. */
  readonly quantiles: readonly number[] | null;
}

/** What suites of sketches ask. Both throw when the bytes are refused. */
export interface Sketches {
  describeSketch(bytes: Uint8Array): SketchSummary;
  /** An HLL or KLL sketch, written again as this library writes it. */
  rewriteSketch(bytes: Uint8Array, packing: 'HLL_4' | 'HLL_8'): Uint8Array;
}

/** Those of core/assay/sketch/describe.h, as are the kinds. */
export const RANKS = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];
const KINDS = ['hll', 'theta', 'kll float', 'kll double', 'quantiles', 'tdigest float', 'tdigest double'] as const;

/** The core's sketches through the engine's module. */
export async function openSketches(path: string): Promise<Sketches> {
  if (!existsSync(`${path}.wasm`)) throw new UsageError(`${path}.wasm is not there: npm run build makes it`);
  const glue = (await import(pathToFileURL(`${path}.mjs`).href)) as { readonly default: Factory<RawEngine> };
  const module = await ByteModule.open('engine', glue.default, readFileSync(`${path}.wasm`));
  return {
    describeSketch: (bytes) => {
      module.call((raw, size) => raw.describeSketch(size), bytes);
      return summaryOf(new Float64Array(module.output().buffer));
    },
    rewriteSketch: (bytes, packing) => {
      module.call((raw, size) => raw.rewriteSketch(size, packing === 'HLL_4' ? 0 : 2), bytes);
      return module.output();
    },
  };
}

function summaryOf(numbers: Float64Array): SketchSummary {
  const [kind, serialVersion, k, empty, retained, count, lowerBound, upperBound, rankError, min, max] = numbers;
  const orNull = (number: number | undefined): number | null => (number === undefined || Number.isNaN(number) ? null : number);
  const quantiles = [...numbers.subarray(11)];
  return {
    kind: KINDS[kind as number] as SketchSummary['kind'],
    serialVersion: serialVersion as number,
    k: k as number,
    empty: empty === 1,
    retained: retained as number,
    count: count as number,
    lowerBound: lowerBound as number,
    upperBound: upperBound as number,
    rankError: rankError as number,
    min: orNull(min),
    max: orNull(max),
    quantiles: quantiles.some(Number.isNaN) ? null : quantiles,
  };
}
