import type { Scalar } from '../query/parts.js';
import type { Counted } from './counted.js';

export interface TopValue {
  readonly value: Scalar;
  /** Events. */
  readonly count: number;
  /** Of the events that have the property. */
  readonly share: number;
}

export interface TopResult extends Counted {
  /** The most frequent first, then the lesser value. */
  readonly values: readonly TopValue[];
  /** All others together: how many values, and the events that have one of them. */
  readonly other: { readonly values: number; readonly count: number; readonly share: number };
  /** Distinct values, those of `other` included. */
  readonly distinct: number;
  /** Events that have the property. */
  readonly count: number;
}
