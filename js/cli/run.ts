import { AssayError } from '../shared/errors.js';
import type { CliIo } from './cli-io.js';
import type { Command } from './command.js';
import { assignCommand } from './commands/assign.js';
import { certifyCommand } from './commands/certify.js';
import { comparePresetsCommand } from './commands/compare-presets.js';
import { compileCommand } from './commands/compile.js';
import { experimentCommand } from './commands/experiment.js';
import { explainCommand } from './commands/explain.js';
import { funnelCommand } from './commands/funnel.js';
import { metricsCommand } from './commands/metrics.js';
import { pathsCommand } from './commands/paths.js';
import { powerCommand } from './commands/power.js';
import { queryCommand } from './commands/query.js';
import { reallocateCommand } from './commands/reallocate.js';
import { retentionCommand } from './commands/retention.js';
import { signCommand } from './commands/sign.js';
import { taskCommand } from './commands/task.js';
import { typesCommand } from './commands/types.js';
import { paintFor } from './text/paint.js';
import { UsageError } from './usage.js';

const COMMANDS: readonly Command[] = [
  funnelCommand,
  comparePresetsCommand,
  metricsCommand,
  retentionCommand,
  pathsCommand,
  queryCommand,
  taskCommand,
  experimentCommand,
  powerCommand,
  assignCommand,
  explainCommand,
  compileCommand,
  signCommand,
  typesCommand,
  reallocateCommand,
  certifyCommand,
];

const HELP = `usage: assay COMMAND …

Answers questions about event files and flags, on this machine, without sending anything anywhere.

${COMMANDS.map(({ name, summary }) => `  ${name.padEnd(16)} ${summary}`).join('\n')}

assay COMMAND --help explains a command; assay --version prints the version.
Exit codes: 0 done, 1 the data could not be read or asked, 2 the command line is wrong.
`;

/** Runs one command line (without `node` and the script's name). Returns the exit code; throws only what is a mistake in Assay itself. */
export async function run(args: readonly string[], io: CliIo): Promise<0 | 1 | 2> {
  const [name, ...rest] = args;
  if (name === undefined) {
    await io.stderr.write(HELP);
    return 2;
  }
  if (name === '--version' || name === '-v') {
    await io.stdout.write(`${io.version}\n`);
    return 0;
  }
  if (name === '--help' || name === '-h') {
    await io.stdout.write(HELP);
    return 0;
  }
  const wanted = name === 'help' ? rest[0] : name;
  const command = COMMANDS.find((candidate) => candidate.name === wanted);
  if (command === undefined) {
    if (wanted !== undefined) return fail(io, `there is no command ${JSON.stringify(wanted)}`, 'assay --help lists the commands', 2);
    await io.stdout.write(HELP);
    return 0;
  }
  if (name === 'help' || asksForHelp(rest)) {
    await io.stdout.write(command.help);
    return 0;
  }
  try {
    await command.run(rest, io);
    return 0;
  } catch (error) {
    if (error instanceof UsageError) return fail(io, error.message, `assay ${command.name} --help explains the options`, 2);
    if (error instanceof AssayError || isSystemError(error)) return fail(io, error.message, undefined, 1);
    throw error;
  }
}

/** Whether `--help` or `-h` is among the options, that is, before `--`. */
function asksForHelp(args: readonly string[]): boolean {
  const end = args.indexOf('--');
  return (end < 0 ? args : args.slice(0, end)).some((arg) => arg === '--help' || arg === '-h');
}

/** What the operating system refuses, such as a disk that cannot be read. */
const isSystemError = (error: unknown): error is NodeJS.ErrnoException => error instanceof Error && 'syscall' in error;

async function fail<Code extends 1 | 2>(io: CliIo, message: string, hint: string | undefined, code: Code): Promise<Code> {
  const paint = paintFor(io.stderr, io.env);
  await io.stderr.write(`${paint.warning('assay:')} ${message}${hint === undefined ? '' : ` (${hint})`}\n`);
  return code;
}
