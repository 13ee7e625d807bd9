import { describe, expect, it } from 'vitest';
import { eventsToBatches } from '../../../js/files/index.js';
import { recordedEvents } from '../client/recorded-events.js';
import { readAll } from './read-all.js';

const MEGABYTE = 1 << 20;
const good = '{"user":"a","time":1,"event":"x"}\n';
const numbered = (count: number, text: (i: number) => string, joint: string): string =>
  Array.from({ length: count }, (_, i) => text(i)).join(joint);

/** Rows that are no events, between two that are: they are skipped and counted, and nothing else is lost. */
const rows: readonly { readonly name: string; readonly row: string; readonly message: RegExp }[] = [
  { name: 'a text of 10 MB', row: `{"user":"a","time":1,"event":"x","t":"${'x'.repeat(10 * MEGABYTE)}"}`, message: /longer than/ },
  { name: 'a name of 100 kB', row: `{"user":"a","time":1,"event":"${'x'.repeat(100_000)}"}`, message: /event is longer than 8,192 bytes/ },
  {
    name: '50,000 properties',
    row: `{"user":"a","time":1,"event":"x",${numbered(50_000, (i) => `"p${i}":1`, ',')}}`,
    message: /more than 1024/,
  },
  {
    name: 'lists in lists',
    row: `{"user":"a","time":1,"event":"x","l":${'['.repeat(300_000)}${']'.repeat(300_000)}}`,
    message: /nested too deeply/,
  },
  {
    name: 'objects in objects',
    row: `{"user":"a","time":1,"event":"x","l":${'{"a":'.repeat(99_999)}1${'}'.repeat(99_999)}}`,
    message: /nested too deeply/,
  },
  {
    name: 'lists as time',
    row: `{"user":"a","time":${'['.repeat(99_999)}${']'.repeat(99_999)},"event":"x"}`,
    message: /nested too deeply/,
  },
  {
    name: 'half a surrogate pair deep inside',
    row: `{"user":"a","time":1,"event":"x","l":${'['.repeat(9_999)}"\\ud800"${']'.repeat(9_999)}}`,
    message: /nested too deeply|half of a surrogate/,
  },
  { name: 'half a surrogate pair as a name', row: '{"user":"a","time":1,"event":"x","\\udc00":1}', message: /half of a surrogate/ },
  { name: 'NaN', row: '{"user":"a","time":1,"event":"x","n":NaN}', message: /not valid JSON/ },
  { name: 'Infinity by exponent', row: '{"user":"a","time":1,"event":"x","n":1e999}', message: /out of range/ },
  { name: 'a time after the year 275760', row: '{"user":"a","time":8640000000000001,"event":"x"}', message: /not a time/ },
  { name: 'an infinite time', row: '{"user":"a","time":1e999,"event":"x"}', message: /not a time/ },
  { name: 'a user that cannot be a text', row: '{"user":{"toString":1},"time":1,"event":"x"}', message: /neither text nor number/ },
  {
    name: 'a session that cannot be a text',
    row: '{"user":"a","time":1,"event":"x","session":{"toString":1}}',
    message: /neither text nor number/,
  },
  { name: 'a property without a name', row: '{"user":"a","time":1,"event":"x","":1}', message: /empty name/ },
];

describe('an NDJSON file skips and counts', () => {
  for (const { name, row, message } of rows) {
    it(name, async () => {
      const { rows: taken, report } = await readAll(`${good}${row}\n${good}`, { format: 'ndjson' });
      expect(taken.map(({ name }) => name)).toEqual(['x', 'x']);
      expect(report).toMatchObject({ rows: 2, skipped: 1, cutTexts: 0 });
      expect(report.errors).toHaveLength(1);
      expect(report.errors[0]).toMatchObject({ line: 2, message: expect.stringMatching(message) });
    });
  }

  it('names beyond the limit, and not those of rows that it skipped', async () => {
    const many = `{"user":"a","time":1,"event":"x",${numbered(1_025, (i) => `"p${i}":1`, ',')}}\n`;
    const each = numbered(1_100, (i) => `{"user":"a","time":1,"event":"x","q${i}":1}`, '\n');
    const { report } = await readAll(`${many}${each}`);
    expect(report).toMatchObject({ rows: 1_024, skipped: 1 + 76 });
  });
});

describe('a CSV file', () => {
  it('of too many columns is refused at once, whatever they are called', async () => {
    for (const column of [() => 'a', (i: number) => `p${i}`]) {
      const header = `user,time,event,${numbered(100_000, column, ',')}\n`;
      const refusal = { code: 'RESOURCE_EXHAUSTED', message: expect.stringContaining('100003 columns') };
      await expect(readAll(header, { format: 'csv' })).rejects.toMatchObject(refusal);
    }
    const refusal = { code: 'INVALID_ARGUMENT', message: expect.stringContaining('header row cannot be read') };
    await expect(readAll(`user,time,event${',a'.repeat(1 << 20)}\n`, { format: 'csv' })).rejects.toMatchObject(refusal);
  });

  it('with 1,024 columns of one name keeps them apart', async () => {
    const { rows } = await readAll(`user,time,event,${numbered(1_024, () => 'a', ',')}\nu,1,x,${numbered(1_024, String, ',')}\n`);
    expect(Object.keys(rows[0]?.props ?? {})).toHaveLength(1_024);
    expect(rows[0]?.props).toMatchObject({ a: 0, a_1024: 1_023 });
  });

  it('skips a row with a field of 10 MB and takes those around it', async () => {
    const { rows, report } = await readAll(`user,time,event,t\na,1,x,1\na,1,x,${'x'.repeat(10 * MEGABYTE)}\na,1,x,2\n`);
    expect(rows.map(({ props }) => props?.['t'])).toEqual([1, 2]);
    expect(report).toMatchObject({ rows: 2, skipped: 1 });
  });

  it('takes times to the last instant of the year 275760, and no later one', async () => {
    const { rows, report } = await readAll(
      'user,time,event\na,8640000000000000,x\na,-8640000000000000,x\na,8640000000000001,x\na,NaN,x\na,Infinity,x\n',
    );
    expect(rows.map(({ time }) => time)).toEqual([8.64e15, -8.64e15]);
    expect(report.skipped).toBe(3);
  });
});

describe('names that every object inherits', () => {
  const names = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];
  const files = {
    csv: `user,time,event,${names.join(',')}\na,1,x,${names.map((_, i) => i + 1).join(',')}\n`,
    ndjson: `{"user":"a","time":1,"event":"x",${names.map((name, i) => `"${name}":${i + 1}`).join(',')}}\n`,
    'ndjson with properties': `{"user":"a","time":1,"event":"x","properties":{${names.map((name, i) => `"${name}":${i + 1}`).join(',')}}}\n`,
  };
  for (const [format, content] of Object.entries(files)) {
    it(`are properties like any other in ${format}, as far as the engine's bytes`, async () => {
      const { rows } = await readAll(content);
      expect(Object.entries(rows[0]?.props ?? {})).toEqual(names.map((name, i) => [name, i + 1]));
      const segments: Uint8Array[] = [];
      for await (const { bytes } of eventsToBatches([rows])) segments.push(bytes);
      const [event] = recordedEvents(segments);
      for (const [i, name] of names.slice(1).entries()) expect(event?.props[name]).toBe(i + 2);
      expect(Object.prototype).not.toHaveProperty('x');
    });
  }
});
