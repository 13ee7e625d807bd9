import { gzipSync } from 'node:zlib';
import { AssayError } from '../../shared/errors.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { DATAFILE_HELP, DATAFILE_OPTIONS, readDatafile } from '../datafile-option.js';
import { formatCount, plural } from '../text/numbers.js';
import { printable } from '../text/table.js';
import { parseCommandLine, required, UsageError } from '../usage.js';

const HELP = `usage: assay compile DATAFILE -o OUT [--environment NAME] [--from VENDOR]

Turns a datafile into the bytes that applications load fastest: they then need no compiler. Every problem
is a line on standard error, and with one or more nothing is written.

  -o, --out FILE         where to write the bytes
  --allow-problems       write them all the same: the flags with problems answer ERROR, the others work
${DATAFILE_HELP}
example: assay compile flags.json -o flags.assay --environment production
`;

const OPTIONS = {
  out: { type: 'string', short: 'o' },
  'allow-problems': { type: 'boolean' },
  ...DATAFILE_OPTIONS,
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay compile`. */
export const compileCommand: Command = {
  name: 'compile',
  summary: 'turn a datafile into the bytes that applications load',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const path = datafileArgument(positionals);
  const out = required(values.out, '-o OUT');
  const { bytes, problems, file } = await readDatafile(io, path, values);
  for (const { message } of problems) await io.stderr.write(`${printable(message, 1000)}\n`);
  if (problems.length > 0 && !values['allow-problems']) {
    throw new AssayError('INVALID_ARGUMENT', `${path}: ${plural(problems.length, 'problem')}, so nothing is written`);
  }
  // The core has the last word on what it takes.
  const flags = await io.openFlags(bytes, () => io.now());
  await io.save(out, bytes);
  const gzip = formatCount(gzipSync(bytes).length);
  const sizes = `${formatCount(bytes.length)} bytes (${gzip} with gzip) from ${formatCount(file.length)}`;
  await io.stdout.write(`${out}: ${plural(flags.keys().length, 'flag')}, ${sizes}\n`);
}

/** The one datafile that is named. Errors: `UsageError`. */
export function datafileArgument(positionals: readonly string[]): string {
  const [path, ...more] = positionals;
  if (path === undefined) throw new UsageError('no DATAFILE given (- reads standard input)');
  if (more.length > 0) throw new UsageError(`one DATAFILE expected, not ${positionals.length}`);
  return path;
}
