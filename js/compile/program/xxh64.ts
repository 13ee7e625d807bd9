const LANE_BYTES = 32;

/** A hash of 64 bits as two unsigned halves: JavaScript's numbers hold 53, and BigInt takes about twenty times as long. */
export interface Hash64 {
  readonly high: number;
  readonly low: number;
}

/** A number modulo 2^64 that operations change in place. */
class Word64 {
  high: number;
  low: number;

  constructor(high: number, low: number) {
    this.high = high;
    this.low = low;
  }

  add({ high, low }: Hash64): this {
    const sum = this.low + low;
    this.low = sum >>> 0;
    this.high = (this.high + high + (sum > 0xffffffff ? 1 : 0)) >>> 0;
    return this;
  }

  xor({ high, low }: Hash64): this {
    this.high = (this.high ^ high) >>> 0;
    this.low = (this.low ^ low) >>> 0;
    return this;
  }

  multiply({ high, low }: Hash64): this {
    const a0 = this.low & 0xffff;
    const a1 = this.low >>> 16;
    const b0 = low & 0xffff;
    const b1 = low >>> 16;
    const low0 = a0 * b0;
    const cross = a1 * b0;
    const other = a0 * b1;
    const middle = Math.floor(low0 / 0x10000) + (cross % 0x10000) + (other % 0x10000);
    const carried = a1 * b1 + Math.floor(cross / 0x10000) + Math.floor(other / 0x10000) + (middle >>> 16);
    this.high = (carried + Math.imul(this.high, low) + Math.imul(this.low, high)) >>> 0;
    this.low = ((low0 & 0xffff) | (middle << 16)) >>> 0;
    return this;
  }

  /** 0 < bits < 32. */
  rotate(bits: number): this {
    const { high, low } = this;
    this.high = ((high << bits) | (low >>> (32 - bits))) >>> 0;
    this.low = ((low << bits) | (high >>> (32 - bits))) >>> 0;
    return this;
  }

  /** `this ^= this >>> bits`, 0 < bits < 64. */
  foldDown(bits: number): this {
    const { high, low } = this;
    if (bits >= 32) return this.xor({ high: 0, low: high >>> (bits - 32) });
    return this.xor({ high: high >>> bits, low: (low >>> bits) | (high << (32 - bits)) });
  }

  copy(): Word64 {
    return new Word64(this.high, this.low);
  }
}

const PRIME_1: Hash64 = { high: 0x9e3779b1, low: 0x85ebca87 };
const PRIME_2: Hash64 = { high: 0xc2b2ae3d, low: 0x27d4eb4f };
const PRIME_3: Hash64 = { high: 0x165667b1, low: 0x9e3779f9 };
const PRIME_4: Hash64 = { high: 0x85ebca77, low: 0xc2b2ae63 };
const PRIME_5: Hash64 = { high: 0x27d4eb2f, low: 0x165667c5 };

/**
 * XXH64, seed 0, of the first `size` bytes.
 *
 * Source: Y. Collet, "xxHash fast digest algorithm", https://github.com/Cyan4973/xxHash/blob/dev/doc/xxhash_spec.md, section XXH64.
 */
export function xxh64(bytes: Uint8Array, size = bytes.length): Hash64 {
  const view = new DataView(bytes.buffer, bytes.byteOffset, size);
  const whole = size - (size % LANE_BYTES);
  const hash = whole > 0 ? lanes(view, whole) : new Word64(PRIME_5.high, PRIME_5.low);
  hash.add({ high: Math.floor(size / 2 ** 32), low: size >>> 0 });
  let at = whole;
  for (; size - at >= 8; at += 8)
    hash
      .xor(round(new Word64(0, 0), word(view, at)))
      .rotate(27)
      .multiply(PRIME_1)
      .add(PRIME_4);
  if (size - at >= 4) {
    hash
      .xor(new Word64(0, view.getUint32(at, true)).multiply(PRIME_1))
      .rotate(23)
      .multiply(PRIME_2)
      .add(PRIME_3);
    at += 4;
  }
  for (; at < size; ++at)
    hash
      .xor(new Word64(0, view.getUint8(at)).multiply(PRIME_5))
      .rotate(11)
      .multiply(PRIME_1);
  return hash.foldDown(33).multiply(PRIME_2).foldDown(29).multiply(PRIME_3).foldDown(32);
}

const word = (view: DataView, at: number): Hash64 => ({ high: view.getUint32(at + 4, true), low: view.getUint32(at, true) });

const round = (lane: Word64, input: Hash64): Word64 =>
  lane.add(new Word64(input.high, input.low).multiply(PRIME_2)).rotate(31).multiply(PRIME_1);

/** The state after `whole` bytes, a multiple of 32: four lanes, merged. */
function lanes(view: DataView, whole: number): Word64 {
  const first = new Word64(PRIME_1.high, PRIME_1.low).add(PRIME_2);
  const second = new Word64(PRIME_2.high, PRIME_2.low);
  const third = new Word64(0, 0);
  const fourth = new Word64(~PRIME_1.high >>> 0, ~PRIME_1.low >>> 0).add({ high: 0, low: 1 });
  for (let at = 0; at < whole; at += LANE_BYTES) {
    round(first, word(view, at));
    round(second, word(view, at + 8));
    round(third, word(view, at + 16));
    round(fourth, word(view, at + 24));
  }
  const hash = first.copy().rotate(1).add(second.copy().rotate(7)).add(third.copy().rotate(12)).add(fourth.copy().rotate(18));
  for (const lane of [first, second, third, fourth])
    hash
      .xor(round(new Word64(0, 0), lane))
      .multiply(PRIME_1)
      .add(PRIME_4);
  return hash;
}
