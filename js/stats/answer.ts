import { REASONS, type Reason } from './reasons.js';

/** Closed interval: `[low, high]`. */
export type Interval = readonly [low: number, high: number];

/** A tail probability; `logP` stays accurate where `p` is below the smallest number (`p === 0`, `logP === -5006.2`). */
export interface PValue {
  /** 0 to 1. */
  readonly p: number;
  /** Its natural logarithm. */
  readonly logP: number;
}

/** Numbers of the core, read one after the other; NaN there is no value here. */
export class Answer {
  #at = 0;

  constructor(readonly numbers: Float64Array) {}

  /** @returns `undefined` where there is none */
  number(): number | undefined {
    const value = this.numbers[this.#at++];
    return value === undefined || Number.isNaN(value) ? undefined : value;
  }

  /** One that there always is. */
  sure(): number {
    return this.number() as number;
  }

  interval(): Interval | undefined {
    const [low, high] = [this.number(), this.number()];
    return low === undefined || high === undefined ? undefined : [low, high];
  }

  pValue(): PValue | undefined {
    const [p, logP] = [this.number(), this.number()];
    return p === undefined || logP === undefined ? undefined : { p, logP };
  }

  reason(): Reason | undefined {
    const reason = REASONS[this.sure()];
    return reason === 'NONE' ? undefined : reason;
  }
}
