import { formatDuration } from '../../shared/duration.js';
import type { ComparePresetsQuery, FunnelPreset } from '../../shared/query.js';
import type { ComparePresetsResult, FunnelDifference, PresetComparison } from '../../shared/result.js';
import { describeSource, noteUnknownEvents, type Session, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { FUNNEL_HELP, FUNNEL_OPTIONS, PRESETS, stepsOf } from '../funnel-options.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, scopeOptions, WHERE_HELP } from '../query-options.js';
import { formatCount } from '../text/numbers.js';
import { type Paint, paintFor } from '../text/paint.js';
import { left, printable, renderTable, right } from '../text/table.js';
import { choiceOption, countOption, durationOption, listOption, parseCommandLine } from '../usage.js';

const WHY: Readonly<Record<FunnelDifference, string>> = {
  rounding: 'times are rounded',
  tie: 'events at one time',
  repeat: 'one event takes two steps, or a repeated step',
  reentry: 'only the first entry is tried',
  exclusion: 'an exclusion',
  strictOrder: 'other events between',
  other: 'several rules together',
};

const HELP = `usage: assay compare-presets FILE… --steps A,B,C [--within 7d] [--presets ${PRESETS.join(',')}]

The same funnel of the same users by the rules of several products: how many each counts, who counts differently, and why.

${FUNNEL_HELP}  --presets A,B,…        ${PRESETS.join(', ')}; all when not given;
                         the others are compared with the first
  --samples N            users to name per preset who count differently; 5 when not given
${WHERE_HELP}
${readOptionsHelp(true)}
example: assay compare-presets shop.csv --steps product_view,add_to_cart,purchase --within 7d
`;

const OPTIONS = {
  ...READ_OPTIONS,
  ...FUNNEL_OPTIONS,
  where: { type: 'string', multiple: true },
  presets: { type: 'string', multiple: true },
  samples: { type: 'string', default: '5' },
} as const;

/** `assay compare-presets`. */
export const comparePresetsCommand: Command = {
  name: 'compare-presets',
  summary: 'one funnel by the rules of several products, and why they differ',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const steps = stepsOf(values.steps, values.step);
  const within = durationOption(values.within, '--within');
  const named = listOption(values.presets).map((name) => choiceOption(name, '--presets', PRESETS));
  const presets: readonly FunnelPreset[] = named.length > 0 ? named : PRESETS;
  const samples = countOption(values.samples, '--samples', 0, 1000);
  const query: ComparePresetsQuery = { comparePresets: { steps, within, presets, samples }, ...scopeOptions({ where: values.where }) };
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query(query);
    if (result.presets.some((preset) => preset.steps.some(({ count }) => count === 0))) await noteUnknownEvents(io, session, steps);
    if (values.json) await writeJson(io, { ...result, within, source: session.source });
    else await io.stdout.write(render(result, within, session, paintFor(io.stdout, io.env)));
  });
}

const nameOf = (preset: FunnelPreset): string => (typeof preset === 'string' ? preset : 'clickhouse');

function render({ presets }: ComparePresetsResult, within: number, session: Session, paint: Paint): string {
  const [first] = presets as readonly [PresetComparison];
  const title = `${paint.strong(`Funnel within ${formatDuration(within)} by ${presets.length} rules`)}, ${describeSource(session.source)}\n`;
  const counts = renderTable(
    [...left('step'), ...right(...presets.map(({ preset }) => nameOf(preset)))],
    first.steps.map(({ step }, i) => [`${i + 1} ${printable(step)}`, ...presets.map((one) => formatCount(one.steps[i]?.count ?? 0))]),
    paint.quiet,
  );
  const reasons = presets.slice(1).flatMap(({ preset, further, lessFar, reasons: counted, samples }) => {
    const why = Object.entries(counted).filter(([, count]) => count > 0);
    const users = samples.map(({ user, firstLevel, level }) => `${printable(user, 24)} ${firstLevel}→${level}`).join(', ');
    if (why.length === 0) return [[nameOf(preset), '0', '0', 'counts every user alike', '', '']];
    return why.map(([reason, count], i) =>
      i === 0
        ? [nameOf(preset), formatCount(further), formatCount(lessFar), WHY[reason as FunnelDifference], formatCount(count), users]
        : ['', '', '', WHY[reason as FunnelDifference], formatCount(count), ''],
    );
  });
  const differing = renderTable(
    [
      ...left(`against ${nameOf(first.preset)}`),
      ...right('further', 'less far'),
      ...left('because of'),
      ...right('users'),
      ...left('such as'),
    ],
    reasons,
    paint.quiet,
  );
  return [title, counts, ...(reasons.length > 0 ? [differing] : [])].join('\n');
}
