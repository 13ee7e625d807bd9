import { AssayError } from '../shared/errors.js';

/** As many bytes as the longest mark below needs. */
const HEAD_BYTES = 265;

/** First bytes of files that are no text, and what to do about them. `at` is the offset of the mark. */
const FOREIGN: readonly { readonly at?: number; readonly mark: readonly number[]; readonly advice: string }[] = [
  { mark: [0x50, 0x4b, 0x03, 0x04], advice: 'a ZIP archive or an Excel workbook: unpack it, or save the sheet as CSV' },
  { mark: [0x50, 0x41, 0x52, 0x31], advice: 'a Parquet file: export it as CSV or NDJSON' },
  { mark: [0x28, 0xb5, 0x2f, 0xfd], advice: 'compressed with zstd: decompress it first, or use gzip' },
  { mark: [0x42, 0x5a, 0x68], advice: 'compressed with bzip2: decompress it first, or use gzip' },
  { mark: [0xfd, 0x37, 0x7a, 0x58, 0x5a], advice: 'compressed with xz: decompress it first, or use gzip' },
  { mark: [0xff, 0xfe], advice: 'UTF-16 text: save it as UTF-8' },
  { mark: [0xfe, 0xff], advice: 'UTF-16 text: save it as UTF-8' },
  { at: 257, mark: [0x75, 0x73, 0x74, 0x61, 0x72], advice: 'a tar archive: unpack it first' },
];

/**
 * The bytes of a text file, decompressed when it is gzip. `onBytes` hears the size of every chunk taken from the source. Leaving the
 * iteration early cancels the source.
 *
 * A gzip file of several members is read to its end where the platform's `DecompressionStream` does so (Node), and is refused where it does
 * not (browsers, as the Compression standard says).
 *
 * Errors: `INVALID_ARGUMENT` for a file that is evidently no text; `DATA_LOSS` for a damaged or truncated gzip file.
 */
export async function* readTextBytes(
  source: ReadableStream<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void> {
  const reader = source.getReader();
  try {
    const chunks = startWithHead(readChunks(reader, onBytes));
    const first = await chunks.next();
    if (first.done === true) return;
    if (first.value[0] === 0x1f && first.value[1] === 0x8b) {
      yield* inflate(first.value, chunks);
      return;
    }
    refuseForeign(first.value);
    yield first.value;
    yield* chunks;
  } finally {
    await release(reader);
  }
}

async function* inflate(first: Uint8Array, rest: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  let sourceError: unknown;
  const packed = new ReadableStream<BufferSource>({
    start: (controller) => controller.enqueue(first as Uint8Array<ArrayBuffer>),
    pull: async (controller) => {
      try {
        const next = await rest.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value as Uint8Array<ArrayBuffer>);
      } catch (error) {
        sourceError = error;
        controller.error(error);
      }
    },
  });
  const reader = packed.pipeThrough(new DecompressionStream('gzip')).getReader();
  try {
    let isHead = true;
    for await (const chunk of startWithHead(readChunks(reader, () => {}))) {
      if (isHead) refuseForeign(chunk);
      isHead = false;
      yield chunk;
    }
  } catch (error) {
    if (sourceError !== undefined) throw sourceError;
    if (error instanceof AssayError) throw error;
    throw new AssayError('DATA_LOSS', 'the gzip data is damaged, cut off, or has several members where the platform reads only one', {
      cause: error,
    });
  } finally {
    await release(reader);
  }
}

async function* readChunks(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  onBytes: (count: number) => void,
): AsyncGenerator<Uint8Array, void> {
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    onBytes(value.length);
    yield value;
  }
}

/** Cancels what has not ended. A stream that failed rejects this with its error, which reading has thrown already. */
const release = (reader: ReadableStreamDefaultReader<Uint8Array>): Promise<void> => reader.cancel().catch(() => {});

/** The same bytes, the first chunk being long enough to tell the kind of file by, or the whole file. */
async function* startWithHead(chunks: AsyncGenerator<Uint8Array, void>): AsyncGenerator<Uint8Array, void> {
  let head = new Uint8Array(0);
  while (head.length < HEAD_BYTES) {
    const next = await chunks.next();
    if (next.done === true) break;
    const longer = new Uint8Array(head.length + next.value.length);
    longer.set(head);
    longer.set(next.value, head.length);
    head = longer;
  }
  if (head.length > 0) yield head;
  yield* chunks;
}

function refuseForeign(head: Uint8Array): void {
  for (const { at = 0, mark, advice } of FOREIGN) {
    if (mark.every((byte, i) => head[at + i] === byte)) throw new AssayError('INVALID_ARGUMENT', `this is ${advice}`);
  }
  if (head.subarray(0, HEAD_BYTES).includes(0)) throw new AssayError('INVALID_ARGUMENT', 'this is a binary file, not text');
}
