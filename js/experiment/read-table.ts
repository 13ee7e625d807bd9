import { readTextBytes } from '../files/byte-source.js';
import { CsvScanner } from '../files/csv-scanner.js';
import { detectDelimiter } from '../files/detect-format.js';
import { readTextBlocks } from '../files/text-blocks.js';
import { AssayError } from '../shared/errors.js';
import { jointMoments } from '../stats/index.js';
import type { Definition, Metric } from './definition.js';
import { type ArmTally, emptyArm, emptyTally, type MetricTally, type Tally, variablesOf } from './tallies.js';

const MAX_ROW_BYTES = 1_048_576;
const MAX_SEGMENT_VALUES = 100;
const SEVERAL = -1;

interface User {
  arm: number;
  readonly numbers: readonly (number | undefined)[];
  readonly segments: readonly string[];
}

/** A row that could not be read. */
export interface BadRow {
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

/** Users of tables in CSV, one row each, plain or gzip: gathered, because a later row may say that a user was in another arm as well. */
export class UserTable {
  readonly #definition: Definition;
  readonly #users = new Map<string, User>();
  readonly #armOf: ReadonlyMap<string, number>;
  readonly #columns: readonly string[];
  #duplicates = 0;
  #otherArms = 0;
  readonly bad: BadRow[] = [];

  constructor(definition: Definition) {
    this.#definition = definition;
    this.#armOf = new Map(definition.arms.map(({ name }, i) => [name, i]));
    this.#columns = definition.metrics.flatMap(({ column, denominator, covariate }) => [column, denominator ?? covariate ?? column]);
  }

  /** Errors: `NOT_FOUND` for a column that is not there; `INVALID_ARGUMENT` and `DATA_LOSS` for files that cannot be read. */
  async read(source: ReadableStream<Uint8Array>, file: string): Promise<void> {
    let scanner: CsvScanner | undefined;
    let indexes: ReturnType<UserTable['header']> | undefined;
    const fault = (line: number, message: string): void => void this.bad.push({ file, line, message });
    for await (const block of readTextBlocks(
      readTextBytes(source, () => {}),
      MAX_ROW_BYTES,
    )) {
      scanner ??= new CsvScanner(detectDelimiter(block.text), MAX_ROW_BYTES, {
        record: ({ line }) => {
          const at = scanner as CsvScanner;
          const fields = Array.from({ length: at.fields }, (_, i) => at.text(i));
          if (indexes === undefined) indexes = this.header(fields, file);
          else if (fields.length !== indexes.width) fault(line, `expected ${indexes.width} columns, found ${fields.length}`);
          else {
            const message = this.#add(fields, indexes);
            if (message !== undefined) fault(line, message);
          }
        },
        fault: (line, _, message) => fault(line, message),
      });
      scanner.push(block);
    }
    scanner?.finish();
  }

  private header(columns: readonly string[], file: string) {
    const find = (name: string): number => {
      const at = columns.findIndex((column) => column.trim() === name);
      if (at < 0)
        throw new AssayError(
          'NOT_FOUND',
          `${file}: there is no column ${JSON.stringify(name)}; there are ${columns.join(', ').slice(0, 500)}`,
        );
      return at;
    };
    const { unit, arm, segments = [] } = this.#definition;
    return { width: columns.length, unit: find(unit), arm: find(arm), values: this.#columns.map(find), segments: segments.map(find) };
  }

  /** @returns what is wrong with the row */
  #add(fields: readonly string[], at: ReturnType<UserTable['header']>): string | undefined {
    const unit = fields[at.unit] as string;
    if (unit === '') return `no user in column ${JSON.stringify(this.#definition.unit)}`;
    const arm = this.#armOf.get(fields[at.arm] as string);
    if (arm === undefined) {
      this.#otherArms++;
      return undefined;
    }
    const before = this.#users.get(unit);
    if (before !== undefined) {
      if (before.arm === arm) this.#duplicates++;
      else before.arm = SEVERAL;
      return undefined;
    }
    const numbers: (number | undefined)[] = [];
    for (const [i, column] of at.values.entries()) {
      const text = fields[column] as string;
      const value = numberOf(text);
      if (value === null) return `${JSON.stringify(text.slice(0, 40))} in column ${JSON.stringify(this.#columns[i])} is no number`;
      const { type } = this.#definition.metrics[i >> 1] as Metric;
      if (type === 'conversion' && i % 2 === 0 && value !== undefined && value !== 0 && value !== 1)
        return `${text.slice(0, 40)} in column ${JSON.stringify(this.#columns[i])} is neither 0 nor 1`;
      numbers.push(value);
    }
    this.#users.set(unit, { arm, numbers, segments: at.segments.map((column) => fields[column] as string) });
    return undefined;
  }

  /** What has been read. Errors: `RESOURCE_EXHAUSTED` for a segment column with too many values. */
  tally(): Tally {
    const { arms, segments = [] } = this.#definition;
    const users = [...this.#users.values()];
    const groups = (of: readonly User[]): readonly ArmTally[] =>
      arms.map((_, arm) => this.#armTally(of.filter((user) => user.arm === arm)));
    return {
      ...emptyTally(this.#definition),
      arms: groups(users),
      segments: segments.map((name, i) => {
        const byValue = new Map<string, User[]>();
        for (const user of users) {
          const value = user.segments[i] as string;
          const group = byValue.get(value);
          if (group === undefined) byValue.set(value, [user]);
          else group.push(user);
        }
        if (byValue.size > MAX_SEGMENT_VALUES)
          throw new AssayError(
            'RESOURCE_EXHAUSTED',
            `segment ${JSON.stringify(name)} has ${byValue.size} values; at most ${MAX_SEGMENT_VALUES}`,
          );
        return new Map([...byValue].map(([value, group]) => [value, groups(group)]));
      }),
      inSeveralArms: users.filter(({ arm }) => arm === SEVERAL).length,
      duplicates: this.#duplicates,
      otherArms: this.#otherArms,
    };
  }

  #armTally(users: readonly User[]): ArmTally {
    return { users: users.length, metrics: this.#definition.metrics.map((metric, i) => tallyOf(this.#definition, metric, i, users)) };
  }
}

function tallyOf(definition: Definition, metric: Metric, i: number, users: readonly User[]): MetricTally {
  const rows: number[][] = [];
  let [missing, capped] = [0, 0];
  for (const { numbers } of users) {
    const [value, other] = [numbers[2 * i], numbers[2 * i + 1]];
    if (value === undefined || (metric.type === 'ratio' && other === undefined)) {
      missing++;
      continue;
    }
    const isCapped = metric.cap !== undefined && value > metric.cap;
    if (isCapped) capped++;
    const kept = isCapped ? (metric.cap as number) : value;
    if (variablesOf(metric) === 1) rows.push([kept]);
    else if (metric.type === 'ratio') rows.push([kept, other as number]);
    else rows.push([kept, other ?? 0, other === undefined ? 1 : 0]);
  }
  const empty = emptyArm(definition).metrics[i] as MetricTally;
  return { moments: rows.length === 0 ? empty.moments : jointMoments(rows), missing, capped };
}

const MISSING = new Set(['', 'na', 'nan', 'null', 'none']);

/** `undefined`: missing; `null`: not a number. */
function numberOf(text: string): number | undefined | null {
  const word = text.trim().toLowerCase();
  if (MISSING.has(word)) return undefined;
  if (word === 'true') return 1;
  if (word === 'false') return 0;
  const value = Number(word);
  return Number.isFinite(value) ? value : null;
}
