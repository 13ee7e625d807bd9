import { Bare } from '../shared/bare.js';
import { AssayError } from '../shared/errors.js';
import { parseInstant } from '../shared/instant.js';
import { assignRoles } from './column-roles.js';
import { forEachLine } from './lines.js';
import type { ColumnChoice } from './read-options.js';
import { quote, type RowReader } from './row-reader.js';
import type { RowProps, RowSink } from './row-sink.js';
import type { TextBlock } from './text-blocks.js';
import { type Client, parseUserAgent } from './user-agent.js';

/** What an access log can say, by the names that `columns` takes. Without a choice: user = ip, event = path. */
export const LOG_COLUMNS = [
  'ip',
  'auth_user',
  'time',
  'method',
  'path',
  'query',
  'protocol',
  'status',
  'bytes',
  'referrer',
  'user_agent',
  'browser',
  'os',
] as const;

type LogColumn = (typeof LOG_COLUMNS)[number];
type LogFields = { [name in LogColumn]?: string | number };

/** The event of a request line that is not `method target protocol`, such as a TLS handshake sent to a plain port. */
const INVALID_REQUEST = '(invalid request)';

const SPACE = 32;
const QUOTE = 34;
const BACKSLASH = 92;

/** How many distinct user agents are remembered before forgetting all. */
const MAX_AGENTS = 4096;

/** Reading of one line stopped at `column` (from 0). */
class LogFault {
  constructor(
    readonly column: number,
    readonly message: string,
  ) {}
}

/**
 * Access logs of Apache and nginx in the common and combined formats; what follows the user agent is left alone. Escapes inside quotes stay
 * as the server wrote them, `-` is a missing value, and a last quote that is missing, as in a line cut off by the server, is forgiven. An
 * event per request: the user is the remote address and the event is the path without the query string unless `columns` says otherwise.
 */
export class AccessLogReader implements RowReader {
  readonly #sink: RowSink;
  readonly #user: LogColumn;
  readonly #event: LogColumn;
  readonly #session: LogColumn | undefined;
  readonly #properties: readonly LogColumn[];
  readonly #agents = new Map<string, Client>();
  #line = 1;
  #timeText = '';
  #time: number | undefined;

  /** Errors: `NOT_FOUND` when a chosen column is none of `LOG_COLUMNS`; `INVALID_ARGUMENT` when the time is to be another one than `time`. */
  constructor(sink: RowSink, choice: ColumnChoice) {
    this.#sink = sink;
    const roles = assignRoles(LOG_COLUMNS, { ...choice, user: choice.user ?? 'ip', event: choice.event ?? 'path' });
    if (LOG_COLUMNS[roles.time] !== 'time')
      throw new AssayError('INVALID_ARGUMENT', 'the time of an access log is always its column "time"');
    this.#user = LOG_COLUMNS[roles.user] as LogColumn;
    this.#event = LOG_COLUMNS[roles.event] as LogColumn;
    this.#session = LOG_COLUMNS[roles.session];
    this.#properties = LOG_COLUMNS.filter((name) => name !== 'time' && (name !== 'ip' || this.#user !== 'ip'));
  }

