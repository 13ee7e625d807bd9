/** What an object of a payload holds. Nothing of it is trusted before it is looked at. */
export type Fields = Readonly<Record<string, unknown>>;

/** The half-open part [low, high) of the bucket line, which is [0, 1). */
export type BucketRange = readonly [low: number, high: number];

export interface Filter {
  readonly seed: string;
  readonly attribute?: string;
  readonly hashVersion?: number;
  readonly ranges: readonly BucketRange[];
}

export interface ParentCondition {
  readonly id: string;
  readonly condition?: Fields;
  readonly gate?: boolean;
}

export interface UrlPattern {
  readonly type: string;
  readonly pattern: string;
  readonly include?: boolean;
}

export interface VariationMeta {
  readonly key?: string;
  readonly name?: string;
  readonly passthrough?: boolean;
}

/** A rule of a feature or an inline experiment; fields that are absent from one kind are ignored in it. */
export interface Experiment {
  readonly key?: string;
  readonly variations?: readonly unknown[];
  readonly contextualVariations?: readonly unknown[];
  readonly contextualBanditRef?: string;
  readonly id?: string;
  readonly force?: unknown;
  readonly condition?: Fields;
  readonly coverage?: number;
  readonly range?: BucketRange;
  readonly ranges?: readonly BucketRange[];
  readonly weights?: readonly number[];
  readonly seed?: string;
  readonly hashVersion?: number;
  readonly hashAttribute?: string;
  readonly fallbackAttribute?: string;
  readonly disableStickyBucketing?: boolean;
  readonly bucketVersion?: number;
  readonly minBucketVersion?: number;
  readonly namespace?: readonly [id: string, low: number, high: number];
  readonly filters?: readonly Filter[];
  readonly meta?: readonly VariationMeta[];
  readonly parentConditions?: readonly ParentCondition[];
  readonly urlPatterns?: readonly UrlPattern[];
  readonly persistQueryString?: boolean;
  readonly status?: string;
  readonly active?: boolean;
  readonly phase?: unknown;
  readonly [other: string]: unknown;
}

export const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
export const isText = (value: unknown): value is string => typeof value === 'string';
export const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const listOf = (is: (item: unknown) => boolean) => (value: unknown) => Array.isArray(value) && value.every(is);
/** Fields that are absent or null are fine unless `required`. */
const shape = (required: readonly string[], fields: Readonly<Record<string, (value: unknown) => boolean>>) => (value: unknown) =>
  isObject(value) &&
  required.every((name) => value[name] != null) &&
  Object.keys(fields).every((name) => value[name] == null || fields[name]!(value[name]));

export const isNumbers = listOf(isNumber);
const isRange = (value: unknown): boolean => Array.isArray(value) && value.length === 2 && value.every(isNumber);
const isRanges = listOf(isRange);

const isFilter = shape(['seed', 'ranges'], { seed: isText, attribute: isText, hashVersion: isNumber, ranges: isRanges });
const isMeta = shape([], { key: isText, name: isText, passthrough: isBoolean });
const isParent = shape(['id'], { id: isText, condition: isObject, gate: isBoolean });
const isUrlPattern = shape(['type', 'pattern'], { type: isText, pattern: isText, include: isBoolean });

/** Names of fields and what they have to be. */
const FIELDS: readonly (readonly [names: string, is: (value: unknown) => boolean])[] = [
  ['key id contextualBanditRef seed hashAttribute fallbackAttribute status', isText],
  ['coverage hashVersion bucketVersion minBucketVersion', isNumber],
  ['disableStickyBucketing persistQueryString active', isBoolean],
  ['variations contextualVariations', Array.isArray],
  ['condition', isObject],
  ['range', isRange],
  ['ranges', isRanges],
  ['weights', isNumbers],
  ['namespace', (value) => Array.isArray(value) && value.length === 3 && isText(value[0]) && isRange(value.slice(1))],
  ['filters', listOf(isFilter)],
  ['meta', listOf(isMeta)],
  ['parentConditions', listOf(isParent)],
  ['urlPatterns', listOf(isUrlPattern)],
];

/**
 * The rule or experiment without the fields that are null, but for `force`.
 * @throws TypeError naming what is malformed
 */
export function experimentOf(value: unknown): Experiment {
  if (!isObject(value)) throw new TypeError('no object');
  for (const [names, is] of FIELDS) {
    const wrong = names.split(' ').find((name) => value[name] != null && !is(value[name]));
    if (wrong !== undefined) throw new TypeError(`${wrong} is malformed`);
  }
  return Object.fromEntries(Object.entries(value).filter(([name, field]) => field != null || name === 'force'));
}

/** Whether lists and objects are nested deeper than `limit`; never goes deeper itself. */
export const isDeeperThan = (limit: number, value: unknown): boolean =>
  typeof value === 'object' && value !== null && (limit === 0 || Object.values(value).some((member) => isDeeperThan(limit - 1, member)));
