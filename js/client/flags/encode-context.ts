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
    this.#need(0, LEAST_BYTES);
    this.#view.setFloat64(this.#start, now, true);
    if (places !== this.#places) this.#names.length = 0;
    this.#places = places;
    let at = 12;
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
      at = this.#json(this.#u32(at, place), value);
    }
    this.#view.setUint32(this.#start + 8, count, true);
    at = this.#u32(at, forced.length);
    for (const [flag, variant] of forced) at = this.#u32(this.#u32(at, flag), variant);
    return at;
  }

  /** Has the next context ask for room: there may be other bytes where it was, or it may be too small. */
  forget(): void {
    this.#size = 0;
  }

  /** The first bytes of the room. */
  written(size: number): Uint8Array {
    return this.#bytes.slice(this.#start, this.#start + size);
  }

  // Each of these writes at a place, counted from the start, and returns the place behind.

  #need(at: number, size: number): void {
    if (at + size <= this.#size) return;
    const written = this.written(at);
    const larger = 2 * (at + size);
    const { bytes, start } = this.reserve(larger);
    bytes.set(written, start);
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset);
    this.#start = start;
    this.#size = larger;
  }

  #u32(at: number, value: number): number {
    this.#need(at, 4);
    this.#view.setUint32(this.#start + at, value, true);
    return at + 4;
  }

  #u8(at: number, value: number): number {
    this.#need(at, 1);
    this.#bytes[this.#start + at] = value;
    return at + 1;
  }

  /** Most texts are short and ASCII: copying those by hand is several times faster than calling the encoder. */
  #text(at: number, value: string): number {
    const { length } = value;
    this.#need(at, 4 + 3 * length);
    const bytes = this.#bytes;
    const start = this.#start + at + 4;
    let i = 0;
    for (; i < length; i++) {
      const unit = value.charCodeAt(i);
      if (unit > 0x7f) break;
      bytes[start + i] = unit;
    }
    const written = i === length ? length : encoder.encodeInto(value, bytes.subarray(start, start + 3 * length)).written;
    this.#view.setUint32(start - 4, written, true);
    return at + 4 + written;
  }

  /** The type's number is that of core/assay/targeting/value.h. */
  #json(at: number, value: Json): number {
    if (typeof value === 'string') return this.#text(this.#u8(at, 3), value);
    if (typeof value === 'number') {
      this.#need(at, 9);
      this.#bytes[this.#start + at] = 2;
      this.#view.setFloat64(this.#start + at + 1, value, true);
      return at + 9;
    }
    if (typeof value === 'boolean') return this.#u8(this.#u8(at, 1), value ? 1 : 0);
    if (value === null) return this.#u8(at, 0);
    if (Array.isArray(value)) {
      return value.reduce<number>((place, item: Json) => this.#json(place, item), this.#u32(this.#u8(at, 4), value.length));
    }
    const members = Object.entries(value);
    return members.reduce((place, [key, member]) => this.#json(this.#text(place, key), member), this.#u32(this.#u8(at, 5), members.length));
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
