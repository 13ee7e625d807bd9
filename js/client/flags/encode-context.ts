import type { Scalar } from '../../shared/query.js';

const encoder = new TextEncoder();

/**
 * A context as the bytes flags.wasm reads (core/assay/wire/context.h). Written by hand because a FlatBuffers builder is larger than the
 * evaluator. Attributes must be well-formed strings, numbers or booleans.
 */
export function encodeContext(attributes: readonly (readonly [name: string, value: Scalar])[]): Uint8Array {
  let room = 4;
  for (const [name, value] of attributes) room += 17 + 3 * (name.length + (typeof value === 'string' ? value.length : 0));
  const bytes = new Uint8Array(room);
  const view = new DataView(bytes.buffer);
  let at = 0;
  const u32 = (value: number) => {
    view.setUint32(at, value, true);
    at += 4;
  };
  const text = (value: string) => {
    const written = encoder.encodeInto(value, bytes.subarray(at + 4)).written;
    u32(written);
    at += written;
  };
  u32(attributes.length);
  for (const [name, value] of attributes) {
    text(name);
    if (typeof value === 'string') {
      bytes[at++] = 1;
      text(value);
    } else if (typeof value === 'number') {
      bytes[at++] = 2;
      view.setFloat64(at, value, true);
      at += 8;
    } else {
      bytes[at++] = 3;
      bytes[at++] = value ? 1 : 0;
    }
  }
  return bytes.subarray(0, at);
}
