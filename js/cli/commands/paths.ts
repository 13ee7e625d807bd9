import type { PathsQuery } from '../../shared/query.js';
import type { PathNode, PathsResult } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, scopeOptions, WHERE_HELP } from '../query-options.js';
import { bar } from '../text/bar.js';
import { formatCount, formatTime, NONE, plural } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { left, printable, renderTable, right } from '../text/table.js';
import { choiceOption, countOption, durationOption, parseCommandLine, UsageError } from '../usage.js';

const BAR_CELLS = 24;
const UNITS = ['session', 'user'] as const;

const HELP = `usage: assay paths FILE… [--from NAME | --to NAME] [--depth 5] [--gap 30m] [--where PROP=VALUE]…

What users do after an event, before it, or, with neither, from where sessions start. Repeats one after the other are one visit.

  --from NAME            paths go forward from this event
  --to NAME              paths go backward from this event
  --node PROP            what names a step: a property, instead of the event's name
  --per UNIT             session or user; session where the file knows them, otherwise user
  --gap DURATION         a longer pause ends a path; 30m with --per user, otherwise none does
  --depth N              steps after the first, 1 to 20; 5 when not given
  --top N                named values per step, 1 to 50; 10 when not given
  --flows N              whole paths to list, 0 to 1000; 10 when not given
${WHERE_HELP}
${readOptionsHelp(true)}
example: assay paths shop.csv --from add_to_cart --depth 3
`;

const OPTIONS = {
  ...READ_OPTIONS,
  where: { type: 'string', multiple: true },
  from: { type: 'string' },
  to: { type: 'string' },
  node: { type: 'string', default: '$event' },
  per: { type: 'string' },
  gap: { type: 'string' },
  depth: { type: 'string', default: '5' },
  top: { type: 'string', default: '10' },
  flows: { type: 'string', default: '10' },
} as const;

/** `assay paths`. */
export const pathsCommand: Command = { name: 'paths', summary: 'what users do after an event, or before it', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const { from, to, node } = values;
  const files = fileArguments(positionals);
  if (from !== undefined && to !== undefined) throw new UsageError('give either --from NAME or --to NAME');
  const given = values.per === undefined ? undefined : choiceOption(values.per, '--per', UNITS);
  const pause = values.gap === undefined ? undefined : durationOption(values.gap, '--gap');
  const bounds = {
    depth: countOption(values.depth, '--depth', 1, 20),
    top: countOption(values.top, '--top', 1, 50),
    flows: countOption(values.flows, '--flows', 0, 1000),
  };
  const scope = scopeOptions({ where: values.where });
  await withFiles(io, files, readOptions(values), async (session) => {
    const per = given ?? (session.sessions ? 'session' : 'user');
    const gap = pause ?? (per === 'user' ? '30m' : undefined);
    const query: PathsQuery = {
      paths: {
        node: node === 'event' ? '$event' : node,
        per,
        ...bounds,
        ...(from === undefined ? {} : { from }),
        ...(to === undefined ? {} : { to }),
        ...(gap === undefined ? {} : { gap }),
      },
      ...scope,
    };
    const result = session.query(query);
    const name = from ?? to;
    if (result.paths === 0 && name !== undefined) await noteUnknownEvents(io, session, [name]);
    if (values.json) await writeJson(io, { ...result, source: session.source });
    else await io.stdout.write(render(result, per, to === undefined ? ' → ' : ' ← ', session, paintFor(io.stdout, io.env)));
  });
}

const nameOf = (value: PathNode['value']): string => (value === null ? NONE : printable(String(value), 40));
const nodeName = ({ value, other, values }: PathNode): string => (other ? `${plural(values, 'other')}` : nameOf(value));
const percent = (count: number, of: number): string => `${((count / of) * 100).toFixed(1)} %`;

function render(result: PathsResult, unit: string, arrow: string, session: Session, paint: Paint): string {
  const title = `${paint.strong(plural(result.paths, 'path'))} of ${plural(result.units, unit)}, ${describeSource(session.source)}\n`;
  if (result.paths === 0) return title;
  const nodes = result.nodes.map((node) => [
    String(node.step),
    nodeName(node),
    formatCount(node.count),
    percent(node.count, result.paths),
    paint.accent(bar(node.count / result.paths, BAR_CELLS)),
    formatCount(node.ended),
  ]);
  const links = result.links.map(({ source, target, count, medianMs }) => [
    `${nodeName(result.nodes[source] as PathNode)}${arrow}${nodeName(result.nodes[target] as PathNode)}`,
    String(result.nodes[source]?.step),
    formatCount(count),
    formatTime(medianMs),
  ]);
  const flows = result.flows.map(({ values, count }) => [formatCount(count), percent(count, result.paths), values.map(nameOf).join(arrow)]);
  return [
    title,
    renderTable([...right('step'), ...left('value'), ...right('paths', 'of all'), ...left(''), ...right('ended here')], nodes, paint.quiet),
    ...(links.length > 0
      ? [renderTable([...left('from one to the next'), ...right('step', 'paths', 'median time')], links, paint.quiet)]
      : []),
    ...(flows.length > 0 ? [renderTable([...right('paths', 'of all'), ...left('whole path')], flows, paint.quiet)] : []),
    ...(result.flowsOmitted > 0 ? [`and ${plural(result.flowsOmitted, 'path')} that go otherwise\n`] : []),
  ].join('\n');
}
