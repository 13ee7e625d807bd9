import type { Json } from '../../shared/json.js';

const encoder = new TextEncoder();

/** Kept between contexts, so that a new context allocates nothing. */
let bytes = new Uint8Array(1024);
let view = new DataView(bytes.buffer);
let at = 0;

/**
 * A context as the bytes flags.wasm reads (core/assay/wire/context.h); valid until the next call. Written by hand because a FlatBuffers builder
 * is larger than the evaluator. Texts must be well-formed, values JSON or `undefined` (left out); `forced` is a list of flag and variant, by place.
 */
export function encodeContext(
  attributes: Readonly<Record<string, Json | undefined>>,
  now: number,
  forced: readonly (readonly [flag: number, variant: number])[] = [],
): Uint8Array {
  at = 0;
  reserve(16);
  view.setFloat64(0, now, true);
  at = 12;
  let count = 0;
  for (const name in attributes) {
    const value = attributes[name];
    if (value === undefined || !Object.hasOwn(attributes, name)) continue;
    count++;
    text(name);
    json(value);
  }
  view.setUint32(8, count, true);
  u32(forced.length);
  for (const [flag, variant] of forced) {
    u32(flag);
    u32(variant);
  }
  return bytes.subarray(0, at);
}

function reserve(size: number): void {
  if (at + size <= bytes.length) return;
  const larger = new Uint8Array(2 * (at + size));
  larger.set(bytes.subarray(0, at));
  bytes = larger;
  view = new DataView(bytes.buffer);
}

function u32(value: number): void {
  reserve(4);
  view.setUint32(at, value, true);
  at += 4;
}

function u8(value: number): void {
  reserve(1);
  bytes[at++] = value;
}

/** Most texts are short and ASCII: copying those by hand is several times faster than calling the encoder. */
function text(value: string): void {
  const { length } = value;
  reserve(4 + 3 * length);
  const start = at + 4;
  let i = 0;
  for (; i < length; i++) {
    const unit = value.charCodeAt(i);
    if (unit > 0x7f) break;
    bytes[start + i] = unit;
  }
  const written = i === length ? length : encoder.encodeInto(value, bytes.subarray(start)).written;
  view.setUint32(at, written, true);
  at = start + written;
}

/** The type's number is that of core/assay/targeting/value.h. */
function json(value: Json): void {
  if (typeof value === 'string') {
    u8(3);
    text(value);
  } else if (typeof value === 'number') {
    reserve(9);
    bytes[at] = 2;
    view.setFloat64(at + 1, value, true);
    at += 9;
  } else if (typeof value === 'boolean') {
    u8(1);
    u8(value ? 1 : 0);
  } else if (value === null) {
    u8(0);
  } else if (Array.isArray(value)) {
    u8(4);
    u32(value.length);
    value.forEach(json);
  } else {
    u8(5);
    const members = Object.entries(value);
    u32(members.length);
    for (const [key, member] of members) {
      text(key);
      json(member);
    }
  }
}
