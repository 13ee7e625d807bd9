import type { ErrorCode, FlagValue, Reason } from '../types.js';
import type { ByteModule, RawByteModule } from '../wasm/byte-module.js';
import type { EmbindModule } from '../wasm/raw/flags.js';
import { type FlagRows, readDatafile } from './datafile-rows.js';
import { ContextEncoder, type Places } from './encode-context.js';
import type { StickyKeeper } from '../sticky/keep-sticky.js';
import type { AnyDetails, Attributes, Exposure, FlagAnswer, FlagSource } from './flag-source.js';
import { exposureOf, type FlagsSnapshot, snapshotOf } from './snapshot.js';

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

/** One flag and its answer for the context in use. */
interface FlagEntry extends FlagAnswer {
  readonly index: number;
  readonly rows: FlagRows;
  /** The context that `details` are of. */
  context: number;
  details: AnyDetails;
  /** The place of the rule that decided; -1 when none did. */
  rule: number;
  exposed: boolean;
  /** Whether the page decides which variant it answers. */
  overridden: boolean;
  /** The `Details` of every outcome met so far: contexts come and go, outcomes are few and always read the same. */
  readonly outcomes: Map<number, AnyDetails>;
}

/**
 * The answers of one datafile for one context. A flag is evaluated when it is first read in a context; after that reading it is a look-up.
 */
export class Flags implements FlagSource {
  readonly #module: ByteModule<RawFlags>;
  readonly #clock: () => number;
  #entries = new Map<string, FlagEntry>();
  #attributes: Attributes = {};
  #overrides: ReadonlyMap<string, string> = new Map();
  /** Flag and variant of the overrides that there are, by place. */
  #forced: (readonly [flag: number, variant: number])[] = [];
  /** Counts contexts; entries of an earlier one are stale. */
  #context = 0;
  #evaluatedAt = 0;
  #readsClock = true;
  #looksAtClock = false;
  #failed: unknown;
  /** The module's memory and a view of it. */
  #heap: Uint8Array | undefined;
  #memory = new DataView<ArrayBufferLike>(new ArrayBuffer(0));
  #datafile = new Uint8Array();
  #places: Places = new Map();
  readonly #encoder: ContextEncoder;
  version = 0;
  /** Tells contexts what their unit was assigned before, when that is kept. */
  sticky: StickyKeeper | undefined;

