import { describe, expect, it } from 'vitest';
import { parseUserAgent } from '../../../js/files/user-agent.js';
import { readAll } from './read-all.js';

const CHROME = 'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/32.0.1700.77 Safari/537.36';
const combined = (change: { request?: string; status?: string; bytes?: string; rest?: string } = {}): string => {
  const { request = 'GET /a/b?x=1&y=2 HTTP/1.1', status = '200', bytes = '512', rest = ` "http://x.test/" "${CHROME}"` } = change;
  return `203.0.113.9 - ada [17/May/2015:10:05:03 +0000] "${request}" ${status} ${bytes}${rest}\n`;
};
const T = Date.UTC(2015, 4, 17, 10, 5, 3);

describe('an access log', () => {
  it('becomes one event per request', async () => {
    const { rows, report } = await readAll(combined());
    expect(report.format).toBe('log');
    expect(rows).toEqual([
      {
        name: '/a/b',
        time: T,
        user: '203.0.113.9',
        props: {
          auth_user: 'ada',
          method: 'GET',
          path: '/a/b',
          query: 'x=1&y=2',
          protocol: 'HTTP/1.1',
          status: 200,
          bytes: 512,
          referrer: 'http://x.test/',
          user_agent: CHROME,
          browser: 'Chrome',
          os: 'macOS',
        },
      },
    ]);
  });

  it('reads the common format, IPv6 and missing values', async () => {
    const { rows } = await readAll('2001:db8::1 - - [17/May/2015:12:05:03 +0200] "HEAD / HTTP/2.0" 304 -\r\n');
    expect(rows).toEqual([
      { name: '/', time: T, user: '2001:db8::1', props: { method: 'HEAD', path: '/', protocol: 'HTTP/2.0', status: 304 } },
    ]);
  });

  it('takes other columns for the event and the user', async () => {
    const { rows } = await readAll(combined(), { columns: { event: 'method', user: 'auth_user', session: 'ip' } });
    expect(rows[0]).toMatchObject({ name: 'GET', user: 'ada', session: '203.0.113.9', props: { ip: '203.0.113.9' } });
    const byStatus = await readAll(combined({ status: '404' }), { columns: { event: 'status' } });
    expect(byStatus.rows[0]?.name).toBe('404');
  });

  it('names its columns when a chosen one does not exist', async () => {
    await expect(readAll(combined(), { columns: { event: 'verb' } })).rejects.toThrow(
      /no column "verb"; the columns are ip, auth_user, time, method/,
    );
    await expect(readAll(combined(), { columns: { time: 'bytes' } })).rejects.toThrow(/always its column "time"/);
  });

  it('counts requests that are none as events of their own', async () => {
    const { rows } = await readAll(
      combined() + combined({ request: '\\x16\\x03\\x01', status: '400' }) + combined({ request: '-', status: '408' }),
    );
    expect(rows.slice(1).map((row) => [row.name, row.props?.path, row.props?.status])).toEqual([
      ['(invalid request)', undefined, 400],
      ['(invalid request)', undefined, 408],
    ]);
  });

  it('keeps escaped quotes inside their field, forgives a cut last field, ignores fields after the user agent', async () => {
    const { rows, report } = await readAll(
      combined({ request: 'GET /say/\\"hi\\" HTTP/1.1' }) +
        combined({ rest: ' "-" "curl/7' }) +
        combined({ rest: ' "-" "curl/7.1" "10.0.0.1" 0.034' }),
    );
    expect(report.skipped).toBe(0);
    expect(rows.map((row) => [row.name, row.props?.user_agent])).toEqual([
      ['/say/\\"hi\\"', CHROME],
      ['/a/b', 'curl/7'],
      ['/a/b', 'curl/7.1'],
    ]);
  });

  it.each([
    ['a line of another kind', 'hello world', '2:1 not an access-log line: "address identity user [time]" expected'],
    ['a bad time', combined().replace('17/May', '37/May').trim(), '2:20 "37/May/2015:10:05:03 +0000" is not a time'],
    ['no request', '::1 - - [17/May/2015:10:05:03 +0000] 200 5', '2:37 the request in quotes expected'],
    ['an open request', '::1 - - [17/May/2015:10:05:03 +0000] "GET / 200 5', '2:38 the quote that opens here is never closed'],
    ['a bad status', combined({ status: 'ok' }).trim(), '2:76 a status of three digits expected'],
    ['bad bytes', combined({ bytes: 'many' }).trim(), '2:80 a number of bytes or "-" expected'],
  ])('skips %s and says where', async (_, line, error) => {
    const { rows, report } = await readAll(`${combined()}${line}\n${combined()}`);
    expect(report.errors.map((e) => `${e.line}:${e.column} ${e.message}`)).toEqual([error]);
    expect(rows.length).toBe(2);
  });
});

describe('parseUserAgent', () => {
  it.each([
    [CHROME, 'Chrome', 'macOS'],
    [
      'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 Edg/120.0.0.0',
      'Edge',
      'Windows',
    ],
    ['Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36 OPR/106.0', 'Opera', 'Windows'],
    ['Opera/9.80 (X11; Linux x86_64) Presto/2.12.388 Version/12.16', 'Opera', 'Linux'],
    ['Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:27.0) Gecko/20100101 Firefox/27.0', 'Firefox', 'Linux'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/120.0 Mobile/15E148 Safari/604.1',
      'Chrome',
      'iOS',
    ],
    [
      'Mozilla/5.0 (iPad; CPU OS 7_0_4 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like Gecko) Version/7.0 Mobile/11B554a Safari/9537.53',
      'Safari',
      'iOS',
    ],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 7_0 like Mac OS X) AppleWebKit/537.51.1 (KHTML, like Gecko) Mobile/11A465', 'Safari', 'iOS'],
    [
      'Mozilla/5.0 (Macintosh; Intel Mac OS X 10_9_1) AppleWebKit/537.73.11 (KHTML, like Gecko) Version/7.0.1 Safari/537.73.11',
      'Safari',
      'macOS',
    ],
    [
      'Mozilla/5.0 (Linux; Android 14; SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/23.0 Chrome/115.0.0.0 Mobile Safari/537.36',
      'Samsung Internet',
      'Android',
    ],
    [
      'Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36',
      'Chrome',
      'ChromeOS',
    ],
    ['Mozilla/4.0 (compatible; MSIE 6.0; Windows NT 5.1; SV1)', 'Internet Explorer', 'Windows'],
    ['Mozilla/5.0 (Windows NT 6.1; Trident/7.0; rv:11.0) like Gecko', 'Internet Explorer', 'Windows'],
    [
      'Mozilla/5.0 (iPhone; CPU iPhone OS 6_0 like Mac OS X) AppleWebKit/536.26 Version/6.0 Mobile/10A5376e Safari/8536.25 (compatible; Googlebot/2.1)',
      'bot',
      'other',
    ],
    ['Mozilla/5.0 (compatible; archive.org_bot +http://www.archive.org/details/archive.org_bot)', 'bot', 'other'],
    ['Mozilla/5.0 (compatible; Yahoo! Slurp; http://help.yahoo.com/help/us/ysearch/slurp)', 'bot', 'other'],
    ['UniversalFeedParser/4.2-pre-314-svn +http://feedparser.org/', 'bot', 'other'],
    ['curl/8.5.0', 'bot', 'other'],
    ['Mozilla/4.0 (compatible;)', 'other', 'other'],
    ['', 'other', 'other'],
  ])('takes %j for %s on %s', (userAgent, browser, os) => {
    expect(parseUserAgent(userAgent)).toEqual({ browser, os });
  });
});
