import type { Json } from '../../shared/json.js';
import type { Details, ErrorCode, FlagValue, Reason } from '../types.js';
import type { ByteModule, RawByteModule } from '../wasm/byte-module.js';
import type { EmbindModule } from '../wasm/raw/flags.js';
import { type FlagRows, readDatafile } from './datafile-rows.js';
import { encodeContext } from './encode-context.js';

/** The exports of flags.wasm (wasm/ABI.md). */
export type RawFlags = RawByteModule & EmbindModule;

/** The numbers of core/assay/evaluation/reason.h; a test compares them. */
export const REASONS: readonly Reason[] = [
  'STATIC',
  'DEFAULT',
  'TARGETING_MATCH',
  'SPLIT',
  'CACHED',
  'DISABLED',
  'UNKNOWN',
  'STALE',
  'ERROR',
];
export const ERROR_CODES: readonly (ErrorCode | undefined)[] = [
  undefined,
  'PROVIDER_NOT_READY',
  'FLAG_NOT_FOUND',
  'PARSE_ERROR',
  'TYPE_MISMATCH',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
  'GENERAL',
];

/** A datafile that looks at the clock is evaluated anew when an answer is older than this: ramps and schedules move slowly. */
const FRESH_MS = 1000;

/** An exposure that is to be recorded: this unit got this variant. */
export interface Exposure {
  readonly experiment: string;
  readonly version: number;
  readonly variant: string;
  readonly flag: string;
}

type AnyDetails = Details<FlagValue | undefined>;

/** One flag and its answer for the context in use. */
export interface FlagEntry {
  readonly index: number;
  readonly rows: FlagRows;
  /** The context that `details` are of. */
  context: number;
  details: AnyDetails;
  /** Whether reading the flag in this context has already been looked at for an exposure. */
  exposed: boolean;
  /** The `Details` of every outcome met so far: contexts come and go, outcomes are few and always read the same. */
  readonly outcomes: Map<number, AnyDetails>;
}

/**
 * The answers of one datafile for one context. A flag is evaluated when it is first read in a context; after that reading it is a look-up.
 */
export class Flags {
  readonly #module: ByteModule<RawFlags>;
  readonly #clock: () => number;
  #entries = new Map<string, FlagEntry>();
  #attributes: Readonly<Record<string, Json | undefined>> = {};
  #overrides: Readonly<Record<string, string>> = {};
  /** Counts contexts; entries of an earlier one are stale. */
  #context = 0;
  #evaluatedAt = 0;
  #looksAtClock = false;
  #failed: unknown;
  /** The module's memory, taken afresh when it has grown. */
  #memory: DataView<ArrayBufferLike> = new DataView(new ArrayBuffer(0));
  version = 0;

  private constructor(
    module: ByteModule<RawFlags>,
    /** Whether the module has the operations of other vendors' datafiles. */
    readonly compat: boolean,
    clock: () => number,
  ) {
    this.#module = module;
    this.#clock = clock;
  }

  /** @throws AssayError as `load` */
  static open(module: ByteModule<RawFlags>, datafile: Uint8Array, compat = true, clock: () => number = Date.now): Flags {
    const flags = new Flags(module, compat, clock);
    flags.load(datafile);
    return flags;
  }

