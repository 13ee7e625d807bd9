import { formatDuration } from '../../shared/duration.js';
import type { ExperimentResult } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { formatCount, formatDifference, formatInterval, formatPValue, formatRate, plural } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { printable, renderTable, type TableColumn } from '../text/table.js';
import { durationOption, listOption, parseCommandLine, required, UsageError } from '../usage.js';

/** Below this, arm sizes this uneven are no accident. */
const SRM_ALARM = 0.001;

const HELP = `usage: assay experiment DEFINITION.json FILE… [--json]
       assay experiment FILE… --experiment KEY --conversion EVENT [--within 30d] [--arms A,B] [--weights 50,50]

With a definition: a scorecard and a decision, from tables in CSV with a row per user (plain or gzip). The definition
says which columns are the user, the arm and the metrics, and how to decide; its hash is part of the result.

With --experiment: conversion per arm of an experiment, from exposures in the file: events named "$exposure" with the
properties experiment and variant. Intervals are at 95 % for one look, decided beforehand.

  --experiment KEY       the experiment
  --conversion EVENT     counts once per user, after the first exposure
  --within DURATION      time after the exposure within which it counts; 30d when not given
  --arms A,B             control first; when not given: the arms seen, "control" first
  --weights N,N          intended shares of the arms, for the test of their sizes; equal when not given
${WHERE_HELP}
${readOptionsHelp(true)}
example: assay experiment cookie-cats.json cookie_cats.csv.gz
         assay experiment events.ndjson --experiment new_checkout --conversion purchase --within 7d
`;

const OPTIONS = {
  ...READ_OPTIONS,
  where: SCOPE_OPTIONS.where,
  experiment: { type: 'string' },
  conversion: { type: 'string' },
  within: { type: 'string', default: '30d' },
  arms: { type: 'string' },
  weights: { type: 'string' },
} as const;

/** `assay experiment`. */
export const experimentCommand: Command = {
  name: 'experiment',
  summary: 'a scorecard and a decision from a definition and tables, or conversion per arm from events',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const [definition, ...tables] = positionals;
  if (values.experiment === undefined && definition?.endsWith('.json')) {
    const given = Object.keys(values).filter((name) => !['json', 'strict', 'within'].includes(name));
    if (given.length > 0) throw new UsageError(`--${given[0]}: the definition says this`);
    const { printScorecard } = await import('../scorecard.js');
    return printScorecard(io, definition, fileArguments(tables), { json: values.json ?? false, strict: values.strict ?? false });
  }
  const files = fileArguments(positionals);
  const key = required(values.experiment, '--experiment');
  const conversion = required(values.conversion, '--conversion');
  const within = durationOption(values.within, '--within');
  const arms = listOption(values.arms === undefined ? [] : [values.arms]);
  const weights = weightsOf(values.weights, arms.length);
  const { filter } = scopeOptions(values);
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query({
      experiment: { key, conversion, within, ...(arms.length > 0 ? { arms } : {}), ...(weights === undefined ? {} : { weights }) },
      ...(filter === undefined ? {} : { filter }),
    });
    if (result.arms.every((arm) => arm.conversion.successes === 0)) await noteUnknownEvents(io, session, ['$exposure', conversion]);
    if (values.json) {
      await writeJson(io, { ...result, within, source: session.source });
    } else {
      const title = `${printable(key)}: ${printable(conversion)} within ${formatDuration(within)}`;
      const paint = paintFor(io.stdout, io.env);
      await io.stdout.write(`${paint.strong(title)}, ${describeSource(session.source)}\n\n${render(result, paint)}`);
    }
  });
}

function weightsOf(text: string | undefined, arms: number): readonly number[] | undefined {
  if (text === undefined) return undefined;
  if (arms === 0) throw new UsageError('--weights needs --arms, to know whose shares they are');
  const weights = text.split(',').map(Number);
  if (!weights.every((weight) => Number.isFinite(weight) && weight > 0))
    throw new UsageError(`--weights ${text}: numbers above zero expected`);
  if (weights.length !== arms) throw new UsageError(`--weights: ${weights.length} given for ${arms} arms`);
  return weights;
}

const COLUMNS: readonly TableColumn[] = [
  { title: 'arm', align: 'left' },
  { title: 'users', align: 'right' },
  { title: 'converted', align: 'right' },
  { title: 'rate', align: 'right' },
  { title: '95 % interval', align: 'right' },
];

function render(result: ExperimentResult, paint: Paint): string {
  if (result.arms.length === 0) return 'no exposures to this experiment\n';
  const rows = result.arms.map(({ arm, conversion }) => [
    printable(arm),
    formatCount(conversion.trials),
    formatCount(conversion.successes),
    formatRate(conversion.rate, conversion.low, conversion.high),
    formatInterval(conversion.low, conversion.high),
  ]);
  const control = printable(result.arms[0]?.arm ?? '');
  const effects = result.effects.map((effect) => {
    const absolute = formatDifference(effect.absolute, effect.absoluteLow, effect.absoluteHigh, 'points');
    const relative = formatDifference(effect.relative, effect.relativeLow, effect.relativeHigh, '% relative');
    return `${printable(effect.arm)} against ${control}: ${absolute}; ${relative}; ${formatPValue(effect.pValue)}\n`;
  });
  const notes = [];
  if (result.excludedMultipleArms > 0) notes.push(`${plural(result.excludedMultipleArms, 'user')} seen in several arms left out\n`);
  if (result.srmPValue !== null && result.srmPValue < SRM_ALARM) {
    notes.push(
      paint.warning(`The arms are not as large as intended (${formatPValue(result.srmPValue)}): do not trust the comparison.`),
      '\n',
    );
  }
  return [renderTable(COLUMNS, rows, paint.quiet), effects.join(''), notes.join('')].filter((part) => part !== '').join('\n');
}
