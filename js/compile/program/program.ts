/**
 * A rule program: what every datafile, ours or another vendor's, is turned into before the core sees it. One evaluator
 * (core/assay/targeting/interpreter.h) runs all of them; an importer only translates. What each operation answers is written in
 * core/assay/targeting/opcode.h; core/decisions/rule-programs.md says why it is so.
 */
export interface Program {
  /** Raised with every change of the datafile; a signed datafile of a lower version is refused. @defaultValue 0 */
  readonly version?: number;
  readonly flags: readonly ProgramFlag[];
  /** Expressions that several rules share, by name. One may `call` those before it. Each is evaluated at most once per context. */
  readonly shared?: readonly { readonly name: string; readonly value: Expr }[];
  readonly sets?: readonly IdSet[];
}

/** Whether it is a program and no datafile of ours, whose flags are an object. */
export const isProgram = (file: unknown): file is Program =>
  typeof file === 'object' && file !== null && Array.isArray((file as { flags?: unknown }).flags);

export interface ProgramFlag {
  readonly key: string;
  readonly type: 'boolean' | 'string' | 'number' | 'json';
  /** `false`: the default variant, reason DISABLED. @defaultValue true */
  readonly enabled?: boolean;
  /** Keys are distinct. `json` is the value as JSON text. */
  readonly variants: readonly { readonly key: string; readonly json: string }[];
  /** Index of the variant that is served when no rule decides; -1: none, so the reader's own default. */
  readonly defaultVariant: number;
  /** The first that decides wins. */
  readonly rules: readonly ProgramRule[];
  /** What is wrong with the flag. Such a flag answers ERROR / PARSE_ERROR, alone. */
  readonly problem?: string;
}

export interface ProgramRule {
  /** Handed out with the answer; an importer may put into it what it needs to tell the vendor's own reason. */
  readonly id: string;
  /** Absent: always holds. */
  readonly when?: Expr;
  readonly then: Action;
  /** @defaultValue SPLIT for `choose`, else TARGETING_MATCH */
  readonly reason?: ProgramReason;
  /** Reading an answer of this rule is an exposure to this experiment. */
  readonly experiment?: string;
  readonly experimentVersion?: number;
  /** The unit's id as a text, what exposures are told apart by; needed with `experiment`. */
  readonly unit?: Expr;
}

export type ProgramReason = 'STATIC' | 'DEFAULT' | 'TARGETING_MATCH' | 'SPLIT' | 'DISABLED';
export type FailCode = 'FLAG_NOT_FOUND' | 'PARSE_ERROR' | 'TYPE_MISMATCH' | 'TARGETING_KEY_MISSING' | 'INVALID_CONTEXT' | 'GENERAL';

export type Action =
  /** This variant; -1: none (the reader's default), with the rule's reason. */
  | { readonly serve: number }
  /** The variant of the first range [low, high) that holds the number; no number or no range: on to the next rule. */
  | { readonly choose: Expr; readonly ranges: readonly (readonly [low: number, high: number, variant: number])[] }
  /** The variant whose key the text (or 'true', 'false' for a boolean) is. Null: the default variant, reason DEFAULT. Another: `unknown`. */
  | { readonly named: Expr; readonly unknown: 'next' | FailCode }
  /** ERROR with this code. */
  | { readonly fail: FailCode };

/** Ids too many for a condition. A filter answers yes for an id that is not in it with the rate given, and never no for one that is. */
export interface IdSet {
  readonly name: string;
  readonly ids: readonly string[];
  /** 0 < rate < 1: a Bloom filter; absent: exact, but for 64-bit hash collisions. */
  readonly falsePositiveRate?: number;
}

/** `[operation, ...immediates, ...operands]`, see OPERATIONS. Build them with the functions of expr.ts. */
export type Expr = readonly [op: OpName, ...rest: readonly unknown[]];

/**
 * What an immediate is: a text, a finite number, an attribute's name, a flag's key, the name of a shared expression or of a set, a whole
 * number of 32 bits, or a list of them: `texts` and `numbers` are sets, `names` keep their order.
 */
export type ImmediateKind = 'text' | 'number' | 'attribute' | 'flag' | 'shared' | 'set' | 'word' | 'texts' | 'names' | 'numbers' | 'words';

