/** Numbers that a statistic may be given, from a seed: counts, rates, shares, levels, tails, and what no statistic should take. */
export class RandomArguments {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0 || 1;
  }

  /** [0, 1). Marsaglia's xorshift32. */
  next(): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    this.#state >>>= 0;
    return this.#state / 2 ** 32;
  }

  pick<T>(values: readonly T[]): T {
    return values[Math.floor(this.next() * values.length)] as T;
  }

  /** One number of a random kind. */
  number(): number {
    const kind = this.next();
    if (kind < 0.25) return Math.floor(this.next() * 40);
    if (kind < 0.45) return Math.floor(10 ** (this.next() * 7));
    if (kind < 0.65) return this.next();
    if (kind < 0.75) return this.pick([0.5, 0.8, 0.9, 0.95, 0.99, 0.999]);
    if (kind < 0.85) return (this.next() - 0.5) * 10 ** (this.next() * 6 - 2);
    if (kind < 0.95) return 10 ** (this.next() * 30 - 20);
    return this.pick([0, -0, 1, -1, 2, 1e-300, 1e300, 5e-324, 2 ** 53, 2 ** 53 + 2, Number.NaN, Infinity, -Infinity]);
  }
}
