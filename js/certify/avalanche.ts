import type { Finding } from './finding.js';
import type { Core, Line } from './line.js';

const TOLERANCE = 0.01;
/** Standard deviations that a share may be off where the sample is too small for the bar above. */
const DEVIATIONS = 5;
/** The eighth bit of a byte of UTF-8 is no letter's. */
const BITS = 7;
/** Ids that are evaluated together. */
const CHUNK = 50;

/**
 * (d) Avalanche: flipping one bit of the id changes each binary digit of its place on the line with probability 1/2, whichever bit and digit.
 * `ids` are ASCII and of one length.
 */
export function avalancheFinding(core: Core, lines: readonly Line[], ids: readonly string[]): Finding {
  const digits = digitsOf(lines[0] as Line);
  const length = (ids[0] as string).length;
  const flips = new Float64Array(BITS * length * digits);
  const size = BITS * length + 1;
  for (let first = 0; first < ids.length; first += CHUNK) {
    const chunk = ids.slice(first, first + CHUNK);
    const all = chunk.flatMap((id) => [id, ...flipped(id)]);
    for (const [i, buckets] of core.draw(lines, all).entries()) {
      const places = buckets.map((bucket) => binary(bucket, lines[i] as Line, digits));
      for (let at = 0; at < places.length; at += size) count(places.subarray(at, at + size), digits, flips);
    }
  }
  const shares = flips.map((flipsOfCell) => flipsOfCell / (ids.length * lines.length));
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const worst = shares.reduce((a, b) => (Math.abs(b - 0.5) > Math.abs(a - 0.5) ? b : a));
  const tolerance = Math.max(TOLERANCE, (DEVIATIONS * 0.5) / Math.sqrt(ids.length * lines.length));
  const passes = Math.abs(worst - 0.5) <= tolerance;
  const result = `mean ${mean.toFixed(3)}, worst of ${BITS * length} input bits × ${digits} digits ${worst.toFixed(3)}`;
  const meaning = `flipping one bit of an id changes a binary digit of its place with probability ${worst.toFixed(2)} instead of 0.50: like ids get like buckets`;
  return { test: 'avalanche', verdict: passes ? 'pass' : 'fail', result, ...(!passes && { meaning }), numbers: { mean, worst, digits } };
}

/** `places`: of an id, then of it with each bit flipped. */
function count(places: Int32Array, digits: number, flips: Float64Array): void {
  for (let input = 0; input < places.length - 1; input++) {
    const difference = (places[0] as number) ^ (places[input + 1] as number);
    for (let digit = 0; digit < digits; digit++) {
      if ((difference >> digit) & 1) flips[input * digits + digit] = (flips[input * digits + digit] as number) + 1;
    }
  }
}

/** The binary digits that so many buckets divide evenly enough for. */
const digitsOf = ({ buckets }: Line): number => Math.min(16, Math.max(3, Math.floor(Math.log2(buckets)) - 6));

const binary = (bucket: number, { buckets }: Line, digits: number): number => Math.floor((bucket * 2 ** digits) / buckets);

const flipped = (id: string): string[] =>
  Array.from({ length: BITS * id.length }, (_, input) => {
    const at = Math.floor(input / BITS);
    const changed = String.fromCharCode(id.charCodeAt(at) ^ (1 << (input % BITS)));
    return id.slice(0, at) + changed + id.slice(at + 1);
  });