  /** Takes a compiled datafile. @throws AssayError with the core's status; the datafile in use stays in use */
  load(datafile: Uint8Array): void {
    this.#module.call((raw, size) => raw.load(size), datafile);
    const { version, flags } = readDatafile(datafile.slice());
    this.version = version;
    this.#entries = new Map(
      flags.map((rows, index) => [rows.key, { index, rows, context: -1, details: notFound(rows.key), exposed: false, outcomes: new Map() }]),
    );
    this.#renew();
  }

  /** @throws AssayError with the core's status; every flag then answers `ERROR` / `INVALID_CONTEXT` */
  setContext(attributes: Readonly<Record<string, Json | undefined>>): void {
    this.#attributes = attributes;
    this.#renew();
    if (this.#failed !== undefined) throw this.#failed;
  }

  /** From now on these flags answer these variants, by key, whatever their rules say, and are no exposures. Unknown names are ignored. */
  setOverrides(overrides: Readonly<Record<string, string>>): void {
    this.#overrides = overrides;
    this.#renew();
  }

  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The answer, without recording anything. */
  details(key: string): AnyDetails {
    return this.entry(key)?.details ?? notFound(key);
  }

  /** The flag with its answer for the context in use. */
  entry(key: string): FlagEntry | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (this.#looksAtClock && Math.abs(this.#clock() - this.#evaluatedAt) >= FRESH_MS) this.#renew();
    if (entry.context !== this.#context) {
      entry.details = this.#evaluate(entry);
      entry.context = this.#context;
      entry.exposed = false;
    }
    return entry;
  }

  /** The exposure that reading the flag now amounts to, once per unit, experiment and version; afterwards `undefined`. */
  takeExposure(entry: FlagEntry): Exposure | undefined {
    if (entry.exposed) return undefined;
    entry.exposed = true;
    const { experiment, variant, flag } = entry.details;
    if (experiment === undefined || variant === undefined || !this.#module.raw.takeExposure(entry.index)) return undefined;
    const rule = this.#memory.getInt32(this.#module.raw.evaluate(entry.index) + 4, true);
    return { experiment, version: entry.rows.rule(rule).version, variant, flag };
  }

  /** The bytes of Explain() in core/assay/evaluation/explain.h. */
  explain(key: string): Uint8Array | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#module.raw.putExplanationOut(entry.index);
    return this.#module.output();
  }

  close(): void {
    this.#module.close();
  }

  #renew(): void {
    this.#context++;
    this.#evaluatedAt = this.#clock();
    this.#looksAtClock = false;
    this.#failed = undefined;
    const forced: [number, number][] = [];
    for (const [key, variant] of Object.entries(this.#overrides)) {
      const entry = this.#entries.get(key);
      const place = entry?.rows.variantKeys().indexOf(variant) ?? -1;
      if (entry !== undefined && place >= 0) forced.push([entry.index, place]);
    }
    try {
      this.#module.call((raw, size) => raw.setContext(size), encodeContext(this.#attributes, this.#evaluatedAt, forced));
    } catch (error) {
      this.#failed = error;
    }
  }

  #evaluate({ index, rows, outcomes }: FlagEntry): AnyDetails {
    const { raw } = this.#module;
    const at = raw.evaluate(index);
    if (this.#memory.buffer !== raw.HEAPU8.buffer) this.#memory = new DataView(raw.HEAPU8.buffer);
    const memory = this.#memory;
    const variant = memory.getInt32(at, true);
    const rule = memory.getInt32(at + 4, true);
    const reason = memory.getInt32(at + 8, true);
    const error = memory.getInt32(at + 12, true);
    if (memory.getInt32(at + 24, true) !== 0) this.#looksAtClock = true;
    const outcome = (((variant + 1) * 0x20_0000 + rule + 1) * 16 + reason) * 16 + error; // exact: a datafile has fewer rules and variants
    let details = outcomes.get(outcome);
    if (details === undefined) {
      details = Object.freeze(detailsOf(rows, variant, rule, reason, error));
      outcomes.set(outcome, details);
    }
    return details;
  }
}

const notFound = (flag: string): AnyDetails => ({ flag, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });

/** Of an answer's numbers; -1 where there is none. */
function detailsOf(rows: FlagRows, variantIndex: number, ruleIndex: number, reason: number, error: number): AnyDetails {
  const errorCode = ERROR_CODES[error];
  const variant = variantIndex < 0 ? undefined : rows.variant(variantIndex);
  const value = variant && parsed(variant.json);
  if (variant && value === undefined) return { flag: rows.key, value, reason: 'ERROR', errorCode: 'PARSE_ERROR' };
  const rule = ruleIndex < 0 ? undefined : rows.rule(ruleIndex);
  return {
    flag: rows.key,
    value,
    ...(variant && { variant: variant.key }),
    reason: REASONS[reason] ?? 'UNKNOWN',
    ...(errorCode && { errorCode }),
    ...(rule && { rule: rule.id }),
    ...(rule?.experiment !== undefined && !errorCode && { experiment: rule.experiment }),
  };
}

/** `undefined` when it is no JSON, which only a damaged datafile holds. */
function parsed(json: string): FlagValue | undefined {
  try {
    return JSON.parse(json) as FlagValue;
  } catch {
    return undefined;
  }
}
