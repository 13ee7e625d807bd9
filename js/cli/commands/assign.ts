import { readTextBytes } from '../../files/byte-source.js';
import type { RowError } from '../../files/index.js';
import { forEachLine } from '../../files/lines.js';
import { readTextBlocks } from '../../files/text-blocks.js';
import type { Json } from '../../shared/json.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { CONTEXT_HELP, contextOption, nowOption } from '../context-option.js';
import { contextFor, DATAFILE_HELP, DATAFILE_OPTIONS, inFile, knownFlags, readDatafile, writeProblems } from '../datafile-option.js';
import type { FlagDetails, FlagsPort } from '../engine-port.js';
import { ProgressBar } from '../progress-bar.js';
import { fileArguments } from '../query-options.js';
import { formatCount, NONE, plural } from '../text/numbers.js';
import { paintFor } from '../text/paint.js';
import { printable, renderTable } from '../text/table.js';
import { listOption, parseCommandLine, required } from '../usage.js';

const MAX_ID_BYTES = 8192;
const MAX_ERRORS = 10;

const HELP = `usage: assay assign --datafile FLAGS.json UNITS.txt… [--flag KEY]… [--context KEY=VALUE]…

Which variant every unit gets, exactly as applications assign it. UNITS.txt holds one unit id per line,
plain or gzip; - is standard input. Prints unit, flag, variant and reason, separated by tabs, and at the
end, on standard error, how many units each variant got.

  --datafile FILE        flags and experiments: JSON, or compiled bytes
  --flag KEY[,KEY…]      only these flags; all when not given; repeatable
${CONTEXT_HELP}  --unit ATTRIBUTE       the attribute that the ids are; user when not given, or what the vendor calls it
  --now INSTANT          the instant of the evaluation; now when not given
${DATAFILE_HELP}  --json                 print one JSON document

example: assay assign --datafile flags.json --context country=NO users.txt
`;

const OPTIONS = {
  datafile: { type: 'string' },
  flag: { type: 'string', multiple: true },
  context: { type: 'string', multiple: true },
  unit: { type: 'string' },
  now: { type: 'string' },
  ...DATAFILE_OPTIONS,
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay assign`. */
export const assignCommand: Command = { name: 'assign', summary: 'which variant each of many units gets', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const path = required(values.datafile, '--datafile');
  const context = await contextOption(io, values.context);
  const now = nowOption(values.now, io);
  const { bytes, problems, vendor } = await readDatafile(io, path, values);
  const flags = await inFile(path, () => io.openFlags(bytes, () => now));
  const keys = knownFlags(flags.keys(), listOption(values.flag));
  const unit = values.unit ?? vendor?.unit ?? 'user';
  const contextOf: ContextOf = (id) => contextFor(vendor, vendor?.withUnit?.(context, unit, id) ?? { ...context, [unit]: id });
  await writeProblems(io, problems);
  await new Assignment(io, flags, keys, contextOf, values.json ?? false).run(files);
}

/** The context of a unit. */
type ContextOf = (id: string) => Readonly<Record<string, Json>>;

/** One run over all units: writes line by line, counts by variant. */
class Assignment {
  readonly #io: CliIo;
  readonly #flags: FlagsPort;
  readonly #keys: readonly string[];
  readonly #contextOf: ContextOf;
  readonly #json: boolean;
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #errors: RowError[] = [];
  #units = 0;
  #skipped = 0;

  constructor(io: CliIo, flags: FlagsPort, keys: readonly string[], contextOf: ContextOf, json: boolean) {
    this.#io = io;
    this.#flags = flags;
    this.#keys = keys;
    this.#contextOf = contextOf;
    this.#json = json;
  }

  async run(files: readonly string[]): Promise<void> {
    const { stdout, stderr } = this.#io;
    const progress = await ProgressBar.forFiles(this.#io, files);
    await stdout.write(this.#json ? '{"assignments":[' : 'unit\tflag\tvariant\treason\n');
    let bytes = 0;
    for (const path of files) {
      const name = path === '-' ? 'stdin' : path;
      const source = readTextBytes(await this.#io.open(path), (count) => {
        bytes += count;
        progress.update(bytes);
      });
      let line = 1;
      for await (const block of readTextBlocks(source, MAX_ID_BYTES)) {
        const out: string[] = [];
        line += forEachLine(block, (id, offset, fault) => {
          if (fault !== undefined) this.#reject({ file: name, line: line + offset, ...fault });
          else if (id !== '') this.#assign(id, out);
        });
        progress.clear();
        await stdout.write(out.join(''));
      }
    }
    progress.clear();
    if (this.#json) await stdout.write(`\n],\n"summary":${JSON.stringify(this.#summary(files))}}\n`);
    await stderr.write(this.#report());
  }

  #assign(id: string, out: string[]): void {
    this.#flags.setContext(this.#contextOf(id));
    for (const flag of this.#keys) {
      const details = this.#flags.details(flag);
      this.#count(flag, details);
      if (this.#json) {
        const { variant = null, value = null, reason, errorCode } = details;
        const row = { unit: id, flag, variant, value, reason, ...(errorCode === undefined ? {} : { errorCode }) };
        out.push(`${this.#units === 0 && flag === this.#keys[0] ? '' : ','}\n${JSON.stringify(row)}`);
      } else {
        const reason = details.errorCode === undefined ? details.reason : `${details.reason} ${details.errorCode}`;
        out.push(`${id}\t${flag}\t${details.variant ?? NONE}\t${reason}\n`);
      }
    }
    this.#units++;
  }

  #count(flag: string, { variant, errorCode }: FlagDetails): void {
    const name = variant ?? errorCode ?? NONE;
    let counts = this.#counts.get(flag);
    if (counts === undefined) {
      counts = new Map();
      this.#counts.set(flag, counts);
    }
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }

  #reject(error: RowError): void {
    this.#skipped++;
    if (this.#errors.length < MAX_ERRORS) this.#errors.push(error);
  }

  #summary(files: readonly string[]): object {
    const variants = Object.fromEntries([...this.#counts].map(([flag, counts]) => [flag, Object.fromEntries(counts)]));
    return { files, units: this.#units, skipped: this.#skipped, errors: this.#errors, variants };
  }

  #report(): string {
    const paint = paintFor(this.#io.stderr, this.#io.env);
    const errors = this.#errors.map(({ file, line, column, message }) => `  ${file}:${line}:${column}: ${message}\n`).join('');
    const skipped = this.#skipped > 0 ? `${paint.warning(`skipped ${plural(this.#skipped, 'line')}`)}\n${errors}` : '';
    const rows = [...this.#counts].flatMap(([flag, counts]) =>
      [...counts]
        .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
        .map(([variant, count]) => [
          printable(flag),
          printable(variant),
          formatCount(count),
          `${((100 * count) / this.#units).toFixed(1)} %`,
        ]),
    );
    const table = renderTable(
      [
        { title: 'flag', align: 'left' },
        { title: 'variant', align: 'left' },
        { title: 'units', align: 'right' },
        { title: 'share', align: 'right' },
      ],
      rows,
      paint.quiet,
    );
    return `${skipped}${plural(this.#units, 'unit')}\n${rows.length > 0 ? table : ''}`;
  }
}