  private constructor(
    module: ByteModule<RawFlags>,
    /** Whether the module has the operations of other vendors' datafiles. */
    readonly compat: boolean,
    clock: () => number,
  ) {
    this.#module = module;
    this.#clock = clock;
    this.#encoder = new ContextEncoder((size) => module.reserve(size));
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
    this.#datafile = datafile.slice();
    this.#encoder.forget();
    const { version, flags, places, readsClock } = readDatafile(this.#datafile);
    this.version = version;
    this.#places = places;
    this.#readsClock = readsClock;
    this.#entries = new Map(
      flags.map((rows, index) => [
        rows.key,
        { index, rows, context: -1, details: UNREAD, rule: -1, exposed: false, overridden: false, outcomes: new Map() },
      ]),
    );
    this.setOverrides(this.#overrides);
  }

  /** @throws AssayError with the core's status; every flag then answers `ERROR` / `INVALID_CONTEXT` */
  setContext(attributes: Attributes): void {
    this.#attributes = attributes;
    this.#renew();
    if (this.#failed !== undefined) throw this.#failed;
  }

  setOverrides(overrides: ReadonlyMap<string, string>): void {
    this.#overrides = overrides;
    this.#forced = [];
    for (const entry of this.#entries.values()) entry.overridden = false;
    for (const [key, variant] of overrides) {
      const entry = this.#entries.get(key);
      const place = entry === undefined ? -1 : placeOf(entry.rows, variant);
      if (entry === undefined || place < 0) continue;
      entry.overridden = true;
      this.#forced.push([entry.index, place]);
    }
    this.#renew();
  }

  keys(): readonly string[] {
    return [...this.#entries.keys()];
  }

  /** The answer, without recording anything. */
  details(key: string): AnyDetails {
    return this.answer(key)?.details ?? notFound(key);
  }

  answer(key: string): FlagAnswer | undefined {
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

  takeExposure(key: string): Exposure | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined || entry.exposed) return undefined;
    entry.exposed = true;
    if (this.sticky !== undefined && this.#forced.length === 0 && entry.rule >= 0 && entry.rows.isSticky(entry.rule))
      this.sticky.keep(this.#attributes, entry.details);
    const exposure = exposureOf(entry.details);
    return exposure !== undefined && this.#forced.length === 0 && this.#module.raw.takeExposure(entry.index) === 1 ? exposure : undefined;
  }

  snapshot(): FlagsSnapshot {
    return snapshotOf(this, this.version, this.#attributes);
  }

  trace(key: string): { readonly datafile: Uint8Array; readonly trace: Uint8Array } | undefined {
    const trace = this.explain(key);
    return trace && { datafile: this.#datafile, trace };
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
    if (this.#readsClock) this.#evaluatedAt = this.#clock();
    this.#looksAtClock = false;
    this.#failed = undefined;
    const attributes = this.sticky === undefined ? this.#attributes : this.sticky.extend(this.#attributes);
    try {
      const { raw } = this.#module;
      if (this.#heap !== raw.HEAPU8) this.#memoryMoved(raw.HEAPU8);
      const size = this.#encoder.encode(this.#places, attributes, this.#evaluatedAt, this.#forced);
      const status = raw.setContext(size);
      if (status !== 0) this.#module.check(status);
    } catch (error) {
      this.#failed = error;
    }
  }

  /** Views of the memory end when it grows; the module then has another array. */
  #memoryMoved(heap: Uint8Array): void {
    this.#heap = heap;
    this.#memory = new DataView(heap.buffer);
    this.#encoder.forget();
  }

  #evaluate(entry: FlagEntry): AnyDetails {
    const { index, rows, overridden, outcomes } = entry;
    const { raw } = this.#module;
    const at = raw.evaluate(index);
    if (this.#heap !== raw.HEAPU8) this.#memoryMoved(raw.HEAPU8);
    const memory = this.#memory;
    const variant = memory.getInt32(at, true);
    const rule = memory.getInt32(at + 4, true);
    entry.rule = rule;
    const reason = memory.getInt32(at + 8, true);
    const error = memory.getInt32(at + 12, true);
    if (memory.getInt32(at + 24, true) !== 0) this.#looksAtClock = true;
    const outcome = (((rule + 1) * (rows.variants + 1) + variant + 1) * 16 + reason) * 16 + error;
    let details = outcomes.get(outcome);
    if (details === undefined) {
      details = Object.freeze(detailsOf(rows, variant, rule, reason, error));
      outcomes.set(outcome, details);
    }
    // Of other vendors' datafiles: their own results tell it. Ours would pay for an object per answer.
    const bucket = this.compat ? memory.getFloat64(at + 16, true) : Number.NaN;
    if (!Number.isNaN(bucket)) details = Object.freeze({ ...details, bucket });
    // A malformed flag cannot be overridden.
    if (overridden && error === 0) return Object.freeze({ ...details, overridden: true });
    return details;
  }
}

/** Stands for the answer that a flag has not been asked for yet. */
const UNREAD: AnyDetails = { flag: '', value: undefined, reason: 'UNKNOWN' };

export const notFound = (flag: string): AnyDetails => ({ flag, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' });

/** A variant's place in its flag; -1 when there is none of that name, or the flag is too damaged to tell. */
function placeOf(rows: FlagRows, variant: string): number {
  try {
    return rows.variantKeys().indexOf(variant);
  } catch {
    return -1;
  }
}

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
    ...(rule?.experiment !== undefined && !errorCode && { experiment: rule.experiment, experimentVersion: rule.version }),
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
