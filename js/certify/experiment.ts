import { below, randomDigits, seededRandom } from './random.js';

/** An experiment (or a layer) as its hash sees it. */
export interface Experiment {
  readonly key: string;
  /** A random text and number, for vendors that salt with those: made when the experiment was. */
  readonly salt: string;
  readonly seed: number;
}

const AREAS = 'checkout search signup pricing home cart profile onboarding newsletter navigation'.split(' ');
const THINGS = 'button banner color copy layout headline ranking form cta discount'.split(' ');

/** `count` distinct keys of the kinds that people give: words, numbers in sequence, dates and versions. At most 400. */
export function experiments(count: number): readonly Experiment[] {
  const words = AREAS.flatMap((area) => THINGS.map((thing) => `${area}-${thing}`));
  const kinds = [
    words,
    Array.from({ length: 100 }, (_, i) => `experiment-${i + 1}`),
    Array.from({ length: 100 }, (_, i) => `${AREAS[i % 10]}_2026_${String(1 + Math.floor(i / 10)).padStart(2, '0')}`),
    Array.from({ length: 100 }, (_, i) => `${words[7 * (i % 10)]}-v${2 + Math.floor(i / 10)}`),
  ];
  return Array.from({ length: count }, (_, i) => made((kinds[i % 4] as readonly string[])[Math.floor(i / 4)] as string, i));
}

/** `count` layers. */
export const layers = (count: number): readonly Experiment[] =>
  Array.from({ length: count }, (_, i) => made(`${AREAS[i % 10]}-layer-${1 + Math.floor(i / 10)}`, 1000 + i));

function made(key: string, index: number): Experiment {
  const random = seededRandom(7919 + index);
  return { key, salt: randomDigits(random, 32, '0123456789abcdef'), seed: below(random, 0x7fff_ffff) };
}
