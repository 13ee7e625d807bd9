import { formatDuration } from '../../shared/duration.js';
import type { TaskQuery } from '../../shared/query.js';
import type { TaskResult, TaskRow } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import { BUCKET_HELP, type Bucket, bucketOption } from '../bucket-option.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { groupCells, groupColumns, omittedGroups } from '../text/groups.js';
import {
  bucketZone,
  formatBucket,
  formatCount,
  formatInterval,
  formatNumber,
  formatProportion,
  formatRate,
  formatTime,
  NONE,
} from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { left, printable, renderTable, right, type TableColumn } from '../text/table.js';
import { TARGET_HELP, TARGET_OPTIONS, rangeOption, targetOption } from '../task-target.js';
import { taskDetails } from '../text/task-details.js';
import { durationOption, listOption, parseCommandLine, required, UsageError } from '../usage.js';
import { ZONE_HELP, ZONE_OPTION, zoneOption } from '../zone-option.js';

const HELP = `usage: assay task FILE… --start EVENT --complete EVENT [--within 1d] [--error EVENT]… [--steps A,B] [--by PROP]… [--bucket 1d]

Time on task: every start is an attempt, completed by the same user's next completion within the time
and before the next start.

  --start EVENT          begins an attempt
  --complete EVENT       completes it
  --within DURATION      500ms, 30s, 30m, 24h, 7d, 2w; 1d when not given
  --error EVENT          what an error is: how many attempts have one, and how many there are; repeatable
  --error-field PROP     also errors by this property of theirs, such as field
  --steps EVENT,EVENT…   also after which of these steps attempts are abandoned
  --experience           users' first attempts apart from later ones
  --by PROP[,PROP…]      also one line per value of these properties at the start; repeatable
${BUCKET_HELP}${ZONE_HELP}${TARGET_HELP}${WHERE_HELP}
${readOptionsHelp(true)}
example: assay task events.ndjson --start checkout --complete purchase --within 1h
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...SCOPE_OPTIONS,
  start: { type: 'string' },
  complete: { type: 'string' },
  within: { type: 'string', default: '1d' },
  error: { type: 'string', multiple: true },
  'error-field': { type: 'string' },
  steps: { type: 'string', multiple: true },
  experience: { type: 'boolean' },
  ...TARGET_OPTIONS,
  bucket: { type: 'string' },
  ...ZONE_OPTION,
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
  const zone = zoneOption(values.zone);
  const scope = scopeOptions(values);
  const range = values.range === undefined ? undefined : rangeOption(values.range, '--range');
  if (values.over !== undefined && values.target === undefined) throw new UsageError('--over needs --target');
  const errors = listOption(values.error);
  const steps = listOption(values.steps);
  const errorField = values['error-field'];
  const task: TaskQuery['task'] = {
    start,
    complete,
    within,
    ...(errors.length > 0 && { errors }),
    ...(errorField !== undefined && { errorField }),
    ...(steps.length > 0 && { steps }),
    ...(values.experience && { experience: true }),
    ...(values.target !== undefined && { target: targetOption(values.target, values.over, range) }),
  };
  await withFiles(io, files, readOptions(values), async (session) => {
    // The zone says where days begin and end: of buckets, and of the range before.
    const calendar = { ...(bucket !== undefined && { bucket }), ...(zone !== 'UTC' && (bucket ?? range) !== undefined && { zone }) };
    const result = session.query({ task, ...scope, ...calendar, ...(range && { range }) });
    if (result.total.completion.successes === 0) await noteUnknownEvents(io, session, [start, complete, ...errors, ...steps]);
    if (values.json) {
      await writeJson(io, { ...result, within, source: session.source });
    } else {
      const title = `${printable(start)} → ${printable(complete)} within ${formatDuration(within)}`;
      await io.stdout.write(render(title, result, { by: scope.by ?? [], bucket, zone }, session, paintFor(io.stdout, io.env)));
    }
  });
}

const VALUES = right('attempts', 'completed', 'rate', '95 % interval', 'median time', '95 % interval', 'mean', '90 % within');
const ERROR_VALUES = right('with an error', 'errors per attempt');

const timesText = (low: number | null, high: number | null): string =>
  low === null || high === null ? NONE : `${formatTime(low)}–${formatTime(high)}`;

function valueCells({ completion, time, errors }: TaskRow): readonly string[] {
  const cells = [
    formatCount(completion.trials),
    formatCount(completion.successes),
    formatRate(completion.rate, completion.low, completion.high),
    formatInterval(completion.low, completion.high),
    formatTime(time.medianMs),
    timesText(time.medianLowMs, time.medianHighMs),
    formatTime(time.meanMs),
    formatTime(time.p90Ms),
  ];
  return errors === undefined ? cells : [...cells, formatProportion(errors.attempts), formatNumber(errors.perAttempt.value)];
}

interface Division {
  readonly by: readonly string[];
  readonly bucket: Bucket | undefined;
  readonly zone: string;
}

function render(title: string, result: TaskResult, division: Division, session: Session, paint: Paint): string {
  const { total, rows } = result;
  const values = total.errors === undefined ? VALUES : [...VALUES, ...ERROR_VALUES];
  const parts = [`${paint.strong(title)}, ${describeSource(session.source)}\n`, renderTable(values, [valueCells(total)], paint.quiet)];
  const divided = division.by.length > 0 || division.bucket !== undefined || rows.some(({ experience }) => experience !== undefined);
  if (divided) parts.push(`${rowsTable(result, values, division, paint)}${omittedGroups(result.groupsOmitted)}`);
  return [...parts, ...taskDetails(result, paint)].join('\n');
}

function rowsTable({ rows }: TaskResult, values: readonly TableColumn[], { by, bucket, zone }: Division, paint: Paint): string {
  const isSplit = rows.some(({ experience }) => experience !== undefined);
  const columns = [
    ...(bucket === undefined ? [] : left(`from (${bucketZone(bucket, zone)})`)),
    ...groupColumns(by),
    ...(isSplit ? left('attempt') : []),
    ...values,
  ];
  const cells = rows.map((row) => [
    ...(bucket === undefined || row.bucketStart === undefined ? [] : [formatBucket(row.bucketStart, bucket, zone)]),
    ...groupCells(by, row.key),
    ...(isSplit ? [row.experience === 'first' ? 'first' : 'later'] : []),
    ...valueCells(row),
  ]);
  return renderTable(columns, cells, paint.quiet);
}
