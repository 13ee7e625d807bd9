import type { Period, RetentionQuery } from '../../shared/query.js';
import type { RetentionCell, RetentionColumn, RetentionResult } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import { UNITS } from '../bucket-option.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { groupCells, groupColumns, omittedGroups } from '../text/groups.js';
import { formatCount, formatPeriod, NONE } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { sparkline } from '../text/sparkline.js';
import { left, renderTable, right } from '../text/table.js';
import { choiceOption, countOption, parseCommandLine, required } from '../usage.js';
import { ZONE_HELP, ZONE_OPTION, zoneOption } from '../zone-option.js';

const MODES = ['n-day', 'unbounded'] as const;

const HELP = `usage: assay retention FILE… --start NAME [--return NAME] [--period day] [--periods 8] [--by PROP]…

Of the users who started in a period, how many came back in the periods after it.

  --start NAME           the event that users enter with
  --return NAME          the event that says they came back; that of --start when not given
  --period PERIOD        ${UNITS.join(', ')}; day when not given
  --periods N            columns, the first period included; 8 when not given
  --mode MODE            n-day: came back in that period; unbounded: in it or any later one
  --rolling              periods of that length from the start event on, instead of the calendar's
${ZONE_HELP}  --by PROP[,PROP…]      apart by the values of these properties; repeatable
${WHERE_HELP}
${readOptionsHelp(true)}
A rate is of the users for whom its period is over; ${NONE} is where it is over for nobody.
example: assay retention shop.csv --start home --period week --zone Europe/Berlin
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...SCOPE_OPTIONS,
  ...ZONE_OPTION,
  start: { type: 'string' },
  return: { type: 'string' },
  period: { type: 'string', default: 'day' },
  periods: { type: 'string', default: '8' },
  mode: { type: 'string', default: 'n-day' },
  rolling: { type: 'boolean', default: false },
} as const;

/** `assay retention`. */
export const retentionCommand: Command = { name: 'retention', summary: 'who came back, by when they started', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const start = required(values.start, '--start');
  const period = choiceOption(values.period, '--period', UNITS);
  const query: RetentionQuery = {
    retention: {
      start,
      return: values.return ?? start,
      period,
      periods: countOption(values.periods, '--periods', 1, 1000),
      mode: choiceOption(values.mode, '--mode', MODES),
      ...(values.rolling ? { rolling: true } : {}),
    },
    zone: zoneOption(values.zone),
    ...scopeOptions(values),
  };
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query(query);
    if (result.rows.length === 0 || result.total.cells.every(({ returned }) => returned === 0)) {
      await noteUnknownEvents(io, session, [start, values.return ?? start]);
    }
    if (values.json) await writeJson(io, { ...result, source: session.source });
    else await io.stdout.write(render(result, query, period, session, paintFor(io.stdout, io.env)));
  });
}

const titleOf = ({ first, last }: RetentionColumn, period: string): string =>
  last === first ? `${period} ${first}` : last === null ? `${period} ${first}+` : `${period} ${first}–${last}`;

const rateOf = ({ retention }: RetentionCell): string => (retention.rate === null ? NONE : `${(retention.rate * 100).toFixed(1)} %`);

function render(result: RetentionResult, query: RetentionQuery, period: Period, session: Session, paint: Paint): string {
  const title = `${paint.strong(`Retention by ${period}`)}, ${describeSource(session.source)}\n`;
  if (result.rows.length === 0) return `${title}\nnobody started\n`;
  const by = (query.by ?? []) as readonly string[];
  const columns = [
    ...left(`from (${query.zone})`),
    ...groupColumns(by),
    ...right('users', ...result.columns.map((column) => titleOf(column, period))),
  ];
  const line = (name: string, key: readonly string[], users: number, cells: readonly RetentionCell[]): readonly string[] => [
    name,
    ...key,
    formatCount(users),
    ...cells.map(rateOf),
  ];
  const rows = [
    line(
      'all',
      by.map(() => ''),
      result.total.users,
      result.total.cells,
    ),
    ...result.groups.map(({ key, users, cells }) => line('all', groupCells(by, key), users, cells)),
    ...result.rows.map(({ key, cohortStart, users, cells }) =>
      line(formatPeriod(cohortStart, period, query.zone), groupCells(by, key), users, cells),
    ),
  ];
  const curve = sparkline(result.total.cells.map(({ retention }) => retention.rate));
  return `${title}\n${renderTable(columns, rows, paint.quiet)}\nof all, from ${period} 0 on  ${paint.accent(curve)}\n${omittedGroups(result.groupsOmitted)}`;
}
