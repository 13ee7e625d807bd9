import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import { AssayError } from '../../../js/shared/errors.js';
import { codeOf } from '../../fuzz/json/answers.js';
import { damaged } from '../../fuzz/json/damage.js';
import { Inputs, KINDS } from '../../fuzz/json/inputs.js';
import { Page } from '../../fuzz/json/page.js';
import { Random } from '../../fuzz/json/random.js';
import { run } from '../../fuzz/json/run.js';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const inputs = Inputs.read(root);

describe('the fuzzer of datafiles', () => {
  it('makes an input of its seed and number alone', () => {
    const others = Inputs.read(root);
    for (let n = 0; n < 50; n++) others.input(3, n);
    for (const n of [0, 7, 999_999]) {
      const { kind, text } = inputs.input(3, n);
      expect(others.input(3, n)).toMatchObject({ kind, text });
      expect(inputs.input(4, n).text).not.toBe(text);
      expect(inputs.input(3, n + 1).text).not.toBe(text);
    }
  });

  it('makes inputs of every kind, most of them JSON, hardly any twice', () => {
    const all = Array.from({ length: 1000 }, (_, n) => inputs.input(1, n));
    for (const kind of KINDS) expect(all.filter((input) => input.kind === kind).length, kind).toBeGreaterThan(50);
    const isJson = (text: string): boolean => {
      try {
        JSON.parse(text);
        return true;
      } catch {
        return false;
      }
    };
    expect(all.filter(({ text }) => isJson(text)).length).toBeGreaterThan(700);
    expect(new Set(all.map(({ text }) => text)).size).toBeGreaterThan(950);
  });

  it('mutates names that objects have of their own without touching those of others', () => {
    for (let n = 0; n < 2000; n++) inputs.input(2, n);
    expect(Object.keys(Object.prototype)).toEqual([]);
    expect(({} as Record<string, unknown>)['a']).toBeUndefined();
  });

  it('lets errors of ours pass, and no others', () => {
    expect(codeOf(new AssayError('DATA_LOSS', 'x'))).toBe('DATA_LOSS');
    expect(() => codeOf(new AssayError('INTERNAL', 'x'))).toThrow('INTERNAL');
    expect(() => codeOf(new AssayError('DATA_LOSS', 'x'), ['INVALID_ARGUMENT'])).toThrow('DATA_LOSS');
    const foreign = new TypeError('x is not a function');
    expect(() => codeOf(foreign)).toThrow(foreign);
  });

  it('damages a copy of the bytes', () => {
    const { bytes } = compileDatafile({ flags: {} });
    const before = bytes.slice();
    const copies = Array.from({ length: 100 }, (_, n) => damaged(bytes, new Random(1, n)));
    expect(bytes).toEqual(before);
    expect(copies.filter((copy) => Buffer.compare(copy, bytes) !== 0).length).toBeGreaterThan(80);
  });

  it('finds a page that answers from a datafile that it refused', async () => {
    const answers = { refused: 'good', used: 'bad' };
    for (const [what, answer] of Object.entries(answers)) {
      const assay = {
        flags: () => ['sentinel'],
        flag: () => answer,
        setDatafile: () => Promise.reject(new AssayError('INVALID_ARGUMENT', 'datafile: not JSON')),
        close: () => Promise.resolve(),
      };
      const taken = new Page(() => Promise.resolve(assay as never)).take('{');
      if (what === 'refused') await expect(taken).resolves.toBeUndefined();
      else await expect(taken).rejects.toThrow('replaces nothing');
    }
  });

  it('has nothing to find in a few inputs, and says which were slowest', async () => {
    const { outcomes, findings, slowest } = await run({ root, seed: 1, first: 3000, count: 200 });
    expect(findings).toEqual([]);
    expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(200);
    expect(slowest).toHaveLength(5);
  });
});
