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
export const isNumber = Number.isFinite as (value: unknown) => value is number;
const listOf =
  <T>(is: (value: unknown) => value is T) =>
  (value: unknown): value is T[] =>
    Array.isArray(value) && value.every(is);
export const isNumbers = listOf(isNumber);

/** The member of its own, never one that all objects have. */
export const own = <T>(of: Readonly<Record<string, T>>, name: string): T | undefined => (Object.hasOwn(of, name) ? of[name] : undefined);

const isBoolean = (value: unknown): boolean => typeof value === 'boolean';
const isRange = (value: unknown): value is BucketRange => isNumbers(value) && value.length === 2;
const areItems = (...required: readonly string[]) =>
  listOf((one): one is Fields => isObject(one) && required.every((name) => one[name] != null) && !malformedField(one));

/** What fields of experiments, of rules and of the items of their lists have to be. */
const FIELDS: readonly (readonly [names: string, is: (value: unknown) => boolean])[] = [
  ['key id name seed hashAttribute fallbackAttribute contextualBanditRef status attribute type pattern', isText],
  ['coverage hashVersion bucketVersion minBucketVersion', isNumber],
  ['disableStickyBucketing persistQueryString active passthrough gate include', isBoolean],
  ['condition', isObject],
  ['variations contextualVariations', Array.isArray],
  ['range', isRange],
  ['ranges', listOf(isRange)],
  ['weights', isNumbers],
  ['namespace', (value) => Array.isArray(value) && isText(value[0]) && isRange(value.slice(1))],
  ['filters', areItems('seed', 'ranges')],
  ['meta', areItems()],
  ['parentConditions', areItems('id')],
  ['urlPatterns', areItems('type', 'pattern')],
  // What was code in the page that ran the experiment, which a payload cannot hold.
  ['groups url', () => false],
];

/** The first field that is malformed. One that is null is as if it were absent. */
const malformedField = (value: Fields): string | undefined =>
  FIELDS.flatMap(([names, is]) => names.split(' ').filter((name) => value[name] != null && !is(value[name])))[0];

/**
 * The rule or experiment without the fields that are null, but for `force`.
 * @throws TypeError naming what is malformed
 */
export function experimentOf(value: unknown): Experiment {
  const wrong = isObject(value) ? malformedField(value) : 'a rule';
  if (wrong) throw new TypeError(`${wrong} is malformed or not supported`);
  return Object.fromEntries(Object.entries(value as Fields).filter(([name, field]) => field != null || name === 'force'));
}

/** Whether lists and objects are nested deeper than `limit`; never goes deeper itself. */
export const isDeeperThan = (limit: number, value: unknown): boolean =>
  typeof value === 'object' && value !== null && (limit === 0 || Object.values(value).some((member) => isDeeperThan(limit - 1, member)));
