/** What a compiled datafile says of one flag, as far as answers need it. Texts are decoded when they are asked for. */
export interface FlagRows {
  readonly key: string;
  /** How many. */
  readonly variants: number;
  variant(index: number): { readonly key: string; readonly json: string };
  variantKeys(): readonly string[];
  /** `experiment`: `undefined` for a rule whose answers are no exposures. */
  rule(index: number): { readonly id: string; readonly experiment: string | undefined; readonly version: number };
  /** Whether the rule is the second half of a sticky split (js/compile/native/rule.ts): the one that assigns, behind the one that remembers. */
  isSticky(index: number): boolean;
}

const FLAG_BYTES = 28;
const VARIANT_BYTES = 8;
const RULE_BYTES = 36;
/** Action.Named of core/assay/wire/datafile.fbs. */
const NAMED = 2;
/** A node of one word, Opcode::kNow of core/assay/targeting/opcode.h. A number may look the same, which costs a look at the clock. */
const NOW = 0x100 | 11;

/**
 * Reads core/assay/wire/datafile.fbs by hand: the generated reader brings a library that is larger than the evaluator. Only for bytes that the
 * core has taken, and of a flag whose answer is not PARSE_ERROR: nothing is checked again here.
 */
export function readDatafile(bytes: Uint8Array): {
  readonly version: number;
  readonly flags: readonly FlagRows[];
  /** The place of every attribute that the datafile names. */
  readonly places: ReadonlyMap<string, number>;
  /** `false` when no answer depends on the instant. */
  readonly readsClock: boolean;
} {
  const { view, u32, field } = rootOf(bytes);
  /** Where the first row of a vector stands, behind its length. */
  const rows = (id: number): number => (field(id) === 0 ? 0 : field(id) + u32(field(id)) + 4);
  const [texts, ends, attributes, code, flags, variants, rules] = [2, 3, 5, 6, 8, 9, 10].map(rows) as [
    number,
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  const length = (vector: number): number => (vector === 0 ? 0 : u32(vector - 4));
  const hasWord = (vector: number, words: number, wanted: number): boolean => {
    for (let i = 0; i < words; i++) if (u32(vector + 4 * i) === wanted) return true;
    return false;
  };
  const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  const text = (id: number): string =>
    decoder.decode(bytes.subarray(texts + (id === 0 ? 0 : u32(ends + 4 * id - 4)), texts + u32(ends + 4 * id)));
  return {
    version: versionOf(bytes),
    places: new Map(Array.from({ length: length(attributes) }, (_, i) => [text(u32(attributes + 4 * i)), i])),
    readsClock: hasWord(code, length(code), NOW),
    flags: Array.from({ length: length(flags) }, (_, i) => {
      const at = flags + i * FLAG_BYTES;
      const variant = (index: number) => {
        const row = variants + (u32(at + 12) + index) * VARIANT_BYTES;
        return { key: text(u32(row)), json: text(u32(row + 4)) };
      };
      return {
        key: text(u32(at)),
        variants: u32(at + 16),
        variant,
        isSticky: (index) => {
          const row = rules + (u32(at + 20) + index) * RULE_BYTES;
          const before = row - RULE_BYTES;
          const same = [0, 24, 28].every((offset) => u32(row + offset) === u32(before + offset));
          return index > 0 && view.getInt32(row + 24, true) >= 0 && same && view.getUint8(before + 8) === NAMED;
        },
        variantKeys: () => Array.from({ length: u32(at + 16) }, (_, index) => variant(index).key),
        rule: (index) => {
          const row = rules + (u32(at + 20) + index) * RULE_BYTES;
          const experiment = view.getInt32(row + 24, true);
          return { id: text(u32(row)), experiment: experiment < 0 ? undefined : text(experiment), version: u32(row + 28) };
        },
      };
    }),
  };
}

/** Whether a datafile needs the operations that only flags-compat.wasm has. `false` for bytes that are no datafile. */
export function needsCompat(bytes: Uint8Array): boolean {
  try {
    const { view, field } = rootOf(bytes);
    return field(14) !== 0 && view.getUint8(field(14)) !== 0;
  } catch {
    return false; // the core will say what is wrong with them
  }
}

/** A datafile's version; 0 when it has none, or is none. */
export function versionOf(bytes: Uint8Array): number {
  try {
    const { view, field } = rootOf(bytes);
    return field(1) === 0 ? 0 : Number(view.getBigUint64(field(1), true));
  } catch {
    return 0; // as above
  }
}

function rootOf(bytes: Uint8Array) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const u32 = (at: number): number => view.getUint32(at, true);
  const root = u32(0);
  const table = root - view.getInt32(root, true);
  /** Where field `id` of the root table stands; 0 when it is absent. */
  const field = (id: number): number => {
    const entry = 4 + 2 * id;
    const offset = entry < view.getUint16(table, true) ? view.getUint16(table + entry, true) : 0;
    return offset === 0 ? 0 : root + offset;
  };
  return { view, u32, field };
}
