import type { ColumnChoice, FileFormat, ReadOptions } from '../files/index.js';
import type { Where } from '../shared/query.js';
import { parseWhere } from './conditions.js';
import { choiceOption, listOption, UsageError } from './usage.js';

/** Options of every command that reads event files, as `parseArgs` wants them. `--event` is added by the commands, which differ in it. */
export const READ_OPTIONS = {
  'user-column': { type: 'string' },
  'time-column': { type: 'string' },
  'event-column': { type: 'string' },
  'session-column': { type: 'string' },
  user: { type: 'string' },
  time: { type: 'string' },
  event: { type: 'string' },
  session: { type: 'string' },
  format: { type: 'string' },
  strict: { type: 'boolean' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

export const SCOPE_OPTIONS = {
  by: { type: 'string', multiple: true },
  where: { type: 'string', multiple: true },
} as const;

interface ReadValues {
  readonly 'user-column'?: string | undefined;
  readonly 'time-column'?: string | undefined;
  readonly 'event-column'?: string | undefined;
  readonly 'session-column'?: string | undefined;
  readonly user?: string | undefined;
  readonly time?: string | undefined;
  readonly event?: string | undefined;
  readonly session?: string | undefined;
  readonly format?: string | undefined;
  readonly strict?: boolean | undefined;
}

const FORMATS: readonly FileFormat[] = ['csv', 'ndjson', 'log'];

/** How to read the files. Errors: `UsageError` for an unknown format. */
export function readOptions(values: ReadValues): ReadOptions {
  const { format } = values;
  const columns: { -readonly [K in keyof ColumnChoice]: string } = {};
  for (const role of ['user', 'time', 'event', 'session'] as const) {
    const chosen = values[`${role}-column`] ?? values[role];
    if (chosen !== undefined) columns[role] = chosen;
  }
  return {
    columns,
    strict: values.strict ?? false,
    ...(format === undefined ? {} : { format: choiceOption(format, '--format', FORMATS) }),
  };
}

/** The files to read. Errors: `UsageError` when there are none, or standard input is named twice. */
export function fileArguments(positionals: readonly string[]): readonly string[] {
  if (positionals.length === 0) throw new UsageError('no FILE given (- reads standard input)');
  if (positionals.filter((path) => path === '-').length > 1) throw new UsageError('standard input (-) can be read only once');
  return positionals;
}

/** `by` and `filter` of a query; `event` in `--by` is the event's name. Errors: `UsageError`. */
export function scopeOptions(values: { readonly by?: readonly string[] | undefined; readonly where?: readonly string[] | undefined }): {
  readonly by?: readonly string[];
  readonly filter?: Where;
} {
  const by = listOption(values.by).map((name) => (name === 'event' ? '$event' : name));
  const filter = parseWhere(values.where ?? []);
  return { ...(by.length > 0 ? { by } : {}), ...(Object.keys(filter).length > 0 ? { filter } : {}) };
}

/** The part of a command's help about files. `eventOption`: whether `--event` is short for `--event-column`. */
export const readOptionsHelp = (
  eventOption: boolean,
): string => `Files are CSV with a header, NDJSON, or Apache/nginx access logs; plain or gzip; - is standard input.
  --user COL, --time COL, ${eventOption ? '--event COL, ' : ''}--session COL
                         columns of the user, the time${eventOption ? ', the event' : ''} and the session, where their names
                         do not tell; long forms: --user-column, --time-column, --event-column,
                         --session-column; for access logs: ip, auth_user, method, path, status, …
  --format FORMAT        csv, ndjson or log, instead of finding out
  --strict               stop at the first bad row instead of skipping it
  --json                 print one JSON document
`;

export const WHERE_HELP = `  --where PROP=VALUE     only events with this property; also != > >= < <=; repeat for AND, or
                         with = on the same PROP for OR; "42" in quotes is a text; PROP= is missing
`;
