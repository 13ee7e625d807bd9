/** A stream of random numbers that its seeds determine completely, the same on every machine: only integer operations and one division. */
export interface Random {
  /** Uniform in [0, 1), a multiple of 2⁻³². */
  uniform(): number;
  /** True with probability `p`. Always takes one number. */
  chance(p: number): boolean;
  /** The index drawn with these weights, which are ≥ 0 and do not all vanish. */
  weighted(weights: readonly number[]): number;
  /** Log-normal around `median`, with `spread` the standard deviation of the logarithm. */
  logNormal(median: number, spread: number): number;
}

/** xoshiro128** (Blackman and Vigna, 2018), its state filled by SplitMix32 from `seed` and `stream`: each stream is its own visitor. */
export function createRandom(seed: number, stream: number): Random {
  let mixed = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul(stream | 0, 0x85ebca77)) | 0;
  const split = (): number => {
    mixed = (mixed + 0x9e3779b9) | 0;
    let z = mixed;
    z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
    z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
    return (z ^ (z >>> 16)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split()];

  const next = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  const uniform = (): number => next() / 2 ** 32;

  return {
    uniform,
    chance: (p) => uniform() < p,
    weighted: (weights) => {
      let rest = uniform() * weights.reduce((sum, weight) => sum + weight, 0);
      for (let i = 0; i < weights.length - 1; i += 1) {
        rest -= weights[i]!;
        if (rest < 0) return i;
      }
      return weights.length - 1;
    },
    // Box and Muller; 1 − u keeps the logarithm's argument above zero.
    logNormal: (median, spread) => median * Math.exp(spread * Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform())),
  };
}

function rotateLeft(value: number, bits: number): number {
  return (value << bits) | (value >>> (32 - bits));
}
