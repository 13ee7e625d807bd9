import type { Context } from '../../client/types.js';
import { type Fields, isNumber, isObject, isText, own } from './fields.js';
import { DISABLED, FORCED, QA, QUERY, RESERVED, STICKY, URL_PARTS } from './reserved.js';
import { urlParts } from './url.js';

/** The variations that a unit is to keep, as a sticky bucket service stores them. */
export interface StickyBucketDoc {
  readonly attributeName: string;
  readonly attributeValue: string;
  /** Variation keys by experiment key, "__" and bucket version. */
  readonly assignments: Readonly<Record<string, string>>;
}

/** What GrowthBook's SDK is told of a user. */
export interface GrowthbookUser {
  readonly attributes?: Fields;
  /** Address of the page. @defaultValue none, which only patterns for every page target */
  readonly url?: string;
  /** Indexes of variations by experiment key. */
  readonly forcedVariations?: Readonly<Record<string, number>>;
  /** A list, or by any key. Absent: sticky bucketing is off, and with it fallback attributes. */
  readonly stickyBucketAssignmentDocs?: readonly StickyBucketDoc[] | Readonly<Record<string, StickyBucketDoc>>;
  /** @defaultValue false */
  readonly qaMode?: boolean;
  /** `false`: no experiment runs. @defaultValue true */
  readonly enabled?: boolean;
}

/** The attributes to evaluate a growthbook() program with. Decides nothing: what decides is in the program. */
export function growthbookContext(user: GrowthbookUser): Context {
  const { attributes = {}, url = '', forcedVariations = {}, stickyBucketAssignmentDocs: docs, qaMode, enabled } = user;
  const given = Object.entries(attributes).filter(([name]) => !name.startsWith(RESERVED));
  const facts = {
    [URL_PARTS]: urlParts(url),
    [QUERY]: variationsOf(queryOf(url)),
    [FORCED]: variationsOf(forcedVariations),
    [STICKY]: docs && stickyOf(attributes, Object.values(docs)),
    [QA]: qaMode || undefined,
    [DISABLED]: enabled === false || undefined,
  };
  return Object.fromEntries([...given, ...Object.entries(facts).filter(([, fact]) => fact !== undefined)]) as Context;
}

/** The attribute of that name, else what is at the name as a path; `undefined` when there is none. */
export const attributeAt = (attributes: Fields, name: string): unknown =>
  own(attributes, name) ??
  name.split('.').reduce<unknown>((of, key) => (typeof of === 'object' && of ? own(of as Fields, key) : undefined), attributes);

/** The parameters as whole numbers; of one given twice the first counts, whatever it says. */
function queryOf(url: string): Fields {
  const pairs = (url.split('?')[1] ?? '').replace(/#.*/, '').split('&');
  return Object.fromEntries(
    pairs
      .reverse()
      .map((pair) => pair.split('='))
      .map(([name, value]) => [name, Number.parseInt(value as string, 10)]),
  );
}

/** Those that may be an index; `undefined` without any. */
function variationsOf(numbers: Fields): Fields | undefined {
  const usable = Object.entries(numbers).filter(([, variation]) => isNumber(variation) && variation >= 0);
  return usable.length ? Object.fromEntries(usable) : undefined;
}

/** The assignments of the documents that are about this context, by attribute. */
function stickyOf(attributes: Fields, docs: readonly unknown[]): Fields {
  const isAbout = (doc: unknown): doc is StickyBucketDoc =>
    isObject(doc) &&
    isObject(doc.assignments) &&
    isText(doc.attributeName) &&
    idText(attributeAt(attributes, doc.attributeName) || '') === doc.attributeValue;
  return Object.fromEntries(docs.filter(isAbout).map(({ attributeName, assignments }) => [attributeName, assignments]));
}

/** An id as sticky buckets are stored under it; `undefined` for none. */
export const idText = (id: unknown): string | undefined => (isText(id) ? id : JSON.stringify(id));