export interface Operation {
  readonly code: number;
  readonly immediates: readonly ImmediateKind[];
  /** How many operands: at least, at most. */
  readonly operands: readonly [number, number];
}

const MANY = 0xffff;
const operation = (code: number, immediates: readonly ImmediateKind[], least: number, most = least): Operation => ({
  code,
  immediates,
  operands: [least, most],
});

/** All operations. The codes are those of core/assay/targeting/opcode.h, where their meaning stands; a test compares. */
export const OPERATIONS = {
  null: operation(0, [], 0),
  true: operation(1, [], 0),
  false: operation(2, [], 0),
  number: operation(3, ['number'], 0),
  text: operation(4, ['text'], 0),
  list: operation(5, [], 0, MANY),
  attribute: operation(6, ['attribute'], 0),
  get: operation(7, ['text'], 1),
  member: operation(8, ['text'], 1),
  item: operation(9, ['word'], 0),
  accumulator: operation(10, [], 0),
  now: operation(11, [], 0),
  call: operation(12, ['shared'], 0),
  and: operation(13, [], 0, MANY),
  or: operation(14, [], 0, MANY),
  not: operation(15, [], 1),
  if: operation(16, [], 1, MANY),
  equals: operation(17, [], 2),
  loose_equals: operation(18, [], 2),
  less: operation(19, [], 2),
  less_or_equal: operation(20, [], 2),
  js_less: operation(21, [], 2),
  js_less_or_equal: operation(22, [], 2),
  one_of_texts: operation(23, ['texts'], 1),
  one_of_numbers: operation(24, ['numbers'], 1),
  in: operation(25, [], 2),
  is: operation(26, ['word'], 1),
  integer: operation(27, [], 1),
  contains: operation(28, [], 2),
  starts_with: operation(29, [], 2),
  ends_with: operation(30, [], 2),
  lower: operation(31, [], 1),
  to_text: operation(32, [], 1),
  to_number: operation(33, [], 1),
  parse_float: operation(34, [], 1),
  cat: operation(35, [], 0, MANY),
  substring: operation(36, [], 2, 3),
  length: operation(37, [], 1),
  matches: operation(38, ['words'], 1),
  compare_versions: operation(39, ['word'], 2),
  padded_version: operation(40, [], 1),
  date: operation(41, ['word'], 1),
  in_cidr: operation(42, ['words'], 1),
  in_set: operation(43, ['set'], 1),
  add: operation(44, [], 1, MANY),
  subtract: operation(45, [], 2),
  multiply: operation(46, [], 1, MANY),
  divide: operation(47, [], 2),
  modulo: operation(48, [], 2),
  min: operation(49, [], 0, MANY),
  max: operation(50, [], 0, MANY),
  any: operation(51, [], 2),
  all: operation(52, [], 2),
  filter: operation(53, [], 2),
  map: operation(54, [], 2),
  reduce: operation(55, [], 3),
  merge: operation(56, [], 0, MANY),
  fail: operation(57, ['word'], 0),
  unit: operation(58, [], 1),
  unit_hash: operation(59, ['text', 'text'], 1),
  scale: operation(60, ['number'], 1),
  murmur3: operation(61, ['word', 'word'], 1),
  fnv1a: operation(62, [], 1),
  md5: operation(63, [], 1),
  sha1: operation(64, [], 1),
  sha256: operation(65, ['number'], 1),
  crc32: operation(66, [], 1),
  flag_variant: operation(67, ['flag'], 0),
  flag_pick: operation(68, ['flag'], 1, MANY),
  object: operation(69, ['names'], 0, MANY),
} as const satisfies Readonly<Record<string, Operation>>;

export type OpName = keyof typeof OPERATIONS;

/** What flags.wasm leaves out and flags-compat.wasm has (ASSAY_NATIVE_RULES in the core): no datafile of our own uses them. */
export const COMPAT_OPERATIONS: ReadonlySet<string> = new Set<OpName>([
  'member',
  'accumulator',
  'loose_equals',
  'js_less',
  'js_less_or_equal',
  'in',
  'integer',
  'to_text',
  'to_number',
  'parse_float',
  'cat',
  'substring',
  'length',
  'padded_version',
  'filter',
  'map',
  'reduce',
  'merge',
  'murmur3',
  'fnv1a',
  'md5',
  'sha1',
  'sha256',
  'crc32',
  'flag_pick',
  'object',
]);
