import { existsSync } from 'node:fs';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AssayError, STATUS_CODES } from '../../../js/shared/errors.js';
import type { StatsModule } from '../../../js/stats/stats-module.js';
import { openBuiltStats } from './module.js';
import { type NativeAnswer, nativeAnswers, nativeNames, PROGRAM, type StatCall } from './native-calls.js';
import { RandomArguments } from './random-arguments.js';
import { VALID } from './valid-arguments.js';

const SEED = 20_261_124;
/** Vectors of random numbers per name and length. */
const PER_LENGTH = 250;
const LENGTHS = 14;
/** Vectors around one that is valid, per name. */
const MUTATIONS = 1_000;

function wasmAnswer(module: StatsModule, { name, numbers }: StatCall): NativeAnswer {
  try {
    return { status: 0, bytes: new Uint8Array(module.numbers(name, numbers).buffer) };
  } catch (error) {
    const { code, message } = error as AssayError;
    return { status: (STATUS_CODES as readonly string[]).indexOf(code), bytes: Buffer.from(message) };
  }
}

/** Vectors of every length with numbers of every kind; where one was answered, others like it. */
function* vectors(name: string, module: StatsModule, random: RandomArguments): Generator<StatCall> {
  const answered: (readonly number[])[] = [...(VALID[name] ?? [])];
  for (const numbers of answered) yield { name, numbers };
  for (let length = 0; length <= LENGTHS; length += 1) {
    for (let i = 0; i < PER_LENGTH; i += 1) {
      const numbers = Array.from({ length }, () => random.number());
      const call = { name, numbers };
      if (wasmAnswer(module, call).status === 0) answered.push(numbers);
      yield call;
    }
  }
  for (let i = 0; i < MUTATIONS && answered.length > 0; i += 1) {
    const numbers = [...random.pick(answered)];
    if (numbers.length > 0) numbers[Math.floor(random.next() * numbers.length)] = random.number();
    yield { name, numbers };
  }
}

describe('statistics', () => {
  let module: StatsModule;
  beforeAll(async () => {
    module = await openBuiltStats();
    if (!existsSync(PROGRAM))
      throw new Error(`${PROGRAM} is not there. Build it with: cmake --build --preset asan --target assay_stat_calls`);
  });

  it('answer the vectors that are valid', () => {
    const names = nativeNames();
    for (const [name, vectorsOf] of Object.entries(VALID)) {
      expect(names).toContain(name);
      for (const numbers of vectorsOf) expect(module.numbers(name, numbers).length, name).toBeGreaterThan(0);
    }
  });

  it('have the same bits natively and in WebAssembly, whatever their arguments', { timeout: 600_000 }, () => {
    const differing: string[] = [];
    for (const [i, name] of nativeNames().entries()) {
      const calls = [...vectors(name, module, new RandomArguments(SEED + i))];
      const native = nativeAnswers(calls);
      expect(native).toHaveLength(calls.length);
      for (const [k, call] of calls.entries()) {
        const expected = native[k] as NativeAnswer;
        const got = wasmAnswer(module, call);
        if (got.status !== expected.status || Buffer.compare(got.bytes, expected.bytes) !== 0) {
          differing.push(`seed ${SEED}: ${name}(${call.numbers.join(', ')})`);
        }
      }
    }
    expect(differing.slice(0, 10)).toEqual([]);
  });
});
