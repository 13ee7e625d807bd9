import { describe, expect, it } from 'vitest';
import { readAll } from './read-all.js';

const HEAD = 'user_id,timestamp,event';
const T = Date.UTC(2024, 2, 13, 10, 21, 14);

const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;
const places = (errors: readonly { line: number; column: number; message: string }[]): string[] =>
  errors.map(({ line, column, message }) => `${line}:${column} ${message}`);

describe('a CSV file', () => {
  it('becomes events whose other columns are typed properties', async () => {
    const { rows, report } = await readAll(
      csv(
        'user_id,session_id,event,timestamp,n,zip,flag,id,range,note',
        'ada,s1,home,2024-03-13 10:21:14,-3.5,007,TRUE,12345678901234567890,1-10,"said ""hi"", twice"',
        'bob,,home,2024-03-13T10:21:14.250Z,1e3,0,false,9007199254740991,,',
      ),
    );
    expect(rows).toEqual([
      {
        name: 'home',
        time: T,
        user: 'ada',
        session: 's1',
        props: { n: -3.5, zip: '007', flag: true, id: '12345678901234567890', range: '1-10', note: 'said "hi", twice' },
      },
      { name: 'home', time: T + 250, user: 'bob', props: { n: 1000, zip: 0, flag: false, id: 9_007_199_254_740_991 } },
    ]);
    expect(report).toMatchObject({ format: 'csv', rows: 2, skipped: 0, sessions: true, errors: [] });
  });

  it.each([
    ['without a last line end', `${HEAD}\na,1,x`],
    ['with CRLF', `${HEAD}\r\na,1,x\r\n`],
    ['with a byte-order mark', `\ufeff${HEAD}\na,1,x\n`],
    ['with blank lines', `\n${HEAD}\n\na,1,x\r\n\n`],
    ['with semicolons', `user_id;timestamp;event\na;1;x\n`],
    ['with tabs', `user_id\ttimestamp\tevent\na\t1\tx\n`],
    ['with everything quoted', `"user_id","timestamp","event"\r\n"a","1","x"\r\n`],
    ['with other well-known names', `Distinct ID,Created At,Action\na,1,x\n`],
    ['with names in another case', `USERID,TS,Event_Name\na,1,x\n`],
  ])('reads the same %s', async (_, text) => {
    const { rows } = await readAll(text);
    expect(rows).toEqual([{ name: 'x', time: 1000, user: 'a', props: {} }]);
  });

  it('keeps quotes inside unquoted fields and line breaks, delimiters and CRLF inside quoted ones', async () => {
    const { rows } = await readAll(csv(`${HEAD},size,note`, 'a,1,x,5" wide,"one\r\ntwo, ""three"""', 'b,2,y,,""""""'));
    expect(rows.map((row) => row.props)).toEqual([{ size: '5" wide', note: 'one\r\ntwo, "three"' }, { note: '""' }]);
  });

  it('does not split a text at a character of several bytes', async () => {
    const { rows } = await readAll(csv(`${HEAD},city`, 'zoë,1,naïve 🙂,東京'));
    expect(rows).toEqual([{ name: 'naïve 🙂', time: 1000, user: 'zoë', props: { city: '東京' } }]);
  });

  it('prefers the more telling of two well-known names and keeps the other as a property', async () => {
    const { rows } = await readAll(csv('name,event,ip,user_id,date,time', 'Ada,click,::1,u7,2024-01-01,5'));
    expect(rows).toEqual([{ name: 'click', time: 5000, user: 'u7', props: { name: 'Ada', ip: '::1', date: '2024-01-01' } }]);
  });

  it('takes chosen columns, exact names before similar ones', async () => {
    const text = csv('who,Who,when,what,event', 'a,b,1,x,y');
    const first = await readAll(text, { columns: { user: 'Who', time: 'when', event: 'what' } });
    expect(first.rows).toEqual([{ name: 'x', time: 1000, user: 'b', props: { who: 'a', event: 'y' } }]);
    const similar = await readAll(text, { columns: { user: 'WHO', time: 'WHEN', event: 'what' } });
    expect(similar.rows[0]?.user).toBe('a');
  });

  it('names unnamed and repeated columns apart', async () => {
    const { rows } = await readAll(csv(`,${HEAD},n,n`, '0,a,1,x,2,3'));
    expect(rows[0]?.props).toEqual({ column_1: 0, n: 2, n_2: 3 });
  });

  it('pollutes nothing when a column is called __proto__', async () => {
    const { rows } = await readAll(csv(`${HEAD},__proto__,constructor`, 'a,1,x,y,z'));
    expect(Object.entries(rows[0]?.props ?? {})).toEqual([
      ['__proto__', 'y'],
      ['constructor', 'z'],
    ]);
    expect(({} as { y?: unknown }).y).toBeUndefined();
  });

  it('is empty when it has nothing, or nothing but a header', async () => {
    expect((await readAll('')).report).toMatchObject({ rows: 0, skipped: 0 });
    expect((await readAll(`${HEAD}\n`)).report).toMatchObject({ format: 'csv', rows: 0, skipped: 0 });
  });

  it.each([
    ['user', 'timestamp,event,who', /evidently the user.*timestamp, event, who.*--user-column/],
    ['time', 'user,event,whenever', /evidently the time.*--time-column/],
    ['event', 'user,time,what', /evidently the event.*--event-column/],
  ])('says which columns exist when none is the %s', async (_, head, message) => {
    await expect(readAll(`${head}\na,b,c\n`, { file: 'x.csv' })).rejects.toThrow(message);
    await expect(readAll(`${head}\na,b,c\n`, { file: 'x.csv' })).rejects.toMatchObject({ code: 'NOT_FOUND', message: /^x\.csv: / });
  });

  it('says so when a chosen column does not exist', async () => {
    await expect(readAll(csv(HEAD, 'a,1,x'), { columns: { session: 'visit' } })).rejects.toThrow(
      'there is no column "visit"; the columns are user_id, timestamp, event.',
    );
  });
});

