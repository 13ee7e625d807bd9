import { formatDuration } from '../../shared/duration.js';
import type { FunnelQuery } from '../../shared/query.js';
import { describeSource, noteUnknownEvents, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { FUNNEL_HELP, FUNNEL_OPTIONS, stepsOf } from '../funnel-options.js';
import { EVIDENCE_HELP, funnelRules, RULE_HELP, RULE_OPTIONS, trendOption } from '../funnel-rules.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp, SCOPE_OPTIONS, scopeOptions, WHERE_HELP } from '../query-options.js';
import { funnelTables } from '../text/funnel-tables.js';
import { paintFor } from '../text/paint.js';
import { durationOption, parseCommandLine } from '../usage.js';
import { ZONE_HELP, ZONE_OPTION, zoneOption } from '../zone-option.js';

const HELP = `usage: assay funnel FILE… --steps A,B,C [--within 7d] [--by PROP]… [--where PROP=VALUE]…

Who went from step to step, in order, within a time of the first step.

${FUNNEL_HELP}${RULE_HELP}${EVIDENCE_HELP}${ZONE_HELP}  --by PROP[,PROP…]      also one line per value of these properties, as first seen for a user; repeatable
${WHERE_HELP}
${readOptionsHelp(true)}
example: assay funnel shop.csv --steps product_view,add_to_cart,purchase --within 7d --by platform
         assay funnel shop.csv --steps home,purchase --exclude refund --trend week --zone Europe/Berlin --reasons
`;

const OPTIONS = { ...READ_OPTIONS, ...SCOPE_OPTIONS, ...FUNNEL_OPTIONS, ...RULE_OPTIONS, ...ZONE_OPTION } as const;

const NOUNS = { users: 'user', sessions: 'session', totals: 'attempt' } as const;

/** `assay funnel`. */
export const funnelCommand: Command = { name: 'funnel', summary: 'who went from step to step, and where they were lost', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const names = stepsOf(values.steps, values.step);
  const within = durationOption(values.within, '--within');
  const scope = scopeOptions(values);
  const zone = zoneOption(values.zone);
  const trend = trendOption(values.trend);
  const query: FunnelQuery = {
    funnel: { ...funnelRules(names, values), within },
    ...(trend === undefined ? {} : { zone }),
    ...scope,
  };
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query(query);
    if (result.steps.some((step) => step.count === 0)) await noteUnknownEvents(io, session, names);
    if (values.json) {
      await writeJson(io, { ...result, within, source: session.source });
      return;
    }
    const paint = paintFor(io.stdout, io.env);
    const noun = NOUNS[query.funnel.count ?? 'users'];
    const title = `${paint.strong(`Funnel within ${formatDuration(within)}`)}, ${describeSource(session.source)}\n`;
    const tables = funnelTables(result, { noun, by: scope.by ?? [], trend, zone }, paint);
    await io.stdout.write([title, ...tables].join('\n'));
  });
}
