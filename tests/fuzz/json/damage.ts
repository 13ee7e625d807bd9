import type { Random } from './random.js';

/** A copy of compiled bytes with one to four of them wrong, or cut off. */
export function damaged(bytes: Uint8Array, random: Random): Uint8Array {
  const copy = bytes.slice();
  const view = new DataView(copy.buffer);
  for (let left = 1 + random.below(4); left > 0; left--) {
    const at = random.below(copy.length);
    const aligned = at & ~3;
    if (random.oneIn(2)) copy[at] = (copy[at] as number) ^ (1 << random.below(8));
    else if (aligned + 4 <= copy.length)
      view.setUint32(aligned, random.pick([0, 1, 2, 255, 0x7fffffff, 0x80000000, 0xffffffff, copy.length]), true);
  }
  return random.oneIn(10) ? copy.slice(0, random.below(copy.length + 1)) : copy;
}
