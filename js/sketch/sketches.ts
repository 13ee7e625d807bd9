/// <reference path="../client/wasm/glue.d.ts" />
import { readWasmFrom } from '../client/platform/browser.js';
import { ByteModule, type Factory, type RawByteModule } from '../client/wasm/byte-module.js';
import type { EmbindModule } from '../client/wasm/raw/sketch.js';

/** The exports of sketch.wasm (wasm/ABI.md). */
export type RawSketch = RawByteModule & EmbindModule;

/** What a sketch is, in the order of the core's numbers (core/assay/sketch/describe.h). */
const KINDS = ['hll', 'theta', 'kll float', 'kll double', 'quantiles', 'tdigest float', 'tdigest double', 'ddsketch'] as const;

export type SketchKind = (typeof KINDS)[number];

/** The ranks of `SketchSummary.quantiles`. */
export const RANKS: readonly number[] = [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99];

export interface SketchSummary {
  readonly kind: SketchKind;
  /** Of the format; 0 where it has none. */
  readonly serialVersion: number;
  /** The parameter of its size: registers of HLL, k of KLL, quantiles and t-digests; 0 where the bytes do not say it. */
  readonly k: number;
  readonly empty: boolean;
  /** Coupons or registers in use, hashes, items, centroids or buckets. */
  readonly retained: number;
  /** Distinct keys, between bounds two standard deviations away (`hll`, `theta`); otherwise the numbers seen, exactly, as are the bounds. */
  readonly count: number;
  readonly lowerBound: number;
  readonly upperBound: number;
  /** Quantiles of `kll` and `quantiles` are within this of their rank, with 99 % confidence; 0 for others. */
  readonly rankError: number;
  /** Quantiles of `ddsketch` are within this of the true ones, relatively; 0 for others. */
  readonly valueError: number;
  /** Exact. `null` for an empty sketch and for `hll` and `theta`, as are `max` and `quantiles`. */
  readonly min: number | null;
  readonly max: number | null;
  /** At `RANKS`. */
  readonly quantiles: readonly number[] | null;
}

/**
 * Reads, merges and writes sketches. HLL and KLL are Apache DataSketches' bytes, which Spark, Druid, BigQuery and PostgreSQL read; a DDSketch
 * is an `ExponentialHistogramDataPoint` of OpenTelemetry's OTLP in Protocol Buffers.
 */
export interface Sketches {
  /** @throws AssayError DATA_LOSS for bytes that are no sketch, UNIMPLEMENTED for a kind that is not read */
  describe(sketch: Uint8Array): SketchSummary;
  /**
   * The sketch of all that these saw, whatever the order: HLL of one size, KLL of one type or DDSketches, such as the `sketches` of rows of
   * several devices' answers.
   * @throws AssayError as `describe`, INVALID_ARGUMENT for none or for ones that do not go together
   */
  merge(sketches: readonly Uint8Array[]): Uint8Array;
  /**
   * An HLL or KLL sketch written again, compact: of other libraries' updatable or older bytes, or an HLL with registers of half a byte.
   * @throws AssayError as `describe`
   */
  rewrite(sketch: Uint8Array, packing?: 'HLL_4' | 'HLL_8'): Uint8Array;
  close(): void;
}

/** @param wasm where sketch.wasm is, if not beside the published files. @throws AssayError when it cannot be loaded */
export async function openSketches(wasm?: string | URL): Promise<Sketches> {
  const [bytes, glue] = await Promise.all([
    readWasmFrom('sketch', wasm ?? new URL('./sketch.wasm', import.meta.url)),
    import('assay-glue-sketch'),
  ]);
  return sketchesOf(glue.default, bytes);
}

/** The same of a module at hand. @throws AssayError as `openSketches` */
export async function sketchesOf(factory: Factory<RawSketch>, wasm: Uint8Array): Promise<Sketches> {
  const module = await ByteModule.open<RawSketch>('sketch', factory, wasm);
  return {
    describe: (sketch) => {
      module.call((raw, size) => raw.describe(size), sketch);
      return summaryOf(new Float64Array(module.output().buffer));
    },
    merge: (sketches) => {
      const parts = sketches.flatMap((sketch) => [new Uint8Array(new Uint32Array([sketch.length]).buffer), sketch]);
      module.call((raw, size) => raw.merge(size), new Uint8Array(), ...parts);
      return module.output();
    },
    rewrite: (sketch, packing = 'HLL_8') => {
      module.call((raw, size) => raw.rewrite(size, packing === 'HLL_4' ? 0 : 2), sketch);
      return module.output();
    },
    close: () => module.close(),
  };
}

function summaryOf(numbers: Float64Array): SketchSummary {
  const [kind, serialVersion, k, empty, retained, count, lowerBound, upperBound, rankError, min, max] = numbers;
  const orNull = (number: number | undefined): number | null => (number === undefined || Number.isNaN(number) ? null : number);
  const quantiles = [...numbers.subarray(11, 11 + RANKS.length)];
  return {
    kind: KINDS[kind as number] as SketchKind,
    serialVersion: serialVersion as number,
    k: k as number,
    empty: empty === 1,
    retained: retained as number,
    count: count as number,
    lowerBound: lowerBound as number,
    upperBound: upperBound as number,
    rankError: rankError as number,
    valueError: numbers[11 + RANKS.length] as number,
    min: orNull(min),
    max: orNull(max),
    quantiles: quantiles.some(Number.isNaN) ? null : quantiles,
  };
}
