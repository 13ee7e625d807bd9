import type { AggregateName, AggregateSpec, MetricQuery } from '../../shared/query.js';
import type { MetricResult } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import { BUCKET_HELP, type Bucket, bucketOption } from '../bucket-option.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { groupCells, groupColumns, omittedGroups } from '../text/groups.js';
import { bucketZone, formatBucket, formatCount, formatNumber, plural } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { renderTable, type TableColumn } from '../text/table.js';
import { choiceOption, listOption, parseCommandLine, UsageError } from '../usage.js';
import { withValueCounts } from '../value-counts.js';
import { ZONE_HELP, ZONE_OPTION, zoneOption } from '../zone-option.js';

const STATISTICS: readonly AggregateName[] = ['sum', 'mean', 'min', 'max', 'median', 'p90', 'p95', 'p99'];

const HELP = `usage: assay metrics FILE… [--event NAME] [--by PROP]… [--bucket 1h] [--of PROP] [--where PROP=VALUE]…

Counts events and users (and sessions, where the file knows them), by property and by time.

  --event NAME           only events of this name; --event-column COL says which column holds the names
  --by PROP[,PROP…]      one line per value of these properties; "event" is the event's name; repeatable
${BUCKET_HELP}${ZONE_HELP}  --of PROP              also how many events have this number, and its mean, median and 95th percentile
  --stat NAME[,NAME…]    with --of: ${STATISTICS.join(', ')} instead
${WHERE_HELP}
${readOptionsHelp(false)}
example: assay metrics access.log.gz --by status --bucket 1h
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...SCOPE_OPTIONS,
  bucket: { type: 'string' },
  ...ZONE_OPTION,
  of: { type: 'string' },
  stat: { type: 'string', multiple: true },
} as const;

/** `assay metrics`. */
export const metricsCommand: Command = { name: 'metrics', summary: 'events, users and numbers by property and by time', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const { event, of, ...rest } = values;
  const files = fileArguments(positionals);
  const statistics = statisticsOf(values.stat, of);
  const bucket = bucketOption(values.bucket);
  const zone = zoneOption(values.zone);
  const scope = scopeOptions(values);
  await withFiles(io, files, readOptions(rest), async (session) => {
    const aggregate: (AggregateName | AggregateSpec)[] = [{ aggregate: 'count', as: 'events' }, 'users'];
    if (session.sessions) aggregate.push('sessions');
    if (of !== undefined) aggregate.push(...statistics.map((name) => ({ aggregate: name, property: of, as: `${name}_${of}` })));
    const query: MetricQuery = {
      metric: { aggregate, ...(event === undefined ? {} : { event }) },
      ...scope,
      ...(bucket === undefined ? {} : { bucket, ...(zone !== 'UTC' && { zone }) }),
    };
    const answer = session.query(query);
    const result = of === undefined ? answer : withValueCounts(answer, query, of, session);
    if (event !== undefined) await noteEvent(io, session, event);
    if (values.json) await writeJson(io, { ...result, source: session.source });
    else await io.stdout.write(render(result, { by: scope.by ?? [], bucket, zone }, session, paintFor(io.stdout, io.env)));
  });
}

function statisticsOf(stat: readonly string[] | undefined, of: string | undefined): readonly AggregateName[] {
  if (stat === undefined) return ['mean', 'median', 'p95'];
  if (of === undefined) throw new UsageError('--stat needs --of PROP, the number to take it of');
  return listOption(stat).map((name) => choiceOption(name, '--stat', STATISTICS));
}

async function noteEvent(io: CliIo, session: Session, event: string): Promise<void> {
  const unknown = await noteUnknownEvents(io, session, [event]);
  if (unknown.length > 0) await io.stderr.write(`to take the event names from a column, use --event-column ${event}\n`);
}

interface Division {
  readonly by: readonly string[];
  readonly bucket: Bucket | undefined;
  readonly zone: string;
}

function render(result: MetricResult, { by, bucket, zone }: Division, session: Session, paint: Paint): string {
  if (result.rows.length === 0) return 'no events match\n';
  const names = Object.keys(result.rows[0]?.values ?? {});
  const columns: TableColumn[] = [
    ...groupColumns(by),
    ...names.map((title): TableColumn => ({ title: title.replace('_', ' '), align: 'right' })),
  ];
  if (bucket !== undefined) columns.unshift({ title: `from (${bucketZone(bucket, zone)})`, align: 'left' });
  const rows = result.rows.map((row) => {
    const cells = [...groupCells(by, row.key), ...names.map((name) => valueText(name, row.values[name] ?? null))];
    return bucket === undefined || row.bucketStart === undefined ? cells : [formatBucket(row.bucketStart, bucket, zone), ...cells];
  });
  const title = `${paint.strong(plural(result.rows.length, 'line'))}, ${describeSource(session.source)}\n`;
  return `${title}\n${renderTable(columns, rows, paint.quiet)}${omittedGroups(result.groupsOmitted)}`;
}

const COUNTS: ReadonlySet<string> = new Set(['events', 'users', 'sessions']);

const valueText = (name: string, value: number | null): string =>
  value !== null && COUNTS.has(name) ? formatCount(value) : formatNumber(value);
