import { describe, expect, it } from 'vitest';
import { avalancheFinding } from '../../../js/certify/avalanche.js';
import { Coverage } from '../../../js/certify/coverage.js';
import { ID_SHAPES, randomUnicode } from '../../../js/certify/id-shapes.js';
import { Independence } from '../../../js/certify/independence.js';
import { Layers } from '../../../js/certify/layers.js';
import { experiments } from '../../../js/certify/experiment.js';
import { seededRandom } from '../../../js/certify/random.js';
import { rampFinding } from '../../../js/certify/ramp.js';
import { reallocationFinding } from '../../../js/certify/reallocation.js';
import { Uniformity } from '../../../js/certify/uniformity.js';
import { coreOf, namedLine, openCore } from './core.js';

const lines = Array.from({ length: 20 }, (_, i) => namedLine(`line ${i}`, 1000));
const randomBuckets = (seed: number, n = 2000): Int32Array => {
  const random = seededRandom(seed);
  return Int32Array.from({ length: n }, () => Math.floor(random() * 1000));
};

// A test that finds nothing wrong with what is wrong would be worthless: each is shown a fault and its absence.
describe('each test of the certificate', () => {
  it('uniformity: finds buckets too uneven, and too even', () => {
    const verdict = (make: (i: number) => Int32Array) => {
      const test = new Uniformity([20, 100]);
      test.add(
        'ids',
        lines,
        lines.map((_, i) => make(i)),
      );
      return test.finding().verdict;
    };
    expect(verdict((i) => randomBuckets(i))).toBe('pass');
    expect(verdict((i) => randomBuckets(i).map((bucket) => Math.max(bucket, 30)))).toBe('fail');
    expect(verdict(() => Int32Array.from({ length: 2000 }, (_, unit) => unit % 1000))).toBe('fail');
  });

  it('uniformity: does not let one bad id shape hide among good ones', () => {
    const test = new Uniformity([20, 100]);
    for (let shape = 0; shape < 7; shape++)
      test.add(
        `good ${shape}`,
        lines,
        lines.map((_, i) => randomBuckets(100 * shape + i)),
      );
    test.add(
      'bad',
      lines,
      lines.map((_, i) => randomBuckets(900 + i).map((bucket) => (bucket * 19) / 20)),
    );
    const { verdict, meaning } = test.finding();
    expect([verdict, meaning]).toEqual(['fail', expect.stringContaining('bad')]);
  });

  it('independence: finds one dependent pair of many, and dependence that is weak but everywhere', () => {
    const verdict = (make: (i: number) => Int32Array) => {
      const test = new Independence();
      test.add(
        'ids',
        lines,
        lines.map((_, i) => make(i)),
      );
      return test.finding().verdict;
    };
    expect(verdict((i) => randomBuckets(i))).toBe('pass');
    expect(verdict((i) => (i === 7 ? randomBuckets(3) : randomBuckets(i)))).toBe('fail');
    const common = randomBuckets(99);
    expect(verdict((i) => randomBuckets(i).map((bucket, unit) => (unit % 3 === 0 ? (common[unit] as number) : bucket)))).toBe('fail');
  });

  it('independence: counts the table of arms right, whichever number of units', () => {
    const test = new Independence(2);
    const two = [namedLine('a', 2), namedLine('b', 2)];
    // 33 units, one more than a word of bits has: all but one agree.
    test.add('ids', two, [
      Int32Array.from({ length: 33 }, (_, i) => i % 2),
      Int32Array.from({ length: 33 }, (_, i) => (i === 32 ? 1 : i % 2)),
    ]);
    // 17 and 16 units per arm in a, 16 and 17 in b; phi of the table 16, 1, 0, 16.
    expect(test.finding().numbers['largestV']).toBeCloseTo((16 * 16) / Math.sqrt(17 * 16 * 16 * 17), 10);
  });

  it('layers: finds units in two experiments, and a place that tells the arm', () => {
    const [layer, a, b] = [randomBuckets(1), randomBuckets(2), randomBuckets(3)];
    const three = [namedLine('layer', 1000), namedLine('a', 1000), namedLine('b', 1000)] as const;
    const even = Int32Array.from({ length: 2000 }, (_, i) => (i < 1000 ? i % 4 : -1));
    const other = Int32Array.from({ length: 2000 }, (_, i) => (i < 1000 ? -1 : i % 4));
    const finding = (places: readonly [Int32Array, Int32Array, Int32Array], served: readonly [Int32Array, Int32Array]) => {
      const test = new Layers();
      test.addPlaces(three, places);
      test.addServed(...served);
      return test.finding();
    };
    expect(finding([layer, a, a], [even, other]).verdict).toBe('fail');
    expect(finding([layer, layer, b], [even, other]).verdict).toBe('fail');
    expect(finding([layer, a, b], [even, other.with(0, 2)])).toMatchObject({
      verdict: 'fail',
      meaning: '1 units are in two experiments that exclude each other',
    });
  });

  it('coverage: finds an arm that is missing among those let in', () => {
    const finding = (make: (i: number) => Int32Array) => {
      const test = new Coverage();
      for (let i = 0; i < 50; i++) test.add(make(i));
      return test.finding();
    };
    const arms = (i: number) => randomBuckets(i, 4000).map((bucket) => (bucket < 900 ? -1 : bucket % 4));
    expect(finding(arms).verdict).toBe('pass');
    expect(finding((i) => arms(i).map((arm) => (arm === 3 ? 0 : arm))).meaning).toMatch(/\/ 0\.00 %: who is let in decides the arm/);
  });

  it('avalanche: finds a bit of the id that the bucket does not depend on', () => {
    const random = seededRandom(4);
    const known = new Map<string, number>();
    const perfect = (name: string, id: string) => {
      const key = `${name} ${id}`;
      const bucket = known.get(key) ?? Math.floor(random() * 1000);
      known.set(key, bucket);
      return bucket;
    };
    const ids = Array.from({ length: 1000 }, (_, i) => `k${i.toString(36).padStart(2, '0')}`);
    expect(avalancheFinding(coreOf(perfect), lines, ids).verdict).toBe('pass');
    const { verdict, numbers } = avalancheFinding(
      coreOf((name, id) => perfect(name, id.slice(0, -1))),
      lines,
      ids.slice(0, 50),
    );
    expect([verdict, numbers['worst']]).toEqual(['fail', 0]);
  });

  it('ramp: finds units that leave, that change arms, and that a full ramp leaves out', () => {
    const line = namedLine('line', 1000);
    const at = (_: string, id: string) => Number(id) % 1000;
    const ids = Array.from({ length: 1000 }, (_, i) => String(i));
    expect(rampFinding(coreOf(at), [[line, undefined]], ids).verdict).toBe('pass');
    const out = rampFinding(
      coreOf((name, id) => (id === '77' ? 5000 : at(name, id))),
      [[line, undefined]],
      ids,
    );
    expect(out).toMatchObject({ verdict: 'fail', numbers: { left: 0, changed: 0, missing: 1 } });
    let calls = 0;
    const moving = rampFinding(
      coreOf((name, id) => (at(name, id) + 250 * Math.floor(calls++ / 6500)) % 1000),
      [[line, undefined]],
      ids,
    );
    expect(moving.verdict).toBe('fail');
    expect((moving.numbers['left'] as number) + (moving.numbers['changed'] as number)).toBeGreaterThan(0);
  });

  it('reallocation: finds units that move needlessly', async () => {
    const core = await openCore();
    const ids = Array.from({ length: 400 }, (_, i) => `user-${i}`);
    expect(reallocationFinding(core, ids, 5).verdict).toBe('pass');
    const shuffling = {
      ...core,
      draw: core.draw.bind(core),
      serve: (...args: Parameters<typeof core.serve>) => core.serve(...args).map((arms, i) => (i === 1 ? arms.toReversed() : arms)),
    };
    expect(reallocationFinding(shuffling, ids, 5)).toMatchObject({ verdict: 'fail' });
  });
});

