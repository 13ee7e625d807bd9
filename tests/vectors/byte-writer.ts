const encoder = new TextEncoder();

/** Appends little-endian numbers and byte strings: how packs and outputs are written (README.md). */
export class ByteWriter {
  #bytes = new Uint8Array(1 << 16);
  #size = 0;

  u8(value: number): void {
    this.#grow(1).setUint8(0, value);
  }

  u32(value: number): void {
    this.#grow(4).setUint32(0, value, true);
  }

  f64(value: number): void {
    this.#grow(8).setFloat64(0, value, true);
  }

  /** A length and the bytes. */
  bytes(value: Uint8Array): void {
    this.u32(value.length);
    this.#grow(value.length);
    this.#bytes.set(value, this.#size - value.length);
  }

  text(value: string): void {
    this.bytes(encoder.encode(value));
  }

  /** Everything written, copied. */
  finish(): Uint8Array {
    return this.#bytes.slice(0, this.#size);
  }

  #grow(size: number): DataView {
    if (this.#size + size > this.#bytes.length) {
      const larger = new Uint8Array(Math.max(this.#bytes.length * 2, this.#size + size));
      larger.set(this.#bytes);
      this.#bytes = larger;
    }
    this.#size += size;
    return new DataView(this.#bytes.buffer, this.#size - size, size);
  }
}
