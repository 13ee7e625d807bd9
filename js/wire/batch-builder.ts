import { Builder } from 'flatbuffers';
import type { Scalar } from '../shared/query.js';
import { EventBatch } from './generated/assay/fb/event-batch.js';
import { PropertyColumn } from './generated/assay/fb/property-column.js';
import { PropertyType } from './generated/assay/fb/property-type.js';

/** One event as the engine stores it. `time` is whole milliseconds since the epoch; texts are well-formed; numbers finite. */
export interface BatchEvent {
  readonly name: string;
  readonly time: number;
  readonly user: string;
  readonly session?: string;
  readonly props?: Readonly<Record<string, Scalar>>;
}

/** A column, or names or users: texts that often repeat the one before, which is then found by comparing instead of looking up. */
class Texts {
  text: string | undefined;
  id = 0;
}

class Column extends Texts {
  readonly values: number[] = [];
  /** Of the values; none while every row has had one. */
  rows: number[] | undefined;

  constructor(
    readonly name: string,
    readonly nameId: number,
    readonly type: PropertyType,
  ) {
    super();
  }

  put(row: number, value: number): void {
    if (this.rows === undefined && this.values.length < row) this.rows = Array.from(this.values.keys());
    this.rows?.push(row);
    this.values.push(value);
  }
}

const encoder = new TextEncoder();

/**
 * Collects events row by row and encodes them as one `EventBatch` (core/assay/wire/event_batch.fbs). Rows get contiguous sequence numbers.
 * It checks nothing: the caller's border did, and the engine verifies every batch again.
 */
export class BatchBuilder {
  readonly #ids = new Map<string, number>();
  readonly #texts: string[] = [];
  readonly #times: number[] = [];
  readonly #names: number[] = [];
  readonly #users: number[] = [];
  readonly #sessions: number[] = [];
  #user = new Texts();
  #session = new Texts();
  /** By place in the event before. */
  #recent: Column[] = [];
  readonly #columns: [Map<string, Column>, Map<string, Column>, Map<string, Column>] = [new Map(), new Map(), new Map()];

  /** Events added since the last `finish()`. */
  get rows(): number {
    return this.#times.length;
  }

