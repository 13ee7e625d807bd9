import { AssayError } from '../../shared/errors.js';
import { fieldsOf, invalid, textOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr, IdSet, Program } from '../program/program.js';
import { dependencyOrder, findCycles } from './cycles.js';
import { entriesOf, idsOf } from './fields.js';
import { compileWhen, type SegmentExpr } from './when.js';

/** A datafile's segments as shared expressions. */
export interface Segments {
  readonly shared: NonNullable<Program['shared']>;
  readonly sets: readonly IdSet[];
  readonly expr: SegmentExpr;
  /** What is wrong with segments that no `expr()` was asked for. */
  unusedProblems(): readonly string[];
}

interface Compiled {
  readonly value?: Expr;
  readonly set?: IdSet;
  readonly problem?: string;
  readonly refersTo: readonly string[];
}

/**
 * Compiles `segments`. A malformed one is a problem of who refers to it.
 * @throws AssayError INVALID_ARGUMENT when they are no object
 */
export function compileSegments(segments: unknown): Segments {
  const sources = new Map(entriesOf(segments, 'datafile.segments'));
  const compiled = new Map([...sources].map(([name, source]) => [name, compileSegment(name, source, sources)]));
  const edges = new Map([...compiled].map(([name, { refersTo }]) => [name, refersTo]));
  const problems = new Map<string, string>();
  for (const [name, cycle] of findCycles(edges))
    problems.set(name, `segments.${name}: refers to itself (${[...cycle, cycle[0]].join(' → ')})`);
  const order = dependencyOrder(edges);
  const ordered = new Set(order);
  for (const name of sources.keys()) {
    if (!ordered.has(name) && !problems.has(name)) problems.set(name, `segments.${name}: refers to a segment that refers to itself`);
  }
  for (const name of order) {
    const { problem, refersTo } = compiled.get(name) as Compiled;
    const first = problem ?? refersTo.map((other) => problems.get(other)).find((each) => each !== undefined);
    if (first !== undefined) problems.set(name, first);
  }
  const usable = order.filter((name) => !problems.has(name)).map((name) => ({ name, ...(compiled.get(name) as Compiled) }));
  const asked = new Set<string>();
  return {
    shared: usable.map(({ name, value }) => ({ name, value: value as Expr })),
    sets: usable.flatMap(({ set }) => (set === undefined ? [] : [set])),
    expr(name, path) {
      if (!sources.has(name)) throw invalid(path, `must name a segment of the datafile, not ${JSON.stringify(name)}`);
      asked.add(name);
      const problem = problems.get(name);
      if (problem !== undefined) throw invalid(path, `malformed segment (${problem})`);
      return ['call', name];
    },
    unusedProblems: () => [...problems].filter(([name]) => !asked.has(name)).map(([, problem]) => problem),
  };
}

function compileSegment(name: string, value: unknown, all: ReadonlyMap<string, unknown>): Compiled {
  const refersTo: string[] = [];
  const segment: SegmentExpr = (other, path) => {
    if (!all.has(other)) throw invalid(path, `must name a segment of the datafile, not ${JSON.stringify(other)}`);
    refersTo.push(other);
    return ['call', other];
  };
  try {
    const path = `segments.${textOf(name, 'segments: name')}`;
    const source = fieldsOf(value, path, ['ids', 'unit', 'falsePositiveRate', 'when', 'description']);
    const { ids, falsePositiveRate: rate, when, unit } = source;
    if (ids === undefined && when === undefined) throw invalid(path, "needs 'ids' or 'when'");
    if (ids === undefined && (rate !== undefined || unit !== undefined))
      throw invalid(`${path}.${rate === undefined ? 'unit' : 'falsePositiveRate'}`, 'needs ids');
    const condition = when === undefined ? [] : [x.and(...compileWhen(when, `${path}.when`, segment))];
    if (ids === undefined) return { value: condition[0] as Expr, refersTo };
    const attribute = x.attribute(textOf(unit ?? 'user', `${path}.unit`));
    const set = { name, ids: idsOf(ids, `${path}.ids`), ...(rate === undefined ? {} : { falsePositiveRate: rateOf(rate, path) }) };
    return { value: x.or(['in_set', name, attribute], ...condition), set, refersTo };
  } catch (error) {
    if (!(error instanceof AssayError)) throw error;
    return { problem: error.message, refersTo };
  }
}

function rateOf(rate: unknown, path: string): number {
  if (typeof rate !== 'number' || !(rate > 0 && rate < 1)) throw invalid(`${path}.falsePositiveRate`, 'must be above 0 and below 1');
  return rate;
}
