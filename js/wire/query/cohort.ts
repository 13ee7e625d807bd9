import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf } from '../check.js';
import { encodeConditions, PROPERTY_OPERATORS } from '../encode-conditions.js';
import { CohortCount } from '../generated/assay/fb/cohort-count.js';
import { CohortKind } from '../generated/assay/fb/cohort-kind.js';
import { CohortNode } from '../generated/assay/fb/cohort-node.js';
import { CohortQuery } from '../generated/assay/fb/cohort-query.js';
import type { Asking } from './asking.js';
import { addInstant, encodeMatch, wholeOf } from './parts.js';
import { rangeOf } from './scope.js';

/** Those of core/assay/behavior/cohort.h and core/assay/engine/limits.h. */
const MAX_NODES = 256;
const MAX_IDS = 100_000;

const GROUPS = { all: CohortKind.And, any: CohortKind.Or, not: CohortKind.Not } as const;
const LEAVES = {
  did: CohortKind.Did,
  firstDid: CohortKind.FirstDid,
  latest: CohortKind.Latest,
  earliest: CohortKind.Earliest,
} as const;
const OWN: Readonly<Record<keyof typeof LEAVES, readonly string[]>> = { did: ['times'], firstDid: [], latest: ['has'], earliest: ['has'] };
const COUNTS = { atLeast: CohortCount.AtLeast, atMost: CohortCount.AtMost, exactly: CohortCount.Exactly } as const;

export function encodeCohort(fb: Builder, value: unknown, path: string, { now, beside }: Asking): Offset {
  const nodes = CohortQuery.createNodesVector(fb, encodeDefinition(fb, value, path, now));
  const users = beside['users'];
  const maxIds = users === undefined ? 0 : users === true ? MAX_IDS : wholeOf(users, 'users', 1, MAX_IDS);
  return CohortQuery.createCohortQuery(fb, nodes, maxIds);
}

/** The tree's nodes, children before their parents; the last one is the whole. */
export function encodeDefinition(fb: Builder, definition: unknown, path: string, now: number): Offset[] {
  const nodes: Offset[] = [];
  let seen = 0;

  /** The place of the definition's node. */
  const encode = (value: unknown, at: string): number => {
    // Counted on the way down, so that a definition inside itself ends as well.
    if (++seen > MAX_NODES) throw invalid(path, `has more than ${MAX_NODES} conditions`);
    const known = { ...GROUPS, ...LEAVES };
    const fields = fieldsOf(value, at, [...Object.keys(known), 'times', 'has', 'range', 'last']);
    const name = Object.keys(fields).find((field): field is keyof typeof known => Object.hasOwn(known, field));
    if (name === undefined) throw invalid(at, `needs one of ${Object.keys(known).join(', ')}`);
    const field = `${at}.${name}`;
    if (name === 'did' || name === 'firstDid' || name === 'latest' || name === 'earliest') {
      nodes.push(encodeLeaf(fb, name, value, at, now));
      return nodes.length - 1;
    }
    const written = fieldsOf(value, at, [name])[name];
    const list = name === 'not' ? [written] : listOf(written, field);
    if (list.length === 0) throw invalid(field, 'needs at least one condition');
    const children = list.map((child, i) => encode(child, name === 'not' ? field : `${field}[${i}]`));
    const childrenOffset = CohortNode.createChildrenVector(fb, children);
    CohortNode.startCohortNode(fb);
    CohortNode.addKind(fb, GROUPS[name]);
    CohortNode.addChildren(fb, childrenOffset);
    nodes.push(CohortNode.endCohortNode(fb));
    return nodes.length - 1;
  };

  encode(definition, path);
  return nodes;
}

function encodeLeaf(fb: Builder, name: keyof typeof LEAVES, value: unknown, path: string, now: number): Offset {
  const own = OWN[name];
  const source = fieldsOf(value, path, [name, ...own, 'range', 'last']);
  const match = encodeMatch(fb, source[name], `${path}.${name}`);
  const conditions = encodeConditions(fb, source['has'], `${path}.has`, PROPERTY_OPERATORS);
  if (own.includes('has') && conditions.length === 0) throw invalid(`${path}.has`, 'needs at least one condition');
  const properties = CohortNode.createPropertiesVector(fb, conditions);
  const window = windowOf(source, path, now);
  const { count, times } = timesOf(source['times'], `${path}.times`);
  CohortNode.startCohortNode(fb);
  CohortNode.addKind(fb, LEAVES[name]);
  CohortNode.addMatch(fb, match);
  addInstant(fb, CohortNode.addStartMs, window.start);
  addInstant(fb, CohortNode.addEndMs, window.end);
  CohortNode.addCount(fb, count);
  CohortNode.addTimes(fb, times);
  CohortNode.addProperties(fb, properties);
  return CohortNode.endCohortNode(fb);
}

function windowOf(source: Readonly<Record<string, unknown>>, path: string, now: number): ReturnType<typeof rangeOf> {
  const { range, last } = source;
  if (last === undefined) return rangeOf(range, now, `${path}.range`);
  if (range !== undefined) throw invalid(path, "has either 'range' or 'last'");
  return rangeOf({ last }, now, path);
}

function timesOf(value: unknown, path: string): { readonly count: CohortCount; readonly times: number } {
  if (value === undefined || typeof value === 'number')
    return { count: CohortCount.AtLeast, times: wholeOf(value ?? 1, path, 0, 0xffff_ffff) };
  const written = Object.entries(fieldsOf(value, path, Object.keys(COUNTS)));
  const [first] = written;
  if (first === undefined || written.length > 1) throw invalid(path, `needs one of ${Object.keys(COUNTS).join(', ')}`);
  return { count: COUNTS[first[0] as keyof typeof COUNTS], times: wholeOf(first[1], `${path}.${first[0]}`, 0, 0xffff_ffff) };
}
