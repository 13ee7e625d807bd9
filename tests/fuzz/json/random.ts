import { seededRandom } from '../../js/files/seeded-random.js';

/** Choices that are the same for the same run and input, on every platform. */
export class Random {
  readonly #next: () => number;

  /** @param input the number of the input within the run, so that each can be made alone */
  constructor(seed: number, input: number) {
    this.#next = seededRandom(Math.imul(seed, 0x9e3779b1) ^ Math.imul(input, 0x85ebca6b));
    this.#next();
  }

  /** A whole number in [0, limit). */
  below(limit: number): number {
    return Math.floor(this.#next() * limit);
  }

  /** True once in `times`. */
  oneIn(times: number): boolean {
    return this.below(times) === 0;
  }

  /** @param list must not be empty */
  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }
}
