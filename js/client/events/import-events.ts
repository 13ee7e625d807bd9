import type { Recorder } from '../recorder.js';
import type { ImportedEvent } from '../types.js';

/** Imported events between two commits. */
const IMPORT_COMMIT_EVENTS = 10_000;

/** Takes events of elsewhere, one after the other, and counts those taken and those refused once they are stored. */
export async function importEvents(recorder: Recorder, events: Iterable<ImportedEvent>): Promise<{ accepted: number; rejected: number }> {
  let accepted = 0;
  let rejected = 0;
  for (const event of events) {
    if (recorder.take(event)) accepted++;
    else rejected++;
    if ((accepted + rejected) % IMPORT_COMMIT_EVENTS === 0) await recorder.flush();
  }
  await recorder.flush();
  return { accepted, rejected };
}