describe('ids and experiments', () => {
  it.each(ID_SHAPES.map((shape) => [shape.name, shape] as const))('%s: distinct, well-formed, the same every time', (_, shape) => {
    const ids = shape.make(3000);
    expect(new Set(ids).size).toBe(3000);
    expect(ids.every((id) => id !== '' && id.isWellFormed())).toBe(true);
    expect(shape.make(3000)).toEqual(ids);
    expect(shape.make(10)).toEqual(ids.slice(0, 10));
  });

  it.each([
    ['UUIDv4', /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['UUIDv7', /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/],
    ['ULID', /^[0-7][0-9A-HJKMNP-TV-Z]{25}$/],
    ['hex16', /^[0-9a-f]{16}$/],
  ])('%s look like what they are', (name, form) => {
    const ids = ID_SHAPES.find((shape) => shape.name === name)?.make(50) ?? [];
    expect(ids.filter((id) => !form.test(id))).toEqual([]);
  });

  it('random Unicode is well formed and has controls, CJK and characters beyond 16 bits', () => {
    const random = seededRandom(1);
    const ids = Array.from({ length: 2000 }, () => randomUnicode(random));
    expect(ids.every((id) => id.length > 0 && id.isWellFormed())).toBe(true);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
    for (const kind of [/[\u0000-\u001f]/, /\p{Script=Han}/u, /[\u{10000}-\u{10ffff}]/u, /\p{Mn}/u]) {
      expect(
        ids.some((id) => kind.test(id)),
        String(kind),
      ).toBe(true);
    }
  });

  it('experiments have distinct keys and salts', () => {
    const all = experiments(200);
    expect(new Set(all.map(({ key }) => key)).size).toBe(200);
    expect(new Set(all.map(({ salt }) => salt)).size).toBe(200);
  });
});
