/** Reads what `ByteWriter` and the native runner write. */
export class ByteReader {
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get atEnd(): boolean {
    return this.#at === this.#view.byteLength;
  }

  u8(): number {
    return this.#view.getUint8(this.#advance(1));
  }

  u32(): number {
    return this.#view.getUint32(this.#advance(4), true);
  }

  f64(): number {
    return this.#view.getFloat64(this.#advance(8), true);
  }

  /** A length and the bytes, copied. */
  bytes(): Uint8Array {
    const size = this.u32();
    const at = this.#advance(size);
    return new Uint8Array(this.#view.buffer, this.#view.byteOffset + at, size).slice();
  }

  text(): string {
    return new TextDecoder('utf-8', { ignoreBOM: true }).decode(this.bytes());
  }

  list<T>(item: () => T): T[] {
    return Array.from({ length: this.u32() }, item);
  }

  #advance(size: number): number {
    this.#at += size;
    return this.#at - size;
  }
}
