import type { Scalar } from '../../shared/query.js';
import type { Context, Details, ErrorCode, FlagValue, Reason } from '../types.js';
import { ByteModule, type RawByteModule } from '../wasm/byte-module.js';
import type { EmbindModule } from '../wasm/raw/flags.js';
import { encodeContext } from './encode-context.js';
import { decodeManifest, type FlagInfo } from './manifest.js';

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

/** An exposure that is to be recorded: this unit got this variant. */
export interface Exposure {
  readonly experiment: string;
  readonly version: number;
  readonly variant: string;
  readonly flag: string;
}

/**
 * The answers of one datafile for one context. Evaluation happens once per context, for all flags, and gives four numbers per flag; a flag's
 * `Details` are made of them when it is first read, and after that reading it is a look-up.
 */
export class Flags {
  readonly #module: ByteModule<RawFlags>;
  #infos: readonly FlagInfo[] = [];
  #index = new Map<string, number>();
  #numbers: Int32Array = new Int32Array();
  #details: (Details<FlagValue | undefined> | undefined)[] = [];
  /** Per flag, the `Details` of every outcome met so far: contexts come and go, outcomes are few and always read the same. */
  #outcomes: Map<number, Details<FlagValue | undefined>>[] = [];
  /** 1 where reading the flag has already been looked at for an exposure. */
  #read = new Uint8Array();

  private constructor(module: ByteModule<RawFlags>) {
    this.#module = module;
  }

  /** @throws AssayError `WASM_*` or `VERSION_MISMATCH`; those of `load` */
  static async open(factory: Parameters<typeof ByteModule.open<RawFlags>>[1], wasm: Uint8Array, datafile: Uint8Array): Promise<Flags> {
    const flags = new Flags(await ByteModule.open<RawFlags>('flags', factory, wasm));
    flags.load(datafile);
    return flags;
  }

  /** Takes a compiled datafile. @throws AssayError with the core's status; the datafile in use stays in use */
  load(datafile: Uint8Array): void {
    this.#module.call((raw, size) => raw.load(size), datafile);
    this.#infos = decodeManifest(this.#module.output());
    this.#index = new Map(this.#infos.map((info, i) => [info.key, i]));
    this.#outcomes = this.#infos.map(() => new Map());
    this.#evaluate();
  }

  /** @throws AssayError with the core's status; every flag then answers `ERROR` / `INVALID_CONTEXT` */
  setContext(context: Context): void {
    const attributes = Object.entries(context).filter((entry): entry is [string, Scalar] => entry[1] !== undefined);
    try {
      this.#module.call((raw, size) => raw.setContext(size), encodeContext(attributes));
    } finally {
      this.#evaluate();
    }
  }

  keys(): readonly string[] {
    return this.#infos.map((info) => info.key);
  }

  /** The answer, without recording anything. */
  details(key: string): Details<FlagValue | undefined> {
    const index = this.#index.get(key);
    if (index === undefined) return { flag: key, value: undefined, reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' };
    return this.#detailsAt(index);
  }

  /** The exposure that reading `key` now amounts to, once per unit, experiment and version; afterwards `undefined`. */
  takeExposure(key: string): Exposure | undefined {
    const index = this.#index.get(key);
    if (index === undefined || this.#read[index] === 1) return undefined;
    this.#read[index] = 1;
    const { experiment, variant } = this.#detailsAt(index);
    if (!experiment || !variant || !this.#module.raw.takeExposure(index)) return undefined;
    const rule = this.#infos[index]?.rules[this.#numbers[4 * index + 3] as number];
    return { experiment, version: rule?.version ?? 0, variant, flag: key };
  }

  close(): void {
    this.#module.close();
  }

  #evaluate(): void {
    this.#module.raw.putDetailsOut();
    this.#numbers = new Int32Array(this.#module.output().buffer);
    this.#details = new Array(this.#infos.length);
    this.#read = new Uint8Array(this.#infos.length);
  }

  #detailsAt(index: number): Details<FlagValue | undefined> {
    this.#details[index] ??= this.#lookUp(index);
    return this.#details[index];
  }

  #lookUp(index: number): Details<FlagValue | undefined> {
    const numbers = this.#numbers.subarray(4 * index, 4 * index + 4);
    const [variant, reason, error, rule] = numbers as unknown as readonly [number, number, number, number];
    const outcome = (((variant + 1) * 0x20_0000 + rule + 1) * 16 + reason) * 16 + error; // exact: a datafile has fewer rules and variants
    const outcomes = this.#outcomes[index] as Map<number, Details<FlagValue | undefined>>;
    let details = outcomes.get(outcome);
    if (details === undefined) {
      details = Object.freeze(detailsOf(this.#infos[index] as FlagInfo, numbers));
      outcomes.set(outcome, details);
    }
    return details;
  }
}

/** @param numbers variant, reason, error code and rule; -1 where there is none */
function detailsOf({ key, variants, rules }: FlagInfo, numbers: Int32Array): Details<FlagValue | undefined> {
  const [variantIndex, reason, error, ruleIndex] = numbers as unknown as readonly [number, number, number, number];
  const variant = variants[variantIndex];
  if (variant && variant.value === undefined) return { flag: key, value: undefined, reason: 'ERROR', errorCode: 'PARSE_ERROR' };
  const errorCode = ERROR_CODES[error];
  const rule = rules[ruleIndex];
  return {
    flag: key,
    value: variant?.value,
    ...(variant && { variant: variant.key }),
    reason: REASONS[reason] ?? 'UNKNOWN',
    ...(errorCode && { errorCode }),
    ...(rule && { rule: rule.id }),
    ...(rule?.experiment && { experiment: rule.experiment }),
  };
}
