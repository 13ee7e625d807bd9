import { readTextBytes } from '../../files/byte-source.js';
import type { RowError } from '../../files/index.js';
import { forEachLine } from '../../files/lines.js';
import { readTextBlocks } from '../../files/text-blocks.js';
import { AssayError } from '../../shared/errors.js';
import type { Scalar } from '../../shared/query.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { parseContext } from '../conditions.js';
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
  --context KEY=VALUE    an attribute that all units share; repeatable; "42" in quotes is a text
  --unit ATTRIBUTE       the attribute that the ids are; user when not given
  --json                 print one JSON document

example: assay assign --datafile flags.json --context country=NO users.txt
`;

const OPTIONS = {
  datafile: { type: 'string' },
  flag: { type: 'string', multiple: true },
  context: { type: 'string', multiple: true },
  unit: { type: 'string', default: 'user' },
  json: { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay assign`. */
export const assignCommand: Command = { name: 'assign', summary: 'which variant each of many units gets', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const datafile = required(values.datafile, '--datafile');
  const context = parseContext(values.context ?? []);
  const flags = await openDatafile(io, datafile);
  const keys = chosenFlags(flags, listOption(values.flag));
  const job = new Assignment(io, flags, keys, context, values.unit, values.json ?? false);
  await job.run(files);
}

async function openDatafile(io: CliIo, path: string): Promise<FlagsPort> {
  const bytes = new Uint8Array(await new Response(await io.open(path)).arrayBuffer());
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  try {
    return await io.openFlags(start.startsWith('{') ? new TextDecoder().decode(bytes) : bytes);
  } catch (error) {
    if (error instanceof AssayError) throw new AssayError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

function chosenFlags(flags: FlagsPort, chosen: readonly string[]): readonly string[] {
  const known = flags.keys();
  const unknown = chosen.find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AssayError('NOT_FOUND', `there is no flag ${JSON.stringify(unknown)}; the flags are ${known.join(', ')}`);
  return chosen.length > 0 ? chosen : known;
}

/** One run over all units: writes line by line, counts by variant. */
class Assignment {
  readonly #io: CliIo;
  readonly #flags: FlagsPort;
  readonly #keys: readonly string[];
  readonly #context: Readonly<Record<string, Scalar>>;
  readonly #unit: string;
  readonly #json: boolean;
  readonly #counts = new Map<string, Map<string, number>>();
  readonly #errors: RowError[] = [];
  #units = 0;
  #skipped = 0;

  constructor(
    io: CliIo,
    flags: FlagsPort,
    keys: readonly string[],
    context: Readonly<Record<string, Scalar>>,
    unit: string,
    json: boolean,
  ) {
    this.#io = io;
    this.#flags = flags;
    this.#keys = keys;
    this.#context = context;
    this.#unit = unit;
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
    this.#flags.setContext({ ...this.#context, [this.#unit]: id });
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
