import { Builder, type Offset } from 'flatbuffers';
import { Action as FbAction } from '../../wire/generated/assay/fb/action.js';
import { Datafile as Fb } from '../../wire/generated/assay/fb/datafile.js';
import { Flag } from '../../wire/generated/assay/fb/flag.js';
import { FlagType } from '../../wire/generated/assay/fb/flag-type.js';
import { IdSet } from '../../wire/generated/assay/fb/id-set.js';
import { Range } from '../../wire/generated/assay/fb/range.js';
import { Rule } from '../../wire/generated/assay/fb/rule.js';
import { SetKind } from '../../wire/generated/assay/fb/set-kind.js';
import { Variant } from '../../wire/generated/assay/fb/variant.js';
import { FAIL_CODES, REASONS } from './check-flag.js';
import type { CodeWriter } from './code-writer.js';
import type { EncodedSet } from './id-set.js';
import type { Pools } from './pools.js';
import type { ProgramFlag, ProgramRule } from './program.js';

const FORMAT = 2;
const TYPES = { boolean: FlagType.Boolean, string: FlagType.String, number: FlagType.Number, json: FlagType.Json } as const;

/** Checked flags, pools that hold what they need, code that holds the shared expressions and takes those of the rules. */
interface DatafileParts {
  readonly version: number;
  readonly flags: readonly ProgramFlag[];
  readonly pools: Pools;
  readonly code: CodeWriter;
  readonly sets: readonly EncodedSet[];
}

/** Writes one struct of a vector. */
type Write = (fb: Builder) => Offset;

/** The FlatBuffers of core/assay/wire/datafile.fbs. */
export function writeDatafile({ version, flags, pools, code, sets }: DatafileParts): Uint8Array {
  const structs = new Structs(pools, code);
  for (const flag of flags) structs.addFlag(flag);
  const { bytes: textBytes, ends } = joined(pools.texts.all);
  const words = code.words();
  const setWords = sets.flatMap((set) => [...set.words]);

  const fb = new Builder(1024 + textBytes.length + (words.length + ends.length) * 4 + setWords.length * 8 + structs.size());
  const setWordsOffset = Fb.createSetWordsVector(fb, setWords);
  const setsOffset = vector(fb, Fb.startSetsVector, setStructs(sets));
  const rangesOffset = vector(fb, Fb.startRangesVector, structs.ranges);
  const rulesOffset = vector(fb, Fb.startRulesVector, structs.rules);
  const variantsOffset = vector(fb, Fb.startVariantsVector, structs.variants);
  const flagsOffset = vector(fb, Fb.startFlagsVector, structs.flags);
  const expressionsOffset = Fb.createExpressionsVector(fb, code.starts);
  const codeOffset = Fb.createCodeVector(fb, words);
  const attributesOffset = Fb.createAttributesVector(fb, pools.attributes);
  const numbersOffset = Fb.createNumbersVector(fb, [...pools.numbers]);
  const textEndsOffset = Fb.createTextEndsVector(fb, ends);
  const textBytesOffset = fb.createByteVector(textBytes);
  Fb.startDatafile(fb);
  Fb.addFormat(fb, FORMAT);
  Fb.addVersion(fb, BigInt(version));
  Fb.addTextBytes(fb, textBytesOffset);
  Fb.addTextEnds(fb, textEndsOffset);
  Fb.addNumbers(fb, numbersOffset);
  Fb.addAttributes(fb, attributesOffset);
  Fb.addCode(fb, codeOffset);
  Fb.addExpressions(fb, expressionsOffset);
  Fb.addFlags(fb, flagsOffset);
  Fb.addVariants(fb, variantsOffset);
  Fb.addRules(fb, rulesOffset);
  Fb.addRanges(fb, rangesOffset);
  Fb.addSets(fb, setsOffset);
  Fb.addSetWords(fb, setWordsOffset);
  Fb.addCompat(fb, code.compat);
  Fb.finishDatafileBuffer(fb, Fb.endDatafile(fb));
  return fb.asUint8Array().slice();
}

