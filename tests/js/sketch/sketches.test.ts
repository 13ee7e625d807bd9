import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openSketches, type Sketches } from '../../../js/sketch/index.js';
import { sketchesOf } from '../../../js/sketch/sketches.js';
import { AssayError } from '../../../js/shared/errors.js';
import { builtModules } from '../vectors/built-modules.js';

/** Coupons of DataSketches' update("a"), ("b") and ("c") as an HLL list of lg_k 12, in its bytes. */
const list = (...coupons: readonly number[]): Uint8Array =>
  new Uint8Array([2, 1, 7, 12, 3, 8, coupons.length, 8, ...new Uint8Array(Uint32Array.from(coupons).buffer)]);

/** An ExponentialHistogramDataPoint: count, scale 0, zero_count and one positive bucket. */
function point(count: number, offset: number): Uint8Array {
  const bytes = [0x21, count, 0, 0, 0, 0, 0, 0, 0, 0x30, 0, 0x42, 5, 0x08, offset * 2, 0x12, 1, count];
  return new Uint8Array(bytes);
}

describe('sketches', () => {
  let sketches: Sketches;
  beforeAll(async () => {
    const { factory, wasm } = (await builtModules()).sketch;
    sketches = await sketchesOf(factory, wasm);
  });
  afterAll(() => sketches.close());

  it('are described', () => {
    const hll = sketches.describe(list(0x04000001, 0x08000002));
    expect(hll).toMatchObject({ kind: 'hll', k: 4096, empty: false, retained: 2, min: null, max: null, quantiles: null, valueError: 0 });
    expect(hll.count).toBeCloseTo(2, 6);
    const numbers = sketches.describe(point(3, 1)); // (2, 4]
    expect(numbers).toMatchObject({ kind: 'ddsketch', count: 3, lowerBound: 3, retained: 1, min: 2, max: 4, rankError: 0 });
    expect(numbers.valueError).toBeCloseTo(1 / 3, 12);
    expect(numbers.quantiles?.[3]).toBeCloseTo(8 / 3, 12);
  });

  it('merge in any order, and into what either saw', () => {
    const [a, b, c] = [list(0x04000001), list(0x08000002, 0x04000001), list(0x0c000003)];
    const whole = sketches.merge([a, b, c]);
    expect(sketches.describe(whole)).toMatchObject({ kind: 'hll', retained: 3 });
    expect(sketches.merge([sketches.merge([c, b]), a])).toEqual(whole);
    const numbers = sketches.merge([point(3, 1), point(2, 0)]);
    expect(sketches.describe(numbers)).toMatchObject({ count: 5, retained: 2, min: 1, max: 4 });
    expect(sketches.merge([numbers])).toEqual(numbers);
  });

  it('are written again in the bytes that are asked for', () => {
    const sketch = sketches.merge([list(0x04000001, 0x08000002)]);
    expect(sketches.rewrite(sketch)).toEqual(sketch);
    expect((sketches.rewrite(sketch, 'HLL_4')[7] as number) >> 2).toBe(0);
  });

  it.each([
    ['nothing', () => sketches.merge([]), 'INVALID_ARGUMENT'],
    ['two kinds', () => sketches.merge([list(0x04000001), point(1, 0)]), 'INVALID_ARGUMENT'],
    ['no sketch', () => sketches.describe(new Uint8Array(8)), 'DATA_LOSS'],
    ['cut bytes', () => sketches.merge([point(1, 0), point(1, 0).subarray(0, 17)]), 'DATA_LOSS'],
    ['a DDSketch to write as an HLL', () => sketches.rewrite(point(1, 0)), 'UNIMPLEMENTED'],
  ])('refuse %s', (_, ask, code) => {
    const caught = ((): unknown => {
      try {
        return ask();
      } catch (error) {
        return error;
      }
    })();
    expect(caught).toBeInstanceOf(AssayError);
    expect((caught as AssayError).code).toBe(code);
  });

  it('are refused by a module that is closed, or not there', async () => {
    const { factory, wasm } = (await builtModules()).sketch;
    const closed = await sketchesOf(factory, wasm);
    closed.close();
    expect(() => closed.describe(list(1))).toThrow(AssayError);
    await expect(openSketches('no-such-file.wasm')).rejects.toThrow();
  });
});
