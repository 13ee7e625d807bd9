import { ByteBuffer } from 'flatbuffers';
import { ERROR_CODES } from '../client/flags/flags.js';
import type { ErrorCode } from '../client/types.js';
import { Action } from '../wire/generated/assay/fb/action.js';
import { Datafile } from '../wire/generated/assay/fb/datafile.js';
import type { Flag } from '../wire/generated/assay/fb/flag.js';
import { SetKind } from '../wire/generated/assay/fb/set-kind.js';

export interface ViewedRange {
  readonly low: number;
  readonly high: number;
  readonly variant: string;
}

/** What a rule does; `value` of choose and named is where the expression starts in the code. */
export type ViewedAction =
  | { readonly kind: 'serve'; readonly variant: string | undefined }
  | { readonly kind: 'choose'; readonly value: number; readonly ranges: readonly ViewedRange[] }
  | { readonly kind: 'named'; readonly value: number; readonly error: ErrorCode | undefined }
  | { readonly kind: 'fail'; readonly error: ErrorCode };

export interface ViewedRule {
  readonly id: string;
  /** Where the condition starts in the code. */
  readonly when: number | undefined;
  readonly action: ViewedAction;
  readonly experiment: string | undefined;
}

export interface ViewedFlag {
  readonly key: string;
  readonly enabled: boolean;
  readonly invalid: boolean;
  readonly variants: readonly { readonly key: string; readonly json: string }[];
  readonly defaultVariant: string | undefined;
  readonly rules: readonly ViewedRule[];
}

/** An error code of core/assay/evaluation/reason.h by name; `undefined` for 0, which is none. */
export const errorName = (code: number): ErrorCode | undefined => (code === 0 ? undefined : (ERROR_CODES[code] ?? 'GENERAL'));

/**
 * A compiled datafile with its indexes looked up. Only for bytes that the core has taken: of a flag that it found malformed the rows may be
 * nonsense, but they end.
 */
export class DatafileView {
  readonly code: Uint32Array;
  readonly #fb: Datafile;
  readonly #textBytes: Uint8Array;
  readonly #textEnds: Uint32Array;
  readonly #decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(bytes: Uint8Array) {
    // A copy begins where its buffer does, so that its vectors are aligned.
    this.#fb = Datafile.getRootAsDatafile(new ByteBuffer(bytes.slice()));
    this.code = this.#fb.codeArray() ?? new Uint32Array();
    this.#textBytes = this.#fb.textBytesArray() ?? new Uint8Array();
    this.#textEnds = this.#fb.textEndsArray() ?? new Uint32Array();
  }

  text(index: number): string {
    return this.#decoder.decode(this.#textBytes.subarray(index === 0 ? 0 : this.#textEnds[index - 1], this.#textEnds[index]));
  }

  number(index: number): number {
    return this.#fb.numbers(index) as number;
  }

  attribute(index: number): string {
    return this.text(this.#fb.attributes(index) as number);
  }

  /** Where an expression starts in the code. */
  expression(index: number): number {
    return this.#fb.expressions(index) as number;
  }

  set(index: number): { readonly isExact: boolean; readonly ids: number } {
    const set = this.#fb.sets(index);
    return { isExact: set?.kind() === SetKind.Exact, ids: set?.words() ?? 0 };
  }

  flagKey(index: number): string {
    return this.text(this.#flag(index).key());
  }

  /** The key of a flag's variant, both by place. */
  variantKey(flag: number, variant: number): string | undefined {
    const row = this.#flag(flag);
    if (!(variant >= 0 && variant < row.variants())) return undefined;
    return this.text(this.#fb.variants(row.firstVariant() + variant)?.key() as number);
  }

  /** `undefined` when there is no such flag. */
  flag(key: string): ViewedFlag | undefined {
    const index = this.#indexOf(key);
    if (index === undefined) return undefined;
    const row = this.#flag(index);
    const variants = rowsOf(row.firstVariant(), row.variants(), this.#fb.variantsLength(), (i) => {
      const variant = this.#fb.variants(row.firstVariant() + i);
      return { key: this.variantKey(index, i) as string, json: this.text(variant?.value() as number) };
    });
    const rules = rowsOf(row.firstRule(), row.rules(), this.#fb.rulesLength(), (i) => this.#rule(index, row.firstRule() + i));
    return {
      key,
      enabled: row.enabled(),
      invalid: row.invalid() || variants === undefined || rules === undefined,
      variants: variants ?? [],
      defaultVariant: this.variantKey(index, row.defaultVariant()),
      rules: rules ?? [],
    };
  }

  #indexOf(key: string): number | undefined {
    for (let i = 0; i < this.#fb.flagsLength(); i++) if (this.flagKey(i) === key) return i;
    return undefined;
  }

  #flag(index: number): Flag {
    return this.#fb.flags(index) as Flag;
  }

  #rule(flag: number, index: number): ViewedRule {
    const rule = this.#fb.rules(index)!;
    const variant = (place: number): string => this.variantKey(flag, place) as string;
    const ranges = (): readonly ViewedRange[] =>
      rowsOf(rule.firstRange(), rule.ranges(), this.#fb.rangesLength(), (i) => {
        const range = this.#fb.ranges(rule.firstRange() + i)!;
        return { low: range.low(), high: range.high(), variant: variant(range.variant()) };
      }) ?? [];
    const action = (): ViewedAction => {
      switch (rule.action()) {
        case Action.Serve:
          return { kind: 'serve', variant: this.variantKey(flag, rule.value()) };
        case Action.Choose:
          return { kind: 'choose', value: this.expression(rule.value()), ranges: ranges() };
        case Action.Named:
          return { kind: 'named', value: this.expression(rule.value()), error: errorName(rule.error()) };
        default:
          return { kind: 'fail', error: errorName(rule.error()) ?? 'GENERAL' };
      }
    };
    return {
      id: this.text(rule.id()),
      when: rule.when() < 0 ? undefined : this.expression(rule.when()),
      action: action(),
      experiment: rule.experiment() < 0 ? undefined : this.text(rule.experiment()),
    };
  }
}

/** `undefined` when they are not all among those that `there` are. */
const rowsOf = <T>(first: number, count: number, there: number, at: (index: number) => T): readonly T[] | undefined =>
  first + count <= there ? Array.from({ length: count }, (_, i) => at(i)) : undefined;
