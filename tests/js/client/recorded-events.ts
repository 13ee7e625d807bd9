import { ByteBuffer } from 'flatbuffers';
import { EventBatch } from '../../../js/wire/generated/assay/fb/event-batch.js';
import { PropertyType } from '../../../js/wire/generated/assay/fb/property-type.js';

export interface RecordedEvent {
  readonly name: string;
  readonly user: string;
  readonly session: string;
  readonly time: number;
  readonly props: Readonly<Record<string, string | number>>;
}

/** The events of stored segments, as they were encoded; booleans as 0 and 1. */
export function recordedEvents(segments: readonly Uint8Array[]): readonly RecordedEvent[] {
  return segments.flatMap((segment) => {
    const batch = EventBatch.getRootAsEventBatch(new ByteBuffer(segment));
    const bytes = batch.stringBytesArray() ?? new Uint8Array();
    const ends = batch.stringEndsArray() ?? new Uint32Array();
    const texts = Array.from(ends, (end, i) => new TextDecoder().decode(bytes.subarray(ends[i - 1] ?? 0, end)));
    const text = (id: number | null): string => texts[id ?? -1] ?? '';
    const props: Record<string, string | number>[] = Array.from({ length: batch.namesLength() }, () => ({}));
    for (let c = 0; c < batch.propertiesLength(); c++) {
      const column = batch.properties(c);
      if (column === null) continue;
      const rows = column.rowsLength() > 0 ? Array.from(column.rowsArray() ?? []) : props.map((_, row) => row);
      rows.forEach((row, i) => {
        const value =
          column.type() === PropertyType.String
            ? text(column.codes(i))
            : column.type() === PropertyType.Number
              ? column.numbers(i)
              : column.bools(i);
        (props[row] as Record<string, string | number>)[text(column.name())] = value as string | number;
      });
    }
    return props.map((own, i) => ({
      name: text(batch.names(i)),
      user: text(batch.users(i)),
      session: text(batch.sessions(i)),
      time: Number(batch.times(i)),
      props: own,
    }));
  });
}