  read(block: TextBlock): void {
    this.#line += forEachLine(block, (text, offset, fault) => {
      const line = this.#line + offset;
      if (fault !== undefined) {
        this.#sink.reject(line, fault.column, fault.message);
      } else if (text !== '') {
        const problem = this.#readLine(text);
        if (problem !== undefined) this.#sink.reject(line, problem.column + 1, problem.message);
      }
    });
  }

  finish(): void {}

  #readLine(text: string): LogFault | undefined {
    const ipEnd = text.indexOf(' ');
    const identEnd = text.indexOf(' ', ipEnd + 1);
    const open = text.indexOf(' [', identEnd);
    if (ipEnd <= 0 || identEnd < 0 || open < 0) return new LogFault(0, 'not an access-log line: "address identity user [time]" expected');
    const close = text.indexOf(']', open);
    const timeText = text.slice(open + 2, close < 0 ? text.length : close);
    if (timeText !== this.#timeText) {
      this.#timeText = timeText;
      this.#time = parseInstant(timeText);
    }
    const time = this.#time;
    if (time === undefined) return new LogFault(open + 2, `${quote(timeText)} is not a time`);
    if (!text.startsWith(' "', close + 1)) return new LogFault(close + 1, 'the request in quotes expected');

    const requestEnd = quoteEnd(text, close + 3);
    if (requestEnd < 0) return new LogFault(close + 2, 'the quote that opens here is never closed');
    const statusEnd = wordEnd(text, requestEnd + 2);
    const status = Number(text.slice(requestEnd + 2, statusEnd));
    if (!(Number.isInteger(status) && status >= 100 && status <= 999))
      return new LogFault(requestEnd + 2, 'a status of three digits expected');
    const bytesEnd = wordEnd(text, statusEnd + 1);
    const bytes = text.slice(statusEnd + 1, bytesEnd);
    if (bytes !== '-' && !/^\d{1,15}$/.test(bytes)) return new LogFault(statusEnd + 1, 'a number of bytes or "-" expected');

    const fields: LogFields = { ip: text.slice(0, ipEnd), status };
    const authUser = text.slice(identEnd + 1, open);
    if (authUser !== '-') fields.auth_user = authUser;
    if (bytes !== '-') fields.bytes = Number(bytes);
    readRequest(text.slice(close + 3, requestEnd), fields);
    this.#readClient(text, bytesEnd, fields);
    return this.#add(fields, time);
  }

  /** The referrer and the user agent of the combined format. */
  #readClient(text: string, start: number, fields: LogFields): void {
    if (!text.startsWith(' "', start)) return;
    const referrerEnd = quoteEnd(text, start + 2);
    const referrer = text.slice(start + 2, referrerEnd < 0 ? text.length : referrerEnd);
    if (referrer !== '-' && referrer !== '') fields.referrer = referrer;
    if (referrerEnd < 0 || !text.startsWith(' "', referrerEnd + 1)) return;
    const agentEnd = quoteEnd(text, referrerEnd + 3);
    const agent = text.slice(referrerEnd + 3, agentEnd < 0 ? text.length : agentEnd);
    if (agent === '-' || agent === '') return;
    let client = this.#agents.get(agent);
    if (client === undefined) {
      client = parseUserAgent(agent);
      if (this.#agents.size >= MAX_AGENTS) this.#agents.clear();
      this.#agents.set(agent, client);
    }
    fields.user_agent = agent;
    fields.browser = client.browser;
    fields.os = client.os;
  }

  #add(fields: LogFields, time: number): LogFault | undefined {
    const user = fields[this.#user];
    if (user === undefined) return new LogFault(0, `no ${this.#user} in this line`);
    const event = fields[this.#event] ?? (this.#event === 'path' ? INVALID_REQUEST : undefined);
    if (event === undefined) return new LogFault(0, `no ${this.#event} in this line`);
    const session = this.#session === undefined ? undefined : fields[this.#session];
    const props: RowProps = new Bare();
    for (const name of this.#properties) {
      const value = fields[name];
      if (value !== undefined) props[name] = typeof value === 'string' ? this.#sink.fit(value) : value;
    }
    const sink = this.#sink;
    sink.add(sink.fit(String(event)), time, sink.fit(String(user)), sink.fit(String(session ?? '')), props);
    return undefined;
  }
}

/** Where the quoted text that begins at `start` ends, or -1. */
function quoteEnd(text: string, start: number): number {
  for (let at = start; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === QUOTE) return at;
    if (code === BACKSLASH) at++;
  }
  return -1;
}

function wordEnd(text: string, start: number): number {
  let at = start;
  while (at < text.length && text.charCodeAt(at) !== SPACE) at++;
  return at;
}

/** `GET /path?query HTTP/1.1`. A line of another form leaves its fields missing. */
function readRequest(request: string, fields: LogFields): void {
  const methodEnd = request.indexOf(' ');
  const targetEnd = request.lastIndexOf(' ');
  if (methodEnd <= 0 || targetEnd <= methodEnd + 1 || !request.startsWith('HTTP/', targetEnd + 1)) return;
  const target = request.slice(methodEnd + 1, targetEnd);
  const mark = target.indexOf('?');
  fields.method = request.slice(0, methodEnd);
  fields.path = mark < 0 ? target : target.slice(0, mark);
  if (mark >= 0 && mark + 1 < target.length) fields.query = target.slice(mark + 1);
  fields.protocol = request.slice(targetEnd + 1);
}
