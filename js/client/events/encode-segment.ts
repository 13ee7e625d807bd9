/** What turns pending events into segments. A download of its own, with the first event. */
import { BatchBuilder, type BatchEvent } from '../../wire/batch-builder.js';

export { segmentLength } from '../segment-length.js';

/** The bytes of a segment whose first event has this sequence number. */
export function encodeSegment(events: readonly BatchEvent[], firstSequence: number): Uint8Array {
  const builder = new BatchBuilder();
  for (const event of events) builder.add(event);
  return builder.finish(firstSequence);
}
