import type { Counted } from './counted.js';
import type { GroupKey } from './parts.js';

/** Values by the names of a metric's aggregates, or of a formula's operands and, last, `"value"`. */
export type MetricValues = Readonly<Record<string, number | null>>;

export interface MetricRow {
  /** Empty where `other` is true. */
  readonly key: GroupKey;
  /** Start of the time bucket, ms since the epoch; absent without `bucket`. */
  readonly bucketStart?: number;
  readonly values: MetricValues;
  /** The row stands for all groups beyond `maxGroups` together. */
  readonly other?: true;
  /** The values over the earlier range, in the bucket with the same number; absent without `compare`. */
  readonly previous?: MetricValues;
  /** `values / previous - 1`; `null` where one of them is, or where the previous one is 0. Absent without `compare`. */
  readonly change?: MetricValues;
  /**
   * Of the approximate values, by their names: the value is within this of the exact one, relatively, always for quantiles and in 95 % of
   * cases for numbers of users and values. Absent without approximate aggregates.
   */
  readonly errors?: Readonly<Record<string, number>>;
  /** Of the approximate values, by their names, when the query asks for them: bytes for `assay/sketch` and other libraries. */
  readonly sketches?: Readonly<Record<string, Uint8Array>>;
}

/** One value of every row, as a typed array. */
export interface MetricColumn {
  readonly name: string;
  /** 0 where there was no observation. */
  readonly values: Float64Array;
  /** 1 where there was no observation; `undefined` when every value is there. */
  readonly absent: Uint8Array | undefined;
  /** The same over the earlier range; `undefined` without `compare`. */
  readonly previous: Float64Array | undefined;
  readonly previousAbsent: Uint8Array | undefined;
  /** `undefined` where the values are exact. */
  readonly errors: Float64Array | undefined;
  /** One per row; `undefined` where the values are exact or sketches were not asked for. */
  readonly sketches: readonly Uint8Array[] | undefined;
}

/** The rows as typed arrays, one element per row, in the rows' order. They are views of one message: copy what should outlive the rest. */
export interface MetricColumns {
  readonly length: number;
  /** The distinct keys, ascending. */
  readonly groups: readonly GroupKey[];
  /** The row's place in `groups`; `groups.length` for the row of all other groups. */
  readonly group: Uint32Array;
  /** ms since the epoch; `undefined` without `bucket`. */
  readonly bucketStart: Float64Array | undefined;
  /** In the order of the query. */
  readonly values: readonly MetricColumn[];
}

export interface MetricResult extends Counted {
  /** By bucket, then by key, the other groups last. Made when first read: for many rows, `columns` is the faster way. */
  readonly rows: readonly MetricRow[];
  readonly groupsOmitted: number;
  /** The same rows as typed arrays. Not enumerable, so it is in no copy, JSON text or message to another thread. */
  readonly columns?: MetricColumns;
}
