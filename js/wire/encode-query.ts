import { Builder, type Offset } from 'flatbuffers';
import type { Query } from '../shared/query.js';
import { fieldsOf, invalid } from './check.js';
import { encodeConditions, PROPERTY_OPERATORS } from './encode-conditions.js';
import { Query as FbQuery } from './generated/assay/fb/query.js';
import { KINDS, type Kind } from './kinds.js';
import { encodeDefinition } from './query/cohort.js';
import { bucketOf, byOf, compareOf, maxGroupsOf, otherOf, rangeOf } from './query/scope.js';
import { zoneTransitions } from './query/zone.js';

/**
 * A query as FlatBuffers bytes (core/assay/wire/query.fbs).
 * @param now ms since the epoch, what `range: { last }` counts back from
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function encodeQuery(query: Query, now: number): Uint8Array {
  const kind = KINDS.find(({ name }) => typeof query === 'object' && query !== null && name in query);
  if (kind === undefined) throw invalid('query', `needs one of ${KINDS.map(({ name }) => name).join(', ')}`);
  const written = fieldsOf(query, 'query', [kind.name, ...kind.beside]);
  const source = { ...written, ...kind.implies?.(written[kind.name], kind.name) };

  const fb = new Builder(1024);
  const body = kind.encode(fb, source[kind.name], kind.name, { now, beside: source });
  const filter = FbQuery.createFilterVector(fb, encodeConditions(fb, source['filter'], 'filter', PROPERTY_OPERATORS));
  const by = FbQuery.createByVector(
    fb,
    byOf(source['by']).map((name) => fb.createString(name)),
  );
  const range = rangeOf(source['range'], now);
  const isScoped = source['cohort'] !== undefined && kind.beside.includes('cohort');
  const cohort = isScoped ? FbQuery.createCohortVector(fb, encodeDefinition(fb, source['cohort'], 'cohort', now)) : 0;
  const compare = source['compare'] === undefined ? undefined : compareOf(source['compare'], range);
  const bucket = bucketIn(source, kind);
  const { start: _start, ...endless } = range;
  const zoned = kind.looksBack === true ? endless : range;
  const zone = encodeZone(fb, source['zone'], zoned, kind.comparesPrevious?.(source[kind.name]) === true ? 0 : compare);
  fb.forceDefaults(true); // or a start of 0 would be left out, which is no start
  FbQuery.startQuery(fb);
  FbQuery.addKindType(fb, kind.query);
  FbQuery.addKind(fb, body);
  FbQuery.addFilter(fb, filter);
  FbQuery.addBy(fb, by);
  if (range.start !== undefined) FbQuery.addStartMs(fb, range.start);
  if (range.end !== undefined) FbQuery.addEndMs(fb, range.end);
  if (bucket?.ms !== undefined) FbQuery.addBucketMs(fb, bucket.ms);
  if (bucket?.unit !== undefined) FbQuery.addBucketUnit(fb, bucket.unit);
  if (zone !== undefined) {
    FbQuery.addZoneFromMs(fb, zone.from);
    FbQuery.addZoneOffsetMs(fb, zone.offsets);
  }
  if (cohort !== 0) FbQuery.addCohort(fb, cohort);
  if (source['other'] !== undefined) FbQuery.addOther(fb, otherOf(source['other']));
  if (compare !== undefined) FbQuery.addCompareMs(fb, compare);
  if (source['maxGroups'] !== undefined) FbQuery.addMaxGroups(fb, maxGroupsOf(source['maxGroups']));
  FbQuery.finishQueryBuffer(fb, FbQuery.endQuery(fb));
  return fb.asUint8Array().slice();
}

function bucketIn(source: Readonly<Record<string, unknown>>, { name, bucket }: Kind): ReturnType<typeof bucketOf> | undefined {
  const written = bucket === undefined ? source['bucket'] : (source[name] as Readonly<Record<string, unknown>>)[bucket];
  return written === undefined ? undefined : bucketOf(written, bucket === undefined ? 'bucket' : `${name}.${bucket}`);
}

/** The zone's transitions around the range, and around the one before it when they are compared. */
function encodeZone(
  fb: Builder,
  zone: unknown,
  { start, end }: { readonly start?: number; readonly end?: number },
  compare: number | undefined,
): { readonly from: Offset; readonly offsets: Offset } | undefined {
  if (zone === undefined) return undefined;
  const earlier = compare === undefined ? 0 : compare || (end as number) - (start as number);
  const transitions = zoneTransitions(zone, start === undefined ? undefined : start - earlier, end);
  if (transitions.length === 0) return undefined;
  const from = transitions.map((transition) => transition.from);
  const offsets = transitions.map(({ offsetMs }) => offsetMs);
  return { from: FbQuery.createZoneFromMsVector(fb, from), offsets: FbQuery.createZoneOffsetMsVector(fb, offsets) };
}
