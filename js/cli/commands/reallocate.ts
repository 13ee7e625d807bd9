import { compileDatafile } from '../../compile/compile-datafile.js';
import type { Datafile } from '../../compile/datafile.js';
import { readSource } from '../../compile/native/read-source.js';
import { readTextBytes } from '../../files/byte-source.js';
import { forEachLine } from '../../files/lines.js';
import { readTextBlocks } from '../../files/text-blocks.js';
import { AssayError } from '../../shared/errors.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { inFile, jsonText, readBytes } from '../datafile-option.js';
import type { FlagsPort } from '../engine-port.js';
import { comparison, type ReallocatedSplit, reallocateSplit } from '../reallocation.js';
import { NONE, plural } from '../text/numbers.js';
import { paintFor } from '../text/paint.js';
import { parseCommandLine, required, UsageError } from '../usage.js';

const MAX_ID_BYTES = 8192;

const HELP = `usage: assay reallocate DATAFILE --flag KEY --rule ID --weights A=1,B=2 [-o OUT] [UNITS.txt…]

Changes the weights of a running split so that the fewest units change their variant. The datafile gets
"slots" in place of "weights", and the next revision; without -o nothing is written.

UNITS.txt holds one unit id per line; those whose variant changes are printed as id, from and to,
separated by tabs, so that the experiment's analysis can leave them out. They are found by their id:
conditions on other attributes, schedules and ramps are not looked at.

  --flag KEY             the flag
  --rule ID              the rule's id, or its position, from 0, when it has none
  --weights NAME=N[,…]   whole numbers by variant; who is not named gets nothing
  --environment NAME     of the rules that the flag has in this environment
  -o, --out FILE         where to write the datafile; may be DATAFILE itself

example: assay reallocate flags.json --flag button --rule all --weights control=1,blue=3 -o flags.json users.txt
`;

const OPTIONS = {
  flag: { type: 'string' },
  rule: { type: 'string' },
  weights: { type: 'string', multiple: true },
  environment: { type: 'string' },
  out: { type: 'string', short: 'o' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay reallocate`. */
export const reallocateCommand: Command = {
  name: 'reallocate',
  summary: 'change the weights of a split, moving the fewest units',
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const [path, ...units] = positionals;
  if (path === undefined) throw new UsageError('no DATAFILE given');
  const flag = required(values.flag, '--flag');
  const rule = required(values.rule, '--rule');
  const weights = weightsOption(values.weights ?? []);
  const text = jsonText(await readBytes(io, path));
  if (text === undefined)
    throw new AssayError('INVALID_ARGUMENT', `${path}: is no JSON; only a datafile that is not compiled can be changed`);
  const { environment } = values;
  const changed = await inFile(path, async () => {
    checkFlag(text, flag, environment);
    const split = reallocateSplit(readSource(text) as Datafile, { flag, rule, environment }, weights);
    checkFlag(split.datafile, flag, environment);
    return split;
  });
  if (values.out !== undefined) await io.save(values.out, `${JSON.stringify(changed.datafile, null, 2)}\n`);
  // With ids standard output is theirs.
  await (units.length > 0 ? io.stderr : io.stdout).write(report(changed, values.out, paintFor(io.stdout, io.env).strong));
  if (units.length > 0) await writeMoved(io, changed, flag, units);
}

/** `a=1`, `b=2`; a variant's name may hold `=`. Errors: `UsageError`. */
function weightsOption(texts: readonly string[]): Readonly<Record<string, number>> {
  const entries = texts
    .flatMap((text) => text.split(','))
    .map((item): [string, number] => {
      const at = item.lastIndexOf('=');
      const weight = at > 0 && /^\d+$/.test(item.slice(at + 1)) ? Number(item.slice(at + 1)) : Number.NaN;
      if (!Number.isSafeInteger(weight)) throw new UsageError(`--weights ${JSON.stringify(item)}: write NAME=N, N a whole number`);
      return [item.slice(0, at), weight];
    });
  if (entries.length === 0) throw new UsageError('--weights is missing');
  const weights = Object.fromEntries(entries);
  if (Object.keys(weights).length < entries.length) throw new UsageError('--weights: a variant is named twice');
  return weights;
}

/** Errors: `INVALID_ARGUMENT` when the flag does not compile. */
function checkFlag(datafile: string | Datafile, key: string, environment: string | undefined): void {
  const { problems } = compileDatafile(datafile, environment === undefined ? {} : { environment });
  const problem = problems.find(({ flag }) => flag === key);
  if (problem !== undefined) throw new AssayError('INVALID_ARGUMENT', problem.message);
}

function report(
  { reallocation, moved, movedByWeights, datafile }: ReallocatedSplit,
  out: string | undefined,
  strong: (text: string) => string,
): string {
  const { slots, total } = reallocation;
  const saved = movedByWeights > moved + 1e-9 ? `; just writing the weights would move ${percent(movedByWeights)}` : '';
  const parts = slots.map(({ start, end, variant }) => `  [${start}, ${end}) ${JSON.stringify(variant)}`);
  const written = out === undefined ? 'nothing written (-o FILE writes the datafile)' : `${out}: revision ${datafile.revision}`;
  return `${strong(`moves ${percent(moved)} of the split's units`)}, the fewest possible${saved}\n${plural(slots.length, 'slot')} of ${total}:\n${parts.join('\n')}\n${written}\n`;
}

/** A share as a percentage of at most four significant digits. */
const percent = (share: number): string => `${Number((100 * share).toPrecision(4))} %`;

/** Prints the ids of the files whose variant changes. */
async function writeMoved(io: CliIo, changed: ReallocatedSplit, key: string, files: readonly string[]): Promise<void> {
  const named = changed.before.unit ?? 'user';
  const unit = typeof named === 'string' ? named : (named[0] as string);
  const { bytes } = compileDatafile(comparison(changed, key, unit));
  const flags = await io.openFlags(bytes, () => io.now());
  let asked = 0;
  let moved = 0;
  let skipped = 0;
  await io.stdout.write('unit\tfrom\tto\n');
  for (const path of files) {
    for await (const block of readTextBlocks(
      readTextBytes(await io.open(path), () => {}),
      MAX_ID_BYTES,
    )) {
      const out: string[] = [];
      forEachLine(block, (id, _, fault) => {
        if (fault !== undefined) skipped++;
        if (fault !== undefined || id === '') return;
        asked++;
        flags.setContext({ [unit]: id });
        const [from, to] = [placeOf(flags, 'before'), placeOf(flags, 'after')];
        if (from === to) return;
        moved++;
        out.push(`${id}\t${from ?? NONE}\t${to ?? NONE}\n`);
      });
      await io.stdout.write(out.join(''));
    }
  }
  const bad = skipped === 0 ? '' : `; skipped ${plural(skipped, 'line')}`;
  await io.stderr.write(`${plural(moved, 'unit')} of ${asked} move${moved === 1 ? 's' : ''}${bad}\n`);
}

/** The variant of who is in the split. */
function placeOf(flags: FlagsPort, flag: 'before' | 'after'): string | undefined {
  const { reason, variant } = flags.details(flag);
  return reason === 'SPLIT' ? variant : undefined;
}
