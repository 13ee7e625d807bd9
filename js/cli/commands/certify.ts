import { checkDatafile } from '../../certify/datafile/check.js';
import { hasCoverage, observe, probeDatafile } from '../../certify/datafile/observe.js';
import { readSplits, type Split } from '../../certify/datafile/read-splits.js';
import { ID_SHAPES } from '../../certify/id-shapes.js';
import { readTextBytes } from '../../files/byte-source.js';
import { forEachLine } from '../../files/lines.js';
import { readTextBlocks } from '../../files/text-blocks.js';
import { AssayError } from '../../shared/errors.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { CONTEXT_HELP, contextOption, nowOption } from '../context-option.js';
import { contextFor, DATAFILE_HELP, DATAFILE_OPTIONS, inFile, readDatafile, writeProblems } from '../datafile-option.js';
import { certificateText } from '../text/certificate.js';
import { formatCount, plural } from '../text/numbers.js';
import { paintFor } from '../text/paint.js';
import { parseCommandLine, UsageError } from '../usage.js';

const MAX_ID_BYTES = 8192;
const DEFAULT_LIMIT = 100_000;
/** An arm per split and id: 2 bytes each. */
const MAX_ANSWERS = 200_000_000;
/** Per shape of generated ids. */
const GENERATED = 2_500;

const HELP = `usage: assay certify DATAFILE [IDS.txt]

Whether a datafile's experiments are sound, on your own ids: one per line, plain or gzip; - is standard input.
Without a file ${formatCount(GENERATED * ID_SHAPES.length)} ids of eight shapes are made up. Every flag is evaluated for every id, exactly as
applications do; then, by experiment: do the arms follow the weights, is coverage independent of the variant; by pair: are
the experiments independent, do layers leak, do two hash with one salt; and who is in how many experiments.
A check fails when chance would do the same once in a thousand datafiles.

  --limit N              use the first N ids; ${formatCount(DEFAULT_LIMIT)} when not given
${CONTEXT_HELP}  --unit ATTRIBUTE       the attribute that the ids are; user when not given, or what the vendor calls it
  --now INSTANT          the instant of the evaluation; now when not given
${DATAFILE_HELP}  --json                 print one JSON document

Exit code 1 when a check fails.
example: assay certify flags.json --context country=NO users.txt
`;

const OPTIONS = {
  limit: { type: 'string' },
  context: { type: 'string', multiple: true },
  unit: { type: 'string' },
  now: { type: 'string' },
  ...DATAFILE_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay certify`. */
export const certifyCommand: Command = {
  name: 'certify',
  summary: 'whether a datafile’s experiments are sound, on your ids',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const [path, idsPath, ...more] = positionals;
  if (path === undefined) throw new UsageError('no DATAFILE given');
  if (more.length > 0) throw new UsageError(`one file of ids expected, not also ${more.join(', ')}`);
  const limit = limitOption(values.limit);
  const context = await contextOption(io, values.context);
  const now = nowOption(values.now, io);
  const { bytes, problems, vendor } = await readDatafile(io, path, values);
  const flags = await inFile(path, () => io.openFlags(bytes, () => now));
  await writeProblems(io, problems);
  const unit = values.unit ?? vendor?.unit ?? 'user';
  const splits = readSplits(bytes);
  if (splits.length === 0) throw new AssayError('FAILED_PRECONDITION', `${path}: no flag that is on divides units between variants`);
  const { ids, skipped } = await idsOf(io, idsPath, limit);
  if (ids.length * splits.length > MAX_ANSWERS)
    throw new AssayError(
      'RESOURCE_EXHAUSTED',
      `${plural(ids.length, 'id')} times ${plural(splits.length, 'split')} is too much: give a lower --limit`,
    );
  const contextOf = (id: string) => contextFor(vendor, vendor?.withUnit?.(context, unit, id) ?? { ...context, [unit]: id });
  const setUnit = (id: string) => flags.setContext(contextOf(id));
  const arms = observe(splits, { setUnit, details: (flag) => flags.details(flag) }, ids);
  const report = checkDatafile(splits, arms, await probesOf(io, splits, unit, ids));
  if (values.json) await io.stdout.write(`${JSON.stringify({ ...report, skipped })}\n`);
  else await io.stdout.write(certificateText(report, skipped, paintFor(io.stdout, io.env)));
  const { failures } = report;
  if (failures.length > 0) throw new AssayError('FAILED_PRECONDITION', `${path}: ${plural(failures.length, 'check')} failed`);
}

function limitOption(text: string | undefined): number {
  if (text === undefined) return DEFAULT_LIMIT;
  const limit = Number(text);
  if (!Number.isSafeInteger(limit) || limit < 1) throw new UsageError(`--limit ${text}: a whole number of 1 or more expected`);
  return limit;
}

/** Distinct ids; `skipped` counts lines that are no id, an id again, or beyond the limit. */
async function idsOf(
  io: CliIo,
  path: string | undefined,
  limit: number,
): Promise<{ readonly ids: readonly string[]; readonly skipped: number }> {
  if (path === undefined) return { ids: ID_SHAPES.flatMap((shape) => shape.make(Math.min(GENERATED, limit))), skipped: 0 };
  const ids = new Set<string>();
  let skipped = 0;
  for await (const block of readTextBlocks(
    readTextBytes(await io.open(path), () => {}),
    MAX_ID_BYTES,
  )) {
    forEachLine(block, (id, _, fault) => {
      if (id === '' && fault === undefined) return;
      if (fault !== undefined || ids.has(id) || ids.size >= limit) skipped++;
      else ids.add(id);
    });
  }
  if (ids.size === 0) throw new AssayError('FAILED_PRECONDITION', `${path}: holds no id`);
  return { ids: [...ids], skipped };
}

/** The parts of the coverage and variant lines of all units, for splits that draw both. */
async function probesOf(io: CliIo, splits: readonly Split[], unit: string, ids: readonly string[]) {
  const covered = splits.filter(hasCoverage);
  if (covered.length === 0) return new Map<Split, readonly [Int16Array, Int16Array]>();
  const flags = await io.openFlags(probeDatafile(covered, unit), () => 0);
  const parts = covered.map(() => [new Int16Array(ids.length), new Int16Array(ids.length)] as const);
  for (const [at, id] of ids.entries()) {
    flags.setContext({ [unit]: id });
    for (const [i, pair] of parts.entries())
      for (const [k, line] of pair.entries()) line[at] = Number(flags.details(String(2 * i + k)).variant);
  }
  return new Map(covered.map((split, i) => [split, parts[i] as readonly [Int16Array, Int16Array]]));
}
