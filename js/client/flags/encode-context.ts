import type { Json } from '../../shared/json.js';

/** The place of every attribute that a datafile names. */
export type Places = ReadonlyMap<string, number>;

/** Bytes to write into, from `start` on. */
export interface Room {
  readonly bytes: Uint8Array;
  readonly start: number;
}

const encoder = new TextEncoder();
// Beside a `for … in`, engines see through this but not through Object.hasOwn.
const isOwn = Object.prototype.hasOwnProperty;
const LEAST_BYTES = 1024;

/**
 * Writes contexts as the bytes flags.wasm reads (core/assay/wire/context.h). By hand because a FlatBuffers builder is larger than the evaluator,
 * and straight to where they are read, so that a context allocates nothing.
 */
export class ContextEncoder {
  #bytes: Uint8Array = new Uint8Array();
  #view = new DataView<ArrayBufferLike>(this.#bytes.buffer);
  #start = 0;
  #size = 0;
  /** Where the next byte goes, counted from the start. */
  #at = 0;
  /** The names of the last contexts, in their order, and their places: a page's contexts have the same ones over and over. */
  readonly #names: string[] = [];
  readonly #placesOf: number[] = [];
  #places: Places = new Map();

  /** @param reserve gives room for that many bytes, which may be where the last one was */
  constructor(private readonly reserve: (size: number) => Room) {}

  /**
   * Writes to the start of the room. Texts must be well-formed, values JSON or `undefined` (left out, as are attributes without a place);
   * `forced` is a list of flag and variant, by place.
   * @returns how many bytes it wrote
   */
  encode(
    places: Places,
    attributes: Readonly<Record<string, Json | undefined>>,
    now: number,
    forced: readonly (readonly [flag: number, variant: number])[],
  ): number {
    this.#at = 0;
    this.#need(LEAST_BYTES);
    this.#f64(now);
    const countAt = this.#at;
    this.#at += 4;
    if (places !== this.#places) this.#names.length = 0;
    this.#places = places;
    let count = 0;
    let index = 0;
    for (const name in attributes) {
      if (!isOwn.call(attributes, name)) continue;
      if (this.#names[index] !== name) {
        this.#names[index] = name;
        this.#placesOf[index] = places.get(name) ?? -1;
      }
      const place = this.#placesOf[index++] as number;
      const value = attributes[name];
      if (place < 0 || value === undefined) continue;
      count++;
      this.#need(4);
      this.#u32(place);
      this.#json(value);
    }
    this.#view.setUint32(this.#start + countAt, count, true);
    this.#need(4 + 8 * forced.length);
    this.#u32(forced.length);
    for (const [flag, variant] of forced) {
      this.#u32(flag);
      this.#u32(variant);
    }
    return this.#at;
  }

  /** Has the next context ask for room: there may be other bytes where it was, or it may be too small. */
  forget(): void {
    this.#size = 0;
  }

  /** The first bytes of the room. */
  written(size: number): Uint8Array {
    return this.#bytes.slice(this.#start, this.#start + size);
  }

  /** Makes sure that there is room for `size` bytes from here. */
  #need(size: number): void {
    if (this.#at + size <= this.#size) return;
    const written = this.written(this.#at);
    const larger = 2 * (this.#at + size);
    const { bytes, start } = this.reserve(larger);
    bytes.set(written, start);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset);
    this.#start = start;
    this.#size = larger;
  }

  // Each of these writes where there is room.

  #u8(value: number): void {
    this.#bytes[this.#start + this.#at++] = value;
  }

  #u32(value: number): void {
    this.#view.setUint32(this.#start + this.#at, value, true);
    this.#at += 4;
  }

  #f64(value: number): void {
    this.#view.setFloat64(this.#start + this.#at, value, true);
    this.#at += 8;
  }

  /** Most texts are short and ASCII: copying those by hand is several times faster than calling the encoder. Makes room itself. */
  #text(value: string): void {
    const { length } = value;
    this.#need(4 + 3 * length);
    const bytes = this.#bytes;
    const start = this.#start + this.#at + 4;
    let i = 0;
    for (; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[start + i] = unit;
    }
    const written = i === length ? length : encoder.encodeInto(value, bytes.subarray(start, start + 3 * length)).written;
    this.#u32(written);
    this.#at += written;
  }

  /** The type's number is that of core/assay/targeting/value.h. Makes room itself. */
  #json(value: Json): void {
    this.#need(9);
    if (typeof value === 'string') {
      this.#u8(3);
      this.#text(value);
    } else if (typeof value === 'number') {
      this.#u8(2);
      this.#f64(value);
    } else if (typeof value === 'boolean') {
      this.#u8(1);
      this.#u8(value ? 1 : 0);
    } else if (value === null) {
      this.#u8(0);
    } else if (Array.isArray(value)) {
      this.#u8(4);
      this.#u32(value.length);
      for (const item of value) this.#json(item);
    } else {
      const members = Object.entries(value);
      this.#u8(5);
      this.#u32(members.length);
      for (const [key, member] of members) {
        this.#text(key);
        this.#json(member);
      }
    }
  }
}

/** A context as bytes, for whoever does not write it straight into a module. */
export function encodeContext(
  places: Places,
  attributes: Readonly<Record<string, Json | undefined>>,
  now: number,
  forced: readonly (readonly [flag: number, variant: number])[] = [],
): Uint8Array {
  const context = new ContextEncoder((size) => ({ bytes: new Uint8Array(size), start: 0 }));
  return context.written(context.encode(places, attributes, now, forced));
}
