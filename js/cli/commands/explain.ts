import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { CONTEXT_HELP, contextOption, nowOption } from '../context-option.js';
import { contextFor, DATAFILE_HELP, DATAFILE_OPTIONS, inFile, knownFlags, readDatafile, writeProblems } from '../datafile-option.js';
import { paintFor } from '../text/paint.js';
import { parseCommandLine, required, UsageError } from '../usage.js';

const HELP = `usage: assay explain --datafile FLAGS.json --flag KEY [--context KEY=VALUE]… [--now INSTANT]

Why a flag answers what it does for a context: every rule with its conditions, the values they saw, and
why it decided (✓) or did not (✗). Rules behind the one that decided are not asked (·).

  --datafile FILE        flags and experiments: JSON, or compiled bytes
  --flag KEY             the flag
${CONTEXT_HELP}  --now INSTANT          the instant of the evaluation, as 2026-11-27T08:00:00Z; now when not given
${DATAFILE_HELP}  --json                 print one JSON document, with the value of every node

example: assay explain --datafile flags.json --flag new_checkout --context user=ada --context country=NO
`;

const OPTIONS = {
  datafile: { type: 'string' },
  flag: { type: 'string' },
  context: { type: 'string', multiple: true },
  now: { type: 'string' },
  ...DATAFILE_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay explain`. */
export const explainCommand: Command = { name: 'explain', summary: 'why a flag answers what it does, rule by rule', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (positionals.length > 0) throw new UsageError(`nothing is asked of ${JSON.stringify(positionals[0])}`);
  const path = required(values.datafile, '--datafile');
  const key = required(values.flag, '--flag');
  const context = await contextOption(io, values.context);
  const now = nowOption(values.now, io);
  const { bytes, problems, vendor } = await readDatafile(io, path, values);
  const flags = await inFile(path, () => io.openFlags(bytes, () => now));
  knownFlags(flags.keys(), [key]);
  await writeProblems(
    io,
    problems.filter(({ flag }) => flag === key),
  );
  flags.setContext(contextFor(vendor, context));
  // Who does not ask for explanations need not load what makes them.
  const { explain } = await import('../../explain/index.js');
  const explanation = explain(flags, bytes, key);
  if (values.json) {
    // JSON has no NaN.
    const json = JSON.stringify(
      explanation,
      (_, value) => (typeof value === 'number' && !Number.isFinite(value) ? String(value) : value),
      2,
    );
    await io.stdout.write(`${json}\n`);
  } else {
    const { renderExplanation } = await import('../text/explanation-tree.js');
    await io.stdout.write(renderExplanation(explanation, paintFor(io.stdout, io.env)));
  }
}
