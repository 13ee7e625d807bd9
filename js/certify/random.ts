/** A generator of reproducible numbers in [0, 1): sfc32 (C. Doty-Humphrey, PractRand), whose seed is one whole number. */
export type Random = () => number;

export function seededRandom(seed: number): Random {
  let [a, b, c, counter] = [seed >>> 0, 0x9e3779b9, 0x243f6a88, 1];
  const next = (): number => {
    const sum = (a + b + counter) >>> 0;
    counter = (counter + 1) >>> 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) >>> 0;
    c = (((c << 21) | (c >>> 11)) + sum) >>> 0;
    return sum / 0x1_0000_0000;
  };
  for (let i = 0; i < 15; i++) next();
  return next;
}

/** A whole number in [0, limit). */
export const below = (random: Random, limit: number): number => Math.floor(random() * limit);

export const pick = <T>(random: Random, items: readonly T[]): T => items[below(random, items.length)] as T;

/** So many digits of a number system, of which `digits` are the characters. */
export const randomDigits = (random: Random, count: number, digits: string): string =>
  Array.from({ length: count }, () => digits[below(random, digits.length)]).join('');
