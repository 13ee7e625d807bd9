import type { Json } from '../../shared/json.js';

const encoder = new TextEncoder();

/** Kept between contexts, so that a new context allocates nothing. */
let bytes = new Uint8Array(1024);
let view = new DataView(bytes.buffer);

/**
 * A context as the bytes flags.wasm reads (core/assay/wire/context.h); valid until the next call. Written by hand because a FlatBuffers builder
 * is larger than the evaluator. Texts must be well-formed, values JSON or `undefined` (left out); `forced` is a list of flag and variant, by place.
 */
export function encodeContext(
  attributes: Readonly<Record<string, Json | undefined>>,
  now: number,
  forced: readonly (readonly [flag: number, variant: number])[] = [],
): Uint8Array {
  view.setFloat64(0, now, true);
  let at = 12;
  let count = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || !Object.hasOwn(attributes, name)) continue;
    count++;
    at = json(text(at, name), value);
  }
  view.setUint32(8, count, true);
  at = u32(at, forced.length);
  for (const [flag, variant] of forced) at = u32(u32(at, flag), variant);
  return bytes.subarray(0, at);
}

// Each of these writes at a place and returns the place behind.

function reserve(at: number, size: number): void {
  if (at + size <= bytes.length) return;
  const larger = new Uint8Array(2 * (at + size));
  larger.set(bytes.subarray(0, at));
  bytes = larger;
  view = new DataView(bytes.buffer);
}

function u32(at: number, value: number): number {
  reserve(at, 4);
  view.setUint32(at, value, true);
  return at + 4;
}

function u8(at: number, value: number): number {
  reserve(at, 1);
  bytes[at] = value;
  return at + 1;
}

/** Most texts are short and ASCII: copying those by hand is several times faster than calling the encoder. */
function text(at: number, value: string): number {
  const { length } = value;
  reserve(at, 4 + 3 * length);
  const start = at + 4;
  const target = bytes;
  let i = 0;
  for (; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) break;
    target[start + i] = unit;
  }
  const written = i === length ? length : encoder.encodeInto(value, target.subarray(start)).written;
  view.setUint32(at, written, true);
  return start + written;
}

/** The type's number is that of core/assay/targeting/value.h. */
function json(at: number, value: Json): number {
  if (typeof value === 'string') return text(u8(at, 3), value);
  if (typeof value === 'number') {
    reserve(at, 9);
    bytes[at] = 2;
    view.setFloat64(at + 1, value, true);
    return at + 9;
  }
  if (typeof value === 'boolean') return u8(u8(at, 1), value ? 1 : 0);
  if (value === null) return u8(at, 0);
  if (Array.isArray(value)) return value.reduce<number>((place, item: Json) => json(place, item), u32(u8(at, 4), value.length));
  const members = Object.entries(value);
  return members.reduce((place, [key, member]) => json(text(place, key), member), u32(u8(at, 5), members.length));
}
