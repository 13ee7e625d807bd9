import { formatDuration } from '../../shared/duration.js';
import type { FunnelResult, FunnelStepResult, TimeStats } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { FUNNEL_HELP, FUNNEL_OPTIONS, PRESETS, stepsOf } from '../funnel-options.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { bar } from '../text/bar.js';
import { groupCells, groupColumns, omittedGroups } from '../text/groups.js';
import { formatCount, formatInterval, formatProportion, formatRate, formatTime, NONE, plural } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { left, printable, renderTable, right, type TableColumn } from '../text/table.js';
import { choiceOption, durationOption, parseCommandLine } from '../usage.js';

const BAR_CELLS = 24;

const HELP = `usage: assay funnel FILE… --steps A,B,C [--within 7d] [--by PROP]… [--where PROP=VALUE]…

Who went from step to step, in order, within a time of the first step.

${FUNNEL_HELP}  --preset PRESET        whose rules: ${PRESETS.join(', ')}
  --order ORDER          strict: nothing lies between; any: steps in any order
  --by PROP[,PROP…]      also one line per value of these properties, as first seen for a user; repeatable
${WHERE_HELP}
${readOptionsHelp(true)}
example: assay funnel shop.csv --steps product_view,add_to_cart,purchase --within 7d --by platform
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...SCOPE_OPTIONS,
  ...FUNNEL_OPTIONS,
  preset: { type: 'string' },
  order: { type: 'string' },
} as const;

const ORDERS = ['ordered', 'strict', 'any'] as const;

/** `assay funnel`. */
export const funnelCommand: Command = { name: 'funnel', summary: 'who went from step to step, and where they were lost', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const steps = stepsOf(values.steps, values.step);
  const within = durationOption(values.within, '--within');
  const rules = {
    ...(values.preset === undefined ? {} : { preset: choiceOption(values.preset, '--preset', PRESETS) }),
    ...(values.order === undefined ? {} : { order: choiceOption(values.order, '--order', ORDERS) }),
  };
  const scope = scopeOptions(values);
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query({ funnel: { steps, within, ...rules }, ...scope });
    if (result.steps.some((step) => step.count === 0)) await noteUnknownEvents(io, session, steps);
    if (values.json) await writeJson(io, { ...result, within, source: session.source });
    else await io.stdout.write(render(result, within, scope.by ?? [], session, paintFor(io.stdout, io.env)));
  });
}

const STEP_COLUMNS: readonly TableColumn[] = [
  ...left('step'),
  ...right('users', 'of first'),
  ...left(''), // the bar
  ...right('95 % interval', 'of previous', 'lost', 'median time'),
];

function render(result: FunnelResult, within: number, by: readonly string[], session: Session, paint: Paint): string {
  const { conversion, timeToConvert, groups } = result;
  const title = `${paint.strong(`Funnel within ${formatDuration(within)}`)}, ${describeSource(session.source)}`;
  const steps = renderTable(
    STEP_COLUMNS,
    result.steps.map((step, i) => stepCells(step, i, paint)),
    paint.quiet,
  );
  const summary = `${plural(conversion.successes, 'user')} of ${formatCount(conversion.trials)} converted: ${formatProportion(conversion)}${timeText(timeToConvert)}\n`;
  const parts = [`${title}\n`, steps, summary];
  if (groups.length > 0) parts.push(`${renderGroups(result, by, paint)}${omittedGroups(result.groupsOmitted)}`);
  return parts.join('\n');
}

function stepCells(step: FunnelStepResult, index: number, paint: Paint): readonly string[] {
  const name = `${index + 1} ${printable(step.step)}`;
  const drawn = paint.accent(bar(step.rate ?? 0, BAR_CELLS));
  if (index === 0) return [name, formatCount(step.count), step.rate === null ? NONE : '100 %', drawn];
  return [
    name,
    formatCount(step.count),
    formatRate(step.rate, step.rateLow, step.rateHigh),
    drawn,
    formatInterval(step.rateLow, step.rateHigh),
    step.rateFromPrevious === null ? NONE : `${Math.round(step.rateFromPrevious * 100)} %`,
    formatCount(step.dropOff),
    formatTime(step.timeFromPrevious?.medianMs ?? null),
  ];
}

function timeText(time: TimeStats): string {
  if (time.count === 0) return '';
  return `; time to convert: median ${formatTime(time.medianMs)}, mean ${formatTime(time.meanMs)}, 90 % within ${formatTime(time.p90Ms)}`;
}

function renderGroups(result: FunnelResult, by: readonly string[], paint: Paint): string {
  const columns = [...groupColumns(by), ...right('users', 'converted', 'rate', '95 % interval', 'median time')];
  const rows = result.groups.map(({ key, conversion, timeToConvert }) => [
    ...groupCells(by, key),
    formatCount(conversion.trials),
    formatCount(conversion.successes),
    formatRate(conversion.rate, conversion.low, conversion.high),
    formatInterval(conversion.low, conversion.high),
    formatTime(timeToConvert.medianMs),
  ]);
  return renderTable(columns, rows, paint.quiet);
}
