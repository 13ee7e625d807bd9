import { firstInvalidUtf8 } from './utf8.js';

/** Bytes per block: long enough to make the work per block disappear, short enough to stay in the cache. */
const BLOCK_BYTES = 256 * 1024;
const LINE_FEED = 10;

/** What makes a line unfit to be read. `column` counts from 1. */
export interface LineFault {
  readonly column: number;
  readonly message: string;
}

/** Some consecutive whole lines. */
export interface TextBlock {
  /** Ends with a line feed, also where the file does not. */
  readonly text: string;
  /** Faulty lines by number within the block, counting from 0. Most blocks have none. */
  readonly faults?: ReadonlyMap<number, LineFault>;
}

/**
 * Cuts UTF-8 bytes into blocks of whole lines. A leading byte-order mark is dropped. Lines with invalid UTF-8 (decoded with replacement
 * characters) and lines above `maxLineBytes` (emptied) are kept in place and named in `faults`, so that line numbers stay true. Holds
 * about one block and one line in memory.
 */
export async function* readTextBlocks(chunks: AsyncIterable<Uint8Array>, maxLineBytes: number): AsyncGenerator<TextBlock, void> {
  const cutter = new BlockCutter(maxLineBytes);
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += BLOCK_BYTES) {
      const block = cutter.push(chunk.subarray(at, at + BLOCK_BYTES));
      if (block !== undefined) yield block;
    }
  }
  const last = cutter.finish();
  if (last !== undefined) yield last;
}

class BlockCutter {
  readonly #maxLineBytes: number;
  readonly #decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  readonly #lossyDecoder = new TextDecoder('utf-8', { ignoreBOM: true });
  #buffer = new Uint8Array(2 * BLOCK_BYTES);
  #length = 0;
  #first = true;
  /** Inside a line that is too long already: its bytes are dropped up to its line feed. */
  #dropping = false;

  constructor(maxLineBytes: number) {
    this.#maxLineBytes = maxLineBytes;
  }

  push(piece: Uint8Array): TextBlock | undefined {
    let bytes = piece;
    if (this.#dropping) {
      const end = bytes.indexOf(LINE_FEED);
      if (end < 0) return undefined;
      this.#dropping = false;
      bytes = bytes.subarray(end + 1);
    }
    this.#append(bytes);
    if (this.#length < BLOCK_BYTES) return undefined;
    const end = this.#buffer.lastIndexOf(LINE_FEED, this.#length - 1) + 1;
    if (end > 0) return this.#cut(end);
    if (this.#length <= this.#maxLineBytes) return undefined;
    this.#length = 0;
    this.#dropping = true;
    return { text: '\n', faults: new Map([[0, tooLong(this.#maxLineBytes)]]) };
  }

  finish(): TextBlock | undefined {
    if (this.#length === 0) return undefined;
    if (this.#buffer[this.#length - 1] !== LINE_FEED) this.#append(Uint8Array.of(LINE_FEED));
    return this.#cut(this.#length);
  }

  #append(bytes: Uint8Array): void {
    const length = this.#length + bytes.length;
    if (length > this.#buffer.length) {
      const larger = new Uint8Array(2 * length);
      larger.set(this.#buffer.subarray(0, this.#length));
      this.#buffer = larger;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = length;
  }

  #cut(end: number): TextBlock {
    const buffer = this.#buffer;
    const hasMark = this.#first && buffer[0] === 0xef && buffer[1] === 0xbb && buffer[2] === 0xbf;
    this.#first = false;
    const block = this.#decode(buffer.subarray(hasMark ? 3 : 0, end));
    buffer.copyWithin(0, end, this.#length);
    this.#length -= end;
    return block;
  }

  #decode(bytes: Uint8Array): TextBlock {
    if (bytes.length <= this.#maxLineBytes) {
      try {
        return { text: this.#decoder.decode(bytes) };
      } catch {
        // Some line is not UTF-8; the lines are looked at one by one.
      }
    }
    const faults = new Map<number, LineFault>();
    let text = '';
    let start = 0;
    for (let line = 0; start < bytes.length; line++) {
      const end = bytes.indexOf(LINE_FEED, start) + 1;
      const lineBytes = bytes.subarray(start, end);
      start = end;
      if (lineBytes.length > this.#maxLineBytes + 1) {
        faults.set(line, tooLong(this.#maxLineBytes));
        text += '\n';
        continue;
      }
      text += this.#lossyDecoder.decode(lineBytes);
      const invalid = firstInvalidUtf8(lineBytes);
      if (invalid < 0) continue;
      const column = this.#lossyDecoder.decode(lineBytes.subarray(0, invalid)).length + 1;
      faults.set(line, { column, message: 'invalid UTF-8' });
    }
    return faults.size > 0 ? { text, faults } : { text };
  }
}

const tooLong = (maxBytes: number): LineFault => ({ column: 1, message: `row longer than ${maxBytes.toLocaleString('en')} bytes` });
