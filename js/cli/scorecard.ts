import { analyse } from '../experiment/analyse.js';
import { hashDefinition, readDefinition } from '../experiment/definition.js';
import { UserTable } from '../experiment/read-table.js';
import { AssayError } from '../shared/errors.js';
import { writeJson } from './answer.js';
import type { CliIo } from './cli-io.js';
import { inFile, readBytes } from './datafile-option.js';
import { formatCount, plural } from './text/numbers.js';
import { paintFor } from './text/paint.js';
import { scorecardText } from './text/scorecard.js';
import { printable } from './text/table.js';

const MAX_ERRORS = 10;

/** Reads a definition and tables and prints the scorecard. Errors: `AssayError` naming the file. */
export async function printScorecard(
  io: CliIo,
  path: string,
  files: readonly string[],
  { json, strict }: { readonly json: boolean; readonly strict: boolean },
): Promise<void> {
  const bytes = await readBytes(io, path);
  const definition = await inFile(path, async () => readDefinition(parsed(bytes)));
  const table = new UserTable(definition);
  for (const file of files) await inFile(file, async () => table.read(await io.open(file), file === '-' ? 'stdin' : file));
  const { bad } = table;
  const described = bad.slice(0, MAX_ERRORS).map(({ file, line, message }) => `${file}:${line}: ${printable(message, 200)}`);
  if (strict && bad.length > 0) throw new AssayError('INVALID_ARGUMENT', described[0] as string);
  if (bad.length > 0) {
    const more = bad.length > MAX_ERRORS ? `\n  and ${formatCount(bad.length - MAX_ERRORS)} more` : '';
    await io.stderr.write(`skipped ${plural(bad.length, 'row')}\n  ${described.join('\n  ')}${more}\n`);
  }
  const stats = await io.openStats();
  try {
    const hash = await hashDefinition(definition);
    const card = analyse(stats, definition, table.tally());
    if (json) await writeJson(io, { ...card, definition, definitionSha256: hash, source: { files, skipped: bad.length } });
    else await io.stdout.write(scorecardText(card, definition, hash, paintFor(io.stdout, io.env)));
  } finally {
    stats.close();
  }
}

function parsed(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new AssayError('INVALID_ARGUMENT', `this is no JSON: ${cause instanceof Error ? cause.message : ''}`, { cause });
  }
}
