import { formatDuration } from '../../shared/duration.js';
import type { TaskResult, TaskRow } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import { BUCKET_HELP, type Bucket, bucketOption } from '../bucket-option.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { groupCells, groupColumns, omittedGroups } from '../text/groups.js';
import { formatBucket, formatCount, formatInterval, formatRate, formatTime } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { left, printable, renderTable, right } from '../text/table.js';
import { durationOption, parseCommandLine, required } from '../usage.js';

const HELP = `usage: assay task FILE… --start EVENT --complete EVENT [--within 1d] [--by PROP]… [--bucket 1d] [--where PROP=VALUE]…

Time on task: every start is an attempt, completed by the same user's next completion within the time
and before the next start.

  --start EVENT          begins an attempt
  --complete EVENT       completes it
  --within DURATION      500ms, 30s, 30m, 24h, 7d, 2w; 1d when not given
  --by PROP[,PROP…]      also one line per value of these properties at the start; repeatable
${BUCKET_HELP}${WHERE_HELP}
${readOptionsHelp(true)}
example: assay task events.ndjson --start checkout --complete purchase --within 1h
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...SCOPE_OPTIONS,
  start: { type: 'string' },
  complete: { type: 'string' },
  within: { type: 'string', default: '1d' },
  bucket: { type: 'string' },
} as const;

/** `assay task`. */
export const taskCommand: Command = {
  name: 'task',
  summary: 'how many attempts at a task succeed, and how long they take',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const start = required(values.start, '--start');
  const complete = required(values.complete, '--complete');
  const within = durationOption(values.within, '--within');
  const bucket = bucketOption(values.bucket);
  const scope = scopeOptions(values);
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query({ task: { start, complete, within }, ...scope, ...(bucket === undefined ? {} : { bucket }) });
    if (result.total.completion.successes === 0) await noteUnknownEvents(io, session, [start, complete]);
    if (values.json) {
      await writeJson(io, { ...result, within, source: session.source });
    } else {
      const title = `${printable(start)} → ${printable(complete)} within ${formatDuration(within)}`;
      await io.stdout.write(render(title, result, scope.by ?? [], bucket, session, paintFor(io.stdout, io.env)));
    }
  });
}

const VALUES = right('attempts', 'completed', 'rate', '95 % interval', 'median time', 'mean', '90 % within');

const valueCells = ({ completion, time }: TaskRow): readonly string[] => [
  formatCount(completion.trials),
  formatCount(completion.successes),
  formatRate(completion.rate, completion.low, completion.high),
  formatInterval(completion.low, completion.high),
  formatTime(time.medianMs),
  formatTime(time.meanMs),
  formatTime(time.p90Ms),
];

function render(
  title: string,
  result: TaskResult,
  by: readonly string[],
  bucket: Bucket | undefined,
  session: Session,
  paint: Paint,
): string {
  const parts = [
    `${paint.strong(title)}, ${describeSource(session.source)}\n`,
    renderTable(VALUES, [valueCells(result.total)], paint.quiet),
  ];
  if (by.length > 0 || bucket !== undefined) {
    const columns = [...groupColumns(by), ...VALUES];
    if (bucket !== undefined) columns.unshift(...left('from (UTC)'));
    const rows = result.rows.map((row) => {
      const cells = [...groupCells(by, row.key), ...valueCells(row)];
      return bucket === undefined || row.bucketStart === undefined ? cells : [formatBucket(row.bucketStart, bucket), ...cells];
    });
    parts.push(`${renderTable(columns, rows, paint.quiet)}${omittedGroups(result.groupsOmitted)}`);
  }
  return parts.join('\n');
}
