import type { Engine } from '../client/engine/engine.js';
import { openEngine } from '../client/engine/open-engine.js';
import { AssayError } from '../shared/errors.js';

/** A split, as far as it divides units: the fields of a datafile's `split` (assay/compile), with weights in the order of the variants. */
export interface UnitSplit {
  readonly salt: string;
  /** Whole numbers of 0 or more; their sum is at most 2^31 - 1. */
  readonly weights: readonly number[];
  /** Share of units let in, 0 to 1. @defaultValue 1 */
  readonly coverage?: number;
}

/** Ids one behind the other: UTF-8 bytes, and where each ends. */
export interface PackedIds {
  readonly bytes: Uint8Array;
  readonly ends: Uint32Array;
}

/** What `assign` gives a unit that is in no variant: not covered, or an empty id. */
export const UNASSIGNED = 0xffff;

/** Assigns many units at once, exactly as flags with that split do, conditions and layers aside. */
export interface Assigner {
  /** The index of each id's weight, `UNASSIGNED` for none. @throws AssayError INVALID_ARGUMENT naming what is wrong with the split */
  assign(split: UnitSplit, ids: PackedIds | readonly string[]): Uint16Array;
  close(): void;
}

const SLOT_WORDS = 3;
const PPM = 1_000_000;

/** @param wasm where engine.wasm is, if not beside the published files. @throws AssayError when it cannot be loaded */
export async function openAssigner(wasm?: string | URL): Promise<Assigner> {
  return assignerOf(await openEngine(wasm));
}

/** The same of an engine that is open; closing closes it. */
export function assignerOf(engine: Engine): Assigner {
  return {
    assign: (split, ids) => assign(engine, split, 'ends' in ids ? ids : packIds(ids)),
    close: () => engine.close(),
  };
}

/** Ids as `assign` takes them; half a surrogate pair becomes U+FFFD. */
export function packIds(ids: readonly string[]): PackedIds {
  const encoder = new TextEncoder();
  let bytes = new Uint8Array(16 * ids.length + 64);
  const ends = new Uint32Array(ids.length);
  let end = 0;
  ids.forEach((id, i) => {
    if (end + 3 * id.length > bytes.length) {
      const larger = new Uint8Array(2 * (end + 3 * id.length));
      larger.set(bytes.subarray(0, end));
      bytes = larger;
    }
    end += encoder.encodeInto(id, bytes.subarray(end)).written;
    ends[i] = end;
  });
  return { bytes: bytes.subarray(0, end), ends };
}

function assign(engine: Engine, { salt, weights, coverage = 1 }: UnitSplit, { bytes, ends }: PackedIds): Uint16Array {
  if (!weights.every((weight) => Number.isSafeInteger(weight) && weight >= 0)) {
    throw new AssayError('INVALID_ARGUMENT', 'weights: must be whole numbers of 0 or more');
  }
  if (!(coverage >= 0 && coverage <= 1)) throw new AssayError('INVALID_ARGUMENT', 'coverage: must be a number from 0 to 1');
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  if (total > 0x7fffffff) throw new AssayError('INVALID_ARGUMENT', 'weights: must not sum to more than 2147483647');
  let start = 0;
  const slots = weights.flatMap((weight, variant) => {
    start += weight;
    return weight === 0 ? [] : [start - weight, start, variant];
  });
  const saltBytes = new TextEncoder().encode(salt);
  const head = Uint32Array.of(Math.round(coverage * PPM), total, slots.length / SLOT_WORDS, ends.length, saltBytes.length, ...slots);
  const answer = engine.assign(bytesOf(head), bytesOf(ends), saltBytes, bytes);
  return new Uint16Array(answer.buffer);
}

const bytesOf = ({ buffer, byteOffset, byteLength }: Uint32Array): Uint8Array => new Uint8Array(buffer, byteOffset, byteLength);
