import { ByteBuffer } from 'flatbuffers';
import { OPERATIONS } from '../../compile/program/program.js';
import { Action } from '../../wire/generated/assay/fb/action.js';
import { Datafile } from '../../wire/generated/assay/fb/datafile.js';
import type { Flag } from '../../wire/generated/assay/fb/flag.js';
import type { Rule } from '../../wire/generated/assay/fb/rule.js';

/** A rule of a datafile that divides units between arms. */
export interface Split {
  readonly flag: string;
  readonly rule: string;
  /** Absent: a rollout, not measured. */
  readonly experiment?: string;
  readonly arms: readonly string[];
  /** By arm, its length of the line; absent when another split of the flag has the same rule id, so that they cannot be told apart. */
  readonly lengths?: readonly number[];
  /** What is hashed with Assay's own hash, by purpose (core/decisions/bucketing.md), and the attribute of the unit. Empty for other vendors'. */
  readonly hashes: readonly { readonly purpose: string; readonly salt: string; readonly attributes: readonly string[] }[];
}

export const saltOf = (split: Split, purpose: string): string | undefined => split.hashes.find((hash) => hash.purpose === purpose)?.salt;

/** What people call it. */
export const nameOf = ({ experiment, flag }: Split): string => experiment ?? flag;

const BY_CODE = new Map(Object.entries(OPERATIONS).map(([name, { code, immediates }]) => [code, { name, immediates }]));
const LISTS: ReadonlySet<string> = new Set(['texts', 'names', 'numbers', 'words']);

/** The splits of compiled bytes that the core has taken. */
export function readSplits(bytes: Uint8Array): readonly Split[] {
  const datafile = Datafile.getRootAsDatafile(new ByteBuffer(bytes));
  const reader = new SplitReader(datafile);
  return Array.from({ length: datafile.flagsLength() }, (_, i) => datafile.flags(i) as Flag).flatMap((flag) => reader.splits(flag));
}

class SplitReader {
  readonly #datafile: Datafile;
  readonly #code: Uint32Array;
  readonly #bytes: Uint8Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(datafile: Datafile) {
    this.#datafile = datafile;
    this.#code = datafile.codeArray() ?? new Uint32Array();
    this.#bytes = datafile.textBytesArray() ?? new Uint8Array();
  }

  splits(flag: Flag): readonly Split[] {
    if (flag.invalid() || !flag.enabled()) return [];
    const rules = Array.from({ length: flag.rules() }, (_, i) => this.#datafile.rules(flag.firstRule() + i) as Rule);
    const choosing = rules.filter((rule) => rule.action() === Action.Choose);
    return choosing.map((rule): Split => {
      const id = this.#text(rule.id());
      const isAlone = choosing.filter((other) => other.id() === rule.id()).length === 1;
      return {
        flag: this.#text(flag.key()),
        rule: id,
        ...(rule.experiment() >= 0 && { experiment: this.#text(rule.experiment()) }),
        arms: Array.from({ length: flag.variants() }, (_, i) =>
          this.#text(this.#datafile.variants(flag.firstVariant() + i)?.key() as number),
        ),
        ...(isAlone && { lengths: this.#lengths(rule, flag.variants()) }),
        hashes: [rule.when(), rule.value()].flatMap((expression) => (expression < 0 ? [] : this.#hashes(this.#start(expression)))),
      };
    });
  }

  #lengths(rule: Rule, arms: number): readonly number[] {
    const lengths = new Array<number>(arms).fill(0);
    for (let i = 0; i < rule.ranges(); i++) {
      const range = this.#datafile.ranges(rule.firstRange() + i);
      if (range) lengths[range.variant()] = (lengths[range.variant()] as number) + range.high() - range.low();
    }
    return lengths;
  }

  #start(expression: number): number {
    return this.#datafile.expressions(expression) as number;
  }

  #text(index: number): string {
    const start = index === 0 ? 0 : (this.#datafile.textEnds(index - 1) as number);
    return this.#decoder.decode(this.#bytes.subarray(start, this.#datafile.textEnds(index) as number));
  }

  /** The nodes of a tree, shared expressions included. */
  *#nodes(at: number): Generator<{ readonly name: string; readonly at: number }, void> {
    const header = this.#code[at] as number;
    const operation = BY_CODE.get(header & 0xff);
    if (operation === undefined) return;
    yield { name: operation.name, at };
    let next = at + 1;
    for (const kind of operation.immediates) next += LISTS.has(kind) ? 1 + (this.#code[next] as number) : 1;
    if (operation.name === 'call') yield* this.#nodes(this.#start(this.#code[at + 1] as number));
    for (const end = at + (header >>> 8); next < end; next += (this.#code[next] as number) >>> 8) yield* this.#nodes(next);
  }

  #hashes(at: number): Split['hashes'] {
    return [...this.#nodes(at)]
      .filter(({ name }) => name === 'unit_hash')
      .map((node) => ({
        purpose: this.#text(this.#code[node.at + 1] as number),
        salt: this.#text(this.#code[node.at + 2] as number),
        attributes: [...this.#nodes(node.at)]
          .filter(({ name }) => name === 'attribute')
          .map((each) => this.#text(this.#datafile.attributes(this.#code[each.at + 1] as number) as number)),
      }));
  }
}
