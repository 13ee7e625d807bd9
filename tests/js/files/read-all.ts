import { type EventRow, type ReadOptions, type ReadReport, readEvents } from '../../../js/files/index.js';

const encoder = new TextEncoder();

/** A source that delivers the bytes in pieces of the given sizes, the last size repeating, and remembers whether it was cancelled. */
export function sourceOf(
  content: string | Uint8Array,
  sizes: readonly number[] = [65_536],
): ReadableStream<Uint8Array> & { cancelled: boolean } {
  const bytes = typeof content === 'string' ? encoder.encode(content) : content;
  let at = 0;
  let piece = 0;
  const stream = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (at >= bytes.length) {
        controller.close();
        return;
      }
      const size = sizes[Math.min(piece++, sizes.length - 1)] as number;
      controller.enqueue(bytes.slice(at, at + size));
      at += size;
    },
    cancel() {
      Object.assign(stream, { cancelled: true });
    },
  });
  return Object.assign(stream, { cancelled: false });
}

/** Everything a file says. */
export async function readAll(
  content: string | Uint8Array | ReadableStream<Uint8Array>,
  options?: ReadOptions,
): Promise<{ rows: EventRow[]; report: ReadReport }> {
  const reader = readEvents(content instanceof ReadableStream ? content : sourceOf(content), options);
  const rows: EventRow[] = [];
  for await (const some of reader) {
    for (const row of some) rows.push(row);
  }
  return { rows, report: reader.report };
}
