import { ByteBuffer } from 'flatbuffers';
import { describe, expect, it } from 'vitest';
import type { Scalar } from '../../../js/shared/query.js';
import { BatchBuilder, type BatchEvent } from '../../../js/wire/batch-builder.js';
import { EventBatch } from '../../../js/wire/generated/assay/fb/event-batch.js';
import type { PropertyColumn } from '../../../js/wire/generated/assay/fb/property-column.js';
import { PropertyType } from '../../../js/wire/generated/assay/fb/property-type.js';

interface Decoded {
  readonly firstSequence: bigint;
  readonly hasSessions: boolean;
  readonly events: readonly BatchEvent[];
  /** Per property and type, whether its rows are listed. */
  readonly sparse: Readonly<Record<string, boolean>>;
}

/** The events of a batch, through the generated accessors alone. */
function decode(bytes: Uint8Array): Decoded {
  const buffer = new ByteBuffer(bytes);
  expect(EventBatch.bufferHasIdentifier(buffer)).toBe(true);
  const batch = EventBatch.getRootAsEventBatch(buffer);
  expect(batch.format()).toBe(1);
  const text = textsOf(batch);
  const props: Record<string, Scalar>[] = Array.from({ length: batch.timesLength() }, () => ({}));
  const sparse: Record<string, boolean> = {};
  for (let i = 0; i < batch.propertiesLength(); ++i) {
    const column = batch.properties(i) as PropertyColumn;
    const name = text(column.name());
    const rows = column.rowsArray();
    sparse[`${name}: ${PropertyType[column.type()]}`] = rows !== null;
    const values = valuesOf(column, text);
    expect(values.length).toBe(rows?.length ?? batch.timesLength());
    values.forEach((value, at) => {
      Object.defineProperty(props[rows?.[at] ?? at], name, { value, enumerable: true });
    });
  }
  const events = props.map((values, row) => ({
    name: text(batch.names(row) as number),
    time: batch.times(row) as number,
    user: text(batch.users(row) as number),
    ...(batch.sessionsLength() > 0 && { session: text(batch.sessions(row) as number) }),
    props: values,
  }));
  return { firstSequence: batch.firstSequence(), hasSessions: batch.sessionsLength() > 0, events, sparse };
}

function textsOf(batch: EventBatch): (id: number) => string {
  const bytes = batch.stringBytesArray() ?? new Uint8Array();
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  return (id) => decoder.decode(bytes.subarray(id === 0 ? 0 : (batch.stringEnds(id - 1) as number), batch.stringEnds(id) as number));
}

function valuesOf(column: PropertyColumn, text: (id: number) => string): Scalar[] {
  switch (column.type()) {
    case PropertyType.String:
      return Array.from(column.codesArray() ?? [], text);
    case PropertyType.Number:
      return Array.from(column.numbersArray() ?? []);
    default:
      return Array.from(column.boolsArray() ?? [], (value) => value === 1);
  }
}

function roundTrip(events: readonly BatchEvent[], firstSequence = 1): Decoded {
  const builder = new BatchBuilder();
  for (const event of events) builder.add(event);
  expect(builder.rows).toBe(events.length);
  const decoded = decode(builder.finish(firstSequence));
  expect(builder.rows).toBe(0);
  return decoded;
}

describe('BatchBuilder', () => {
  it('gives back every event, with dense and sparse properties of every type', () => {
    const events: BatchEvent[] = [
      { name: 'open', time: -1, user: 'ana', session: 's1', props: { plan: 'pro', price: 0.1, vip: true } },
      { name: 'send', time: 8.64e15, user: 'bob', session: 's2', props: { plan: '', size: -1e300 } },
      { name: 'open', time: 0, user: 'ana', session: 's1', props: { plan: 'pro', vip: false, size: 'large' } },
    ];
    const decoded = roundTrip(events, 2 ** 53 - 3);
    expect(decoded.firstSequence).toBe(2n ** 53n - 3n);
    expect(decoded.events).toEqual(events);
    expect(decoded.sparse).toEqual({
      'plan: String': false,
      'price: Number': true,
      'vip: Bool': true,
      'size: Number': true,
      'size: String': true,
    });
  });

  it('leaves the sessions out when no event has one', () => {
    const decoded = roundTrip([
      { name: 'a', time: 0, user: 'u' },
      { name: 'b', time: 1, user: 'v', props: {} },
    ]);
    expect(decoded.hasSessions).toBe(false);
    expect(decoded.events.map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it('writes the empty text where only some events have a session', () => {
    const decoded = roundTrip([
      { name: 'a', time: 0, user: 'u' },
      { name: 'b', time: 1, user: 'u', session: 's' },
    ]);
    expect(decoded.events.map(({ session }) => session)).toEqual(['', 's']);
  });

  it('carries every Unicode text', () => {
    const texts = [
      'größe',
      'жанна',
      '日本語東京',
      '👩‍💻🇪🇸',
      'e\u0301',
      '\ufeffbom',
      '\u0000',
      'a\u0000b',
      '\uffff',
      '\u{10ffff}',
      'x'.repeat(5000),
      '語'.repeat(3000),
    ];
    const events = texts.map((text, i) => ({ name: text, time: i, user: text, session: text, props: { [text]: text } }));
    expect(roundTrip(events).events).toEqual(events);
  });

  it('takes names that JavaScript objects have already', () => {
    const names = ['constructor', 'toString', 'hasOwnProperty', '__proto__', 'length', '0'];
    const events = names.map((name, i) => {
      const props: Record<string, Scalar> = {};
      Object.defineProperty(props, name, { value: i % 2 === 0 ? i : name, enumerable: true });
      return { name, time: i, user: name, props };
    });
    const decoded = roundTrip(events);
    expect(decoded.events.map(({ name, props }) => [name, Object.entries(props ?? {})])).toEqual(
      events.map(({ name, props }) => [name, Object.entries(props)]),
    );
  });

  it('stores each text once', () => {
    const builder = new BatchBuilder();
    for (let i = 0; i < 1000; ++i) builder.add({ name: 'open', time: i, user: 'ana', props: { plan: 'open', open: 'ana' } });
    const batch = EventBatch.getRootAsEventBatch(new ByteBuffer(builder.finish(1)));
    expect(batch.stringEndsLength()).toBe(new Set(['open', 'ana', '', 'plan']).size);
  });

  it('starts anew after finish, with a dictionary of its own', () => {
    const builder = new BatchBuilder();
    builder.add({ name: 'first', time: 0, user: 'ana', session: 's', props: { x: 1 } });
    builder.finish(1);
    builder.add({ name: 'second', time: 1, user: 'bob' });
    const decoded = decode(builder.finish(2));
    expect(decoded.events).toEqual([{ name: 'second', time: 1, user: 'bob', props: {} }]);
    expect(decoded.sparse).toEqual({});
  });

  it('makes a batch without rows, too', () => {
    expect(roundTrip([]).events).toEqual([]);
  });

  it('gives the same bytes for the same events', () => {
    const make = () => {
      const builder = new BatchBuilder();
      for (let i = 0; i < 50; ++i) builder.add({ name: `e${i % 3}`, time: i, user: `u${i % 7}`, props: { i, even: i % 2 === 0 } });
      return builder.finish(1);
    };
    expect(make()).toEqual(make());
  });
});