  add(event: BatchEvent): void {
    const row = this.#times.length;
    this.#times.push(event.time);
    this.#names.push(this.#id(event.name));
    this.#users.push(this.#next(this.#user, event.user));
    this.#sessions.push(this.#next(this.#session, event.session ?? ''));
    const props = event.props;
    if (props === undefined) return;
    let place = 0;
    for (const name in props) {
      const value = props[name] as Scalar;
      if (typeof value === 'string') {
        const column = this.#column(place++, PropertyType.String, name);
        column.put(row, this.#next(column, value));
      } else if (typeof value === 'number') this.#column(place++, PropertyType.Number, name).put(row, value);
      else this.#column(place++, PropertyType.Bool, name).put(row, value ? 1 : 0);
    }
  }

  /** The bytes of all events added, whose first one has sequence number `firstSequence`; the builder is empty afterwards. */
  finish(firstSequence: number): Uint8Array {
    const rows = this.#times.length;
    const fb = new Builder(1024 + rows * 32);
    const { bytes, ends } = this.#dictionary();
    const columns: number[] = [];
    for (const group of this.#columns) {
      for (const column of group.values()) columns.push(encodeColumn(fb, column, rows));
    }
    const properties = EventBatch.createPropertiesVector(fb, columns);
    const hasSessions = this.#texts.length > 0 && this.#sessions.some((id) => this.#texts[id] !== '');
    const sessions = hasSessions ? putUint32(fb, this.#sessions) : 0;
    const users = putUint32(fb, this.#users);
    const names = putUint32(fb, this.#names);
    const times = putFloat64(fb, this.#times);
    const stringEnds = putVector(fb, new Uint8Array(ends.buffer, 0, ends.byteLength), 4);
    const stringBytes = putVector(fb, bytes, 1);
    EventBatch.startEventBatch(fb);
    EventBatch.addFirstSequence(fb, BigInt(firstSequence));
    EventBatch.addStringBytes(fb, stringBytes);
    EventBatch.addStringEnds(fb, stringEnds);
    EventBatch.addTimes(fb, times);
    EventBatch.addNames(fb, names);
    EventBatch.addUsers(fb, users);
    if (hasSessions) EventBatch.addSessions(fb, sessions);
    EventBatch.addProperties(fb, properties);
    EventBatch.finishEventBatchBuffer(fb, EventBatch.endEventBatch(fb));
    this.#clear();
    return fb.asUint8Array().slice();
  }

  #clear(): void {
    this.#ids.clear();
    for (const list of [this.#texts, this.#times, this.#names, this.#users, this.#sessions]) list.length = 0;
    for (const group of this.#columns) group.clear();
    this.#user = new Texts();
    this.#session = new Texts();
    this.#recent = [];
  }

  #id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#texts.push(text);
      this.#ids.set(text, id);
    }
    return id;
  }

  #next(last: Texts, text: string): number {
    if (last.text !== text) {
      last.text = text;
      last.id = this.#id(text);
    }
    return last.id;
  }

  /** The column of an event's property at `place`: mostly that of the event before. */
  #column(place: number, type: PropertyType, name: string): Column {
    const recent = this.#recent[place];
    if (recent !== undefined && recent.name === name && recent.type === type) return recent;
    const group = this.#columns[type - 1] as Map<string, Column>;
    let column = group.get(name);
    if (column === undefined) {
      column = new Column(name, this.#id(name), type);
      group.set(name, column);
    }
    this.#recent[place] = column;
    return column;
  }

  #dictionary(): { bytes: Uint8Array; ends: Uint32Array } {
    let bytes = new Uint8Array(Math.max(64, this.#texts.length * 16));
    const ends = new Uint32Array(this.#texts.length);
    let size = 0;
    this.#texts.forEach((text, i) => {
      if (bytes.length - size < text.length * 3) {
        const larger = new Uint8Array(Math.max(bytes.length * 2, size + text.length * 3));
        larger.set(bytes.subarray(0, size));
        bytes = larger;
      }
      size += encoder.encodeInto(text, bytes.subarray(size)).written;
      ends[i] = size;
    });
    return { bytes: bytes.subarray(0, size), ends };
  }
}

function encodeColumn(fb: Builder, column: Column, rows: number): number {
  const values =
    column.type === PropertyType.String
      ? putUint32(fb, column.values)
      : column.type === PropertyType.Number
        ? putFloat64(fb, column.values)
        : putVector(fb, Uint8Array.from(column.values), 1);
  const sparse = column.values.length < rows ? putUint32(fb, column.rows ?? [...column.values.keys()]) : 0;
  PropertyColumn.startPropertyColumn(fb);
  PropertyColumn.addName(fb, column.nameId);
  PropertyColumn.addType(fb, column.type);
  if (sparse !== 0) PropertyColumn.addRows(fb, sparse);
  if (column.type === PropertyType.String) PropertyColumn.addCodes(fb, values);
  else if (column.type === PropertyType.Number) PropertyColumn.addNumbers(fb, values);
  else PropertyColumn.addBools(fb, values);
  return PropertyColumn.endPropertyColumn(fb);
}

const putUint32 = (fb: Builder, values: readonly number[]): number => putVector(fb, new Uint8Array(Uint32Array.from(values).buffer), 4);

const putFloat64 = (fb: Builder, values: readonly number[]): number => putVector(fb, new Uint8Array(Float64Array.from(values).buffer), 8);

/** A vector of scalars, copied as a block: the platform is little-endian, as WebAssembly is. */
function putVector(fb: Builder, bytes: Uint8Array, elementSize: number): number {
  fb.startVector(elementSize, bytes.length / elementSize, elementSize);
  fb.pad(bytes.length);
  const buffer = fb.dataBuffer();
  buffer.bytes().set(bytes, buffer.capacity() - fb.offset());
  return fb.endVector();
}