class Structs {
  readonly flags: Write[] = [];
  readonly variants: Write[] = [];
  readonly rules: Write[] = [];
  readonly ranges: Write[] = [];

  constructor(
    readonly pools: Pools,
    readonly code: CodeWriter,
  ) {}

  addFlag({ key, type, enabled, problem, defaultVariant, variants, rules }: ProgramFlag): void {
    const [index, firstVariant, firstRule] = [this.pools.texts.index(key), this.variants.length, this.rules.length];
    const isInvalid = problem !== undefined;
    this.flags.push((fb) =>
      Flag.createFlag(
        fb,
        index,
        TYPES[type],
        enabled !== false,
        isInvalid,
        defaultVariant,
        firstVariant,
        variants.length,
        firstRule,
        rules.length,
      ),
    );
    for (const variant of variants) {
      const [name, value] = [this.pools.texts.index(variant.key), this.pools.texts.index(variant.json)];
      this.variants.push((fb) => Variant.createVariant(fb, name, value));
    }
    for (const rule of rules) this.#addRule(rule);
  }

  #addRule(rule: ProgramRule): void {
    const { texts } = this.pools;
    const id = texts.index(rule.id);
    const when = rule.when === undefined ? -1 : this.code.add(rule.when);
    const firstRange = this.ranges.length;
    const { action, error, value } = this.#action(rule);
    const ranges = this.ranges.length - firstRange;
    const reason = REASONS[rule.reason ?? ('choose' in rule.then ? 'SPLIT' : 'TARGETING_MATCH')];
    const measured = rule.experiment !== undefined && rule.unit !== undefined;
    const experiment = rule.experiment === undefined ? -1 : texts.index(rule.experiment);
    const version = measured ? (rule.experimentVersion ?? 1) : 0;
    const unit = rule.experiment === undefined || rule.unit === undefined ? -1 : this.code.add(rule.unit);
    this.rules.push((fb) => Rule.createRule(fb, id, when, action, reason, error, value, firstRange, ranges, experiment, version, unit));
  }

  #action({ then }: ProgramRule): { action: FbAction; error: number; value: number } {
    if ('serve' in then) return { action: FbAction.Serve, error: 0, value: then.serve };
    if ('fail' in then) return { action: FbAction.Fail, error: FAIL_CODES[then.fail], value: -1 };
    if ('named' in then) {
      return { action: FbAction.Named, error: then.unknown === 'next' ? 0 : FAIL_CODES[then.unknown], value: this.code.add(then.named) };
    }
    for (const [low, high, variant] of then.ranges) {
      // An empty range holds no number.
      if (low < high) this.ranges.push((fb) => Range.createRange(fb, low, high, variant));
    }
    return { action: FbAction.Choose, error: 0, value: this.code.add(then.choose) };
  }

  /** Upper bound of the structs' bytes. */
  size(): number {
    return 36 * (this.flags.length + this.variants.length + this.rules.length + this.ranges.length);
  }
}

function setStructs(sets: readonly EncodedSet[]): Write[] {
  let first = 0;
  return sets.map(({ kind, hashes, words }) => {
    const at = first;
    first += words.length;
    return (fb) => IdSet.createIdSet(fb, kind === 'bloom' ? SetKind.Bloom : SetKind.Exact, hashes, at, words.length);
  });
}

/** FlatBuffers are written from their end. */
function vector(fb: Builder, start: (fb: Builder, count: number) => void, writes: readonly Write[]): Offset {
  start(fb, writes.length);
  for (const write of writes.toReversed()) write(fb);
  return fb.endVector();
}

function joined(texts: readonly string[]): { readonly bytes: Uint8Array; readonly ends: number[] } {
  const encoder = new TextEncoder();
  const parts = texts.map((text) => encoder.encode(text));
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let end = 0;
  const ends = parts.map((part) => {
    bytes.set(part, end);
    end += part.length;
    return end;
  });
  return { bytes, ends };
}