describe('a bad CSV row', () => {
  it.each([
    ['too few columns', 'a,1', '2:4 expected 3 columns, found 2'],
    ['too many columns', 'a,1,x,', '2:7 expected 3 columns, found 4'],
    ['no user', ',1,x', '2:1 no user in column "user_id"'],
    ['no time', 'a,,x', '2:3 no time in column "timestamp"'],
    ['a bad time', 'a,2024-02-30,x', '2:3 "2024-02-30" is not a time'],
    ['no event', 'a,1,', '2:5 no event in column "event"'],
    ['text after a quote', 'a,"1"2,x', '2:6 text after the closing quote'],
    ['an endless user', `${'u'.repeat(9000)},1,x`, '2:1 the user is longer than 8,192 bytes'],
  ])('with %s is named by its place and skipped', async (_, line, error) => {
    const { rows, report } = await readAll(csv(HEAD, line, 'b,2,y'));
    expect(places(report.errors)).toEqual([error]);
    expect(report.skipped).toBe(1);
    expect(rows.map((row) => row.user)).toEqual(['b']);
  });

  it('has the right line after quoted line breaks, and inside them', async () => {
    const { rows, report } = await readAll(
      csv(`${HEAD},note`, 'a,1,x,"1\n2\r\n3"', 'b,bad,x,', 'c,1,x,"\n\n",more', 'd,1,"\n\n"y,', 'e,1,x,'),
      {
        file: 'f.csv',
      },
    );
    expect(rows.map((row) => row.user)).toEqual(['a', 'e']);
    expect(places(report.errors)).toEqual([
      '5:3 "bad" is not a time',
      '8:3 expected 4 columns, found 5',
      '11:2 text after the closing quote',
    ]);
    expect(report.errors.every((error) => error.file === 'f.csv')).toBe(true);
  });

  it('whose quote never closes costs that row only', async () => {
    const { rows, report } = await readAll(csv(HEAD, 'a,1,x', 'b,"2,y', 'c,3,z'));
    expect(rows.map((row) => row.user)).toEqual(['a', 'c']);
    expect(places(report.errors)).toEqual(['3:3 the quote that opens here is never closed']);
  });

  it('whose quote does not close within the longest row costs that row only, however long the file', async () => {
    const many = Array.from({ length: 200_000 }, (_, i) => `u${i},3,z`);
    const { rows, report } = await readAll(csv(HEAD, 'b,"2,y', many.join('\n')), { maxRowBytes: 300_000 });
    expect(places(report.errors)).toEqual(['2:3 the quote that opens here is never closed']);
    expect(rows.length).toBe(200_000);
  });

  it('with invalid UTF-8 is named by the place of the first bad byte', async () => {
    const bytes = Buffer.concat([
      Buffer.from(`${HEAD}\na,1,x\nb,1,é`),
      Buffer.from([0xe9, 0x2e]),
      Buffer.from('\nc,1,"\n'),
      Buffer.from([0xff]),
      Buffer.from('"\nd,1,x\n'),
    ]);
    const { rows, report } = await readAll(bytes);
    expect(rows.map((row) => row.user)).toEqual(['a', 'd']);
    expect(places(report.errors)).toEqual(['3:6 invalid UTF-8', '5:1 invalid UTF-8']);
  });

  it('that is longer than allowed is skipped without being kept in memory', async () => {
    const { rows, report } = await readAll(csv(HEAD, `a,1,${'x'.repeat(1_000_000)}`, 'b,1,y', `c,1,${'x'.repeat(500)}`, 'd,1,y'), {
      maxRowBytes: 300,
    });
    expect(rows.map((row) => row.user)).toEqual(['b', 'd']);
    expect(places(report.errors)).toEqual(['2:1 row longer than 300 bytes', '4:1 row longer than 300 bytes']);
  });

  it('stops reading at once when reading is strict', async () => {
    const strict = readAll(csv(HEAD, 'a,1,x', 'b,soon,x', 'c,1,x'), { strict: true, file: 'data/f.csv' });
    await expect(strict).rejects.toMatchObject({ code: 'INVALID_ARGUMENT', message: 'data/f.csv:3:3: "soon" is not a time' });
  });

  it('is counted always and described at first', async () => {
    const { report } = await readAll(csv(HEAD, ...Array.from({ length: 30 }, () => 'a,b')), { maxErrors: 3 });
    expect(report).toMatchObject({ rows: 0, skipped: 30 });
    expect(report.errors.map((error) => error.line)).toEqual([2, 3, 4]);
  });

  it('is an unreadable header when it is the first', async () => {
    await expect(readAll('user_id,"time"x,event\na,1,b\n')).rejects.toThrow(
      'the header row cannot be read: text after the closing quote (1:15)',
    );
  });
});

it('cuts property texts to what the engine takes, between characters, and counts them', async () => {
  const { rows, report } = await readAll(csv(`${HEAD},note`, `a,1,x,${'é'.repeat(5000)}`, `b,1,x,${'y'.repeat(8192)}`));
  expect(rows.map((row) => String(row.props?.note).length)).toEqual([4096, 8192]);
  expect(report.cutTexts).toBe(1);
});
