import { type Fields, isNumber, isObject, isText } from './fields.js';
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
export function growthbookContext(user: GrowthbookUser): Record<string, unknown> {
  const { attributes = {}, url = '', forcedVariations = {}, stickyBucketAssignmentDocs: docs, qaMode, enabled } = user;
  const own = Object.entries(attributes).filter(([name]) => !name.startsWith(RESERVED));
  const query = queryOverrides(url);
  const forced = Object.entries(forcedVariations).filter(([, variation]) => isNumber(variation));
  const facts: [name: string, value: unknown, isThere: boolean][] = [
    [URL_PARTS, urlParts(url), true],
    [QUERY, Object.fromEntries(query), query.length > 0],
    [FORCED, Object.fromEntries(forced), forced.length > 0],
    [STICKY, stickyOf(attributes, Object.values(docs ?? {})), docs !== undefined],
    [QA, true, qaMode === true],
    [DISABLED, true, enabled === false],
  ];
  return Object.fromEntries([...own, ...facts.filter(([, , isThere]) => isThere).map(([name, value]) => [name, value] as const)]);
}

/** The attribute of that name, else what is at the name as a path; `undefined` when there is none. */
export function attributeAt(attributes: Fields, name: string): unknown {
  if (Object.hasOwn(attributes, name)) return attributes[name];
  return name
    .split('.')
    .reduce<unknown>(
      (of, key) => (typeof of === 'object' && of !== null && Object.hasOwn(of, key) ? (of as Fields)[key] : undefined),
      attributes,
    );
}

/** Whole numbers, not negative, by name; of a parameter given twice the first counts, whatever it says. */
function queryOverrides(url: string): readonly (readonly [name: string, variation: number])[] {
  const pairs = (url.split('?')[1] ?? '').replace(/#.*/, '').split('&');
  const first = new Map<string, number>();
  for (const [name = '', value = ''] of pairs.map((pair) => pair.split('=')))
    if (!first.has(name)) first.set(name, Number.parseInt(value, 10));
  return [...first].filter(([, variation]) => variation >= 0);
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
