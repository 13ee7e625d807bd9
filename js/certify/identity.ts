import { encodeContext } from '../client/flags/encode-context.js';
import type { RawFlags } from '../client/flags/flags.js';
import type { ByteModule } from '../client/wasm/byte-module.js';
import { type Experiment, experiments } from './experiment.js';
import type { Finding } from './finding.js';
import { randomUnicode } from './id-shapes.js';
import { armRanges, type Line, type SplitRule } from './line.js';
import { type Mode, UNIT } from './modes.js';
import { UNIT_PLACE } from './module-core.js';
import { seededRandom } from './random.js';

const SEED = 20_261_123;

/** (h) Every number of a mode as a rule of three arms of one size. */
export function identityRules({ variant, coverage, layer }: Mode): readonly SplitRule[] {
  const [experiment] = experiments(1) as [Experiment];
  const makers: readonly unknown[] = [variant, coverage, layer];
  return makers
    .filter((make): make is (experiment: Experiment) => Line => typeof make === 'function')
    .map((make) => make(experiment))
    .map(({ number, high }) => ({ then: { choose: number, ranges: armRanges([1, 1, 1], high) } }));
}

/** Contexts of `count` random ids, always the same ones. */
export function* identityContexts(count: number): Generator<Uint8Array, void> {
  const random = seededRandom(SEED);
  for (let i = 0; i < count; i++) yield encodeContext(UNIT_PLACE, { [UNIT]: randomUnicode(random) }, 0);
}

/** What tests/certify/certify_native.cc reads: the datafile and the contexts, each behind its length, in pieces of about 1 MiB. */
export function* identityPack(datafile: Uint8Array, count: number): Generator<Uint8Array, void> {
  const parts = new Uint8Array(1 << 20);
  const view = new DataView(parts.buffer);
  let at = 0;
  yield sized(datafile);
  for (const context of identityContexts(count)) {
    if (at + 4 + context.length > parts.length) {
      yield parts.slice(0, at);
      at = 0;
    }
    view.setUint32(at, context.length, true);
    parts.set(context, at + 4);
    at += 4 + context.length;
  }
  yield parts.slice(0, at);
}

function sized(bytes: Uint8Array): Uint8Array {
  const all = new Uint8Array(4 + bytes.length);
  new DataView(all.buffer).setUint32(0, bytes.length, true);
  all.set(bytes, 4);
  return all;
}

/** A running hash of all answers of each flag of the datafile: variant, error code and bucket, bit by bit. */
export function checksums(module: ByteModule<RawFlags>, datafile: Uint8Array, flags: number, count: number): readonly string[] {
  module.call((raw, size) => raw.load(size), datafile);
  const sums = Array.from({ length: flags }, () => new Checksum());
  const { raw } = module;
  for (const context of identityContexts(count)) {
    module.call((each, size) => each.setContext(size), context);
    for (let flag = 0; flag < flags; flag++) {
      const at = raw.evaluate(flag);
      const answer = new DataView(raw.HEAPU8.buffer, at, 24);
      const none = Number.isNaN(answer.getFloat64(16, true));
      const sum = sums[flag] as Checksum;
      sum.add(answer.getUint32(0, true));
      sum.add(answer.getUint32(12, true));
      sum.add(none ? 0xffffffff : answer.getUint32(16, true));
      sum.add(none ? 0xffffffff : answer.getUint32(20, true));
    }
  }
  return sums.map((sum) => sum.text());
}

/** Two lanes of 32 bits; tests/certify/certify_native.cc has the same. */
export class Checksum {
  #a = 0x243f6a88;
  #b = 0x85a308d3;

  add(word: number): void {
    this.#a = Math.imul(this.#a ^ word, 0x9e3779b1);
    this.#a ^= this.#a >>> 15;
    this.#b = Math.imul((this.#b + word) | 0, 0x85ebca6b);
    this.#b ^= this.#b >>> 13;
  }

  text(): string {
    return [this.#a, this.#b].map((lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('');
  }
}

/** `sums`: by engine, those of the mode's rules. */
export function identityFinding(sums: Readonly<Record<string, readonly string[]>>, count: number): Finding {
  const [first, ...others] = Object.entries(sums) as [[string, readonly string[]], ...[string, readonly string[]][]];
  const different = others.filter(([, list]) => list.join() !== first[1].join()).map(([engine]) => engine);
  const ids = count.toLocaleString('en');
  const result = `${ids} random Unicode ids, ${Object.keys(sums).join(' = ')}: ${first[1].join(' ')}`;
  const passes = different.length === 0;
  const meaning = `of ${ids} random Unicode ids some have another bucket in ${different.join(' and ')} than in ${first[0]}: users change arms with the platform`;
  return {
    test: 'identity',
    verdict: passes ? 'pass' : 'fail',
    result: passes ? result : `differs: ${different.join(', ')}`,
    ...(!passes && { meaning }),
    numbers: { ids: count },
  };
}
