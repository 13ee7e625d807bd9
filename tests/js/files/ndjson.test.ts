import { describe, expect, it } from 'vitest';
import { findJsonFault } from '../../../js/files/json-fault.js';
import { readAll } from './read-all.js';

const lines = (...rows: (object | string)[]): string =>
  rows.map((row) => `${typeof row === 'string' ? row : JSON.stringify(row)}\n`).join('');
const event = (rest: object): object => ({ user: 'a', time: 1, event: 'x', ...rest });
const places = (errors: readonly { line: number; column: number; message: string }[]): string[] =>
  errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('an NDJSON file', () => {
  it('keeps the types of JSON and takes Segment events as they are', async () => {
    const { rows, report } = await readAll(
      lines({
        type: 'track',
        event: 'Order Completed',
        userId: 'u7',
        anonymousId: 'anon',
        timestamp: '2024-03-13T10:21:14.000Z',
        properties: { total: 12.5, gift: false, coupon: '12', address: { city: 'Oslo' } },
        context: { locale: 'nb', page: { path: '/' } },
      }),
    );
    expect(report).toMatchObject({ format: 'ndjson', rows: 1, skipped: 0, sessions: false });
    expect(rows).toEqual([
      {
        name: 'Order Completed',
        time: Date.UTC(2024, 2, 13, 10, 21, 14),
        user: 'u7',
        props: {
          type: 'track',
          anonymousId: 'anon',
          total: 12.5,
          gift: false,
          coupon: '12',
          'address.city': 'Oslo',
          'context.locale': 'nb',
          'context.page.path': '/',
        },
      },
    ]);
  });

  it('looks for the roles per line: an anonymous id serves where there is no user id', async () => {
    const { rows } = await readAll(
      lines(
        { userId: null, anonymousId: 'anon', timestamp: 1, event: 'x' },
        { userId: '', visitor: 7, ts: 1, name: 'x', session_id: 3 },
        { user: 'u', time: 1, type: 'x' },
      ),
    );
    expect(rows.map(({ user, name, session }) => [user, name, session])).toEqual([
      ['anon', 'x', undefined],
      ['7', 'x', '3'],
      ['u', 'x', undefined],
    ]);
  });

  it('flattens to four names; arrays and what lies deeper become JSON text; null is missing', async () => {
    const { rows } = await readAll(
      lines(
        event({
          a: { b: { c: { d: 1, e: { f: 2 } } } },
          list: [1, { x: 2 }],
          none: null,
          empty: {},
          props: { deep: { a: { b: { c: [] } } }, list: [] },
        }),
      ),
    );
    expect(rows[0]?.props).toEqual({ 'a.b.c.d': 1, 'a.b.c.e': '{"f":2}', list: '[]', 'deep.a.b.c': '[]' });
  });

  it('prefers a property to an equally named field beside it', async () => {
    const { rows } = await readAll(lines(event({ path: '/outer', properties: { path: '/inner' } })));
    expect(rows[0]?.props).toEqual({ path: '/inner' });
  });

  it('takes chosen fields, dotted paths included', async () => {
    const row = { who: { id: 5 }, at: 1, what: 'x', user: 'other', visit: 's' };
    const { rows } = await readAll(lines(row), { columns: { user: 'who.id', time: 'at', event: 'what', session: 'visit' } });
    expect(rows).toEqual([{ name: 'x', time: 1000, user: '5', session: 's', props: { 'who.id': 5, user: 'other' } }]);
  });

  it('skips blank lines and reads CRLF and a byte-order mark', async () => {
    const { rows, report } = await readAll(`\ufeff${JSON.stringify(event({}))}\r\n\r\n  \n${JSON.stringify(event({}))}`);
    expect(rows.length).toBe(2);
    expect(report.skipped).toBe(0);
  });

  it('pollutes nothing when a field is called __proto__', async () => {
    const { rows } = await readAll('{"user":"a","time":1,"event":"x","__proto__":{"evil":true},"properties":{"__proto__":1}}\n');
    expect(Object.entries(rows[0]?.props ?? {})).toEqual([
      ['__proto__.evil', true],
      ['__proto__', 1],
    ]);
    expect(({} as { evil?: boolean }).evil).toBeUndefined();
  });

  it('refuses a JSON array and says what to do', async () => {
    await expect(readAll('[{"user":"a"}]')).rejects.toThrow(/one object per line.*jq/);
  });
});

describe('a bad NDJSON row', () => {
  it.each([
    ['broken JSON', '{"user":"a",}', '2:13 not valid JSON'],
    ['JSON that ends too early', '{"user":"a"', '2:12 not valid JSON'],
    ['a value that is no object', '"x"', '2:1 not a JSON object'],
    ['an array', '[1]', '2:1 not a JSON object'],
    [
      'no user',
      '{"time":1,"event":"x"}',
      '2:1 no user: name its field with --user-column (in code: columns.user); the fields here are time, event',
    ],
    ['a bad time', '{"user":"later","event":"later","time": "later"}', '2:41 "later" is not a time'],
    ['a time of another type', '{"user":"a","event":"x","time":true}', '2:32 "true" is not a time'],
    ['an object for an event', '{"user":"a","event":{"n":1},"time":1}', '2:21 the event is neither text nor number'],
    ['a number out of range', '{"user":"a","event":"x","time":1,"n":1e999}', '2:1 the number in "n" is out of range'],
    ['half a surrogate pair', '{"user":"a","event":"\\ud83d","time":1}', '2:22 a \\u escape is half of a surrogate pair'],
  ])('with %s is named by its place and skipped', async (_, line, error) => {
    const { rows, report } = await readAll(lines(event({}), line, event({})));
    expect(places(report.errors)).toEqual([error]);
    expect(rows.length).toBe(2);
  });

  it('tells a missing chosen field', async () => {
    const { report } = await readAll(lines(event({})), { columns: { user: 'a.b' } });
    expect(report.errors[0]?.message).toBe('no user: the field "a.b" is missing or empty');
  });

  it('accepts whole surrogate pairs and escapes', async () => {
    const { rows } = await readAll('{"user":"a","event":"\\ud83d\\ude42\\u00e9","time":1}\n');
    expect(rows[0]?.name).toBe('🙂é');
  });

  it('is one that brings ever more property names', async () => {
    const { rows, report } = await readAll(lines(...Array.from({ length: 1100 }, (_, i) => event({ [`id_${i}`]: 1 }))));
    expect(rows.length).toBe(1024);
    expect(report.skipped).toBe(76);
    expect(report.errors[0]?.message).toMatch(/more than 1024 different property names.*"id_1024"/);
  });
});

describe('findJsonFault', () => {
  it.each([
    ['', 0],
    ['nul', 0],
    ['{"a":1}}', 7],
    ['{"a" 1}', 5],
    ['{"a":1 "b":2}', 7],
    ["{'a':1}", 1],
    ['{"a":01}', 6],
    ['{"a":1.}', 6],
    ['{"a":"\\x"}', 6],
    ['{"a":"\t"}', 6],
    ['{"a":"open', 10],
    ['[1,2,]', 5],
    ['{"a":{"b":[1,{"c":tru}]}}', 18],
    ['{"a":undefined}', 5],
    [' { } x', 5],
  ])('finds where %j stops being JSON', (text, at) => {
    expect(() => JSON.parse(text)).toThrow();
    expect(findJsonFault(text)).toBe(at);
  });

  it('does not exhaust the stack', () => {
    expect(findJsonFault('['.repeat(100_000))).toBeLessThan(1000);
  });
});
