import { compileDatafile } from '../../js/compile/compile-datafile.js';
import type { Datafile } from '../../js/compile/datafile.js';
import { readDatafile } from '../../js/client/flags/datafile-rows.js';
import { encodeContext } from '../../js/client/flags/encode-context.js';
import { encodeProgram } from '../../js/compile/program/encode-program.js';
import type { Expr, Program } from '../../js/compile/program/program.js';
import type { Json } from '../../js/shared/json.js';
import type { Query, Scalar } from '../../js/shared/query.js';
import { BatchBuilder } from '../../js/wire/batch-builder.js';
import { encodeQuery } from '../../js/wire/encode-query.js';
import { type BucketingRow, bucketingDatafile, UNIT_ATTRIBUTE } from './bucketing-flags.js';
import { ByteWriter } from './byte-writer.js';
import { contextValue } from './oracle/flags.mjs';
import { decodeValue } from './oracle/program.mjs';
import { batchesOf } from './oracle/random-events.mjs';
import { OPS } from './pack-ops.js';

/** One case of a pack. */
export interface PackCase {
  readonly name: string;
  readonly op: (typeof OPS)[keyof typeof OPS];
  readonly inputs: readonly Uint8Array[];
}

type ContextValue = Scalar | { readonly number: string };
type EventRow = readonly [name: string, time: number, user: string, session: string | null, props: Readonly<Record<string, Scalar>>];

export interface FlagVector {
  readonly name: string;
  readonly datafile: Datafile;
  readonly answers: readonly { readonly context: Readonly<Record<string, ContextValue>>; readonly expect: unknown }[];
}

export interface QueryVector {
  readonly name: string;
  readonly batches?: readonly (readonly EventRow[] | { readonly first: number; readonly events: readonly EventRow[] })[];
  readonly stream?: object;
  /** What `range: { last }` counts back from, ms since the epoch. */
  readonly now?: number;
  readonly query: Query;
  readonly expect: unknown;
}

/** A row of expressions.json: one expression, what it sees and what it gives. */
export interface ExpressionVector {
  readonly name: string;
  readonly expr: Expr;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly now?: number;
  /** Flags, shared expressions and sets that the expression refers to. */
  readonly program?: Partial<Program>;
  readonly expect: unknown;
}

/** The cases of the vector files, in their order. */
export function packCases(
  bucketing: readonly BucketingRow[],
  flags: readonly FlagVector[],
  queries: readonly QueryVector[],
  expressions: readonly ExpressionVector[],
): PackCase[] {
  return [...bucketing.map(bucketingCase), ...flags.flatMap(flagCases), ...queries.map(queryCase), ...expressions.map(expressionCase)];
}

/** The flag of `expressionDatafile` whose rule asks whether the expression is truthy. */
export const EXPRESSION_FLAG = 'the expression';

/** A datafile with the expression as the condition of one rule, so that an explanation tells its value. */
export function expressionDatafile({ expr, program }: ExpressionVector): Uint8Array {
  const rule = { id: 'rule', when: expr, then: { serve: -1 } };
  const flag = { key: EXPRESSION_FLAG, type: 'json' as const, variants: [], defaultVariant: -1, rules: [rule] };
  return encodeProgram({ ...program, flags: [flag, ...(program?.flags ?? [])] }).bytes;
}

/** The attributes of a vector as a context of its datafile. */
export const expressionContext = (datafile: Uint8Array, { attributes, now = 0 }: ExpressionVector): Uint8Array =>
  contextFor(datafile, decodeValue(attributes) as Record<string, Json>, now);

const contextFor = (datafile: Uint8Array, attributes: Readonly<Record<string, Json>>, now = 0): Uint8Array =>
  encodeContext(readDatafile(datafile).places, attributes, now);

function expressionCase(vector: ExpressionVector): PackCase {
  const datafile = expressionDatafile(vector);
  return { name: `expressions: ${vector.name}`, op: OPS.flags, inputs: [datafile, expressionContext(datafile, vector)] };
}

/** The pack as both runners read it. */
export function encodePack(cases: readonly PackCase[]): Uint8Array {
  const pack = new ByteWriter();
  pack.u32(cases.length);
  for (const { name, op, inputs } of cases) {
    pack.text(name);
    pack.u8(op);
    pack.u32(inputs.length);
    for (const input of inputs) pack.bytes(input);
  }
  return pack.finish();
}

function bucketingCase(row: BucketingRow, i: number): PackCase {
  const { bytes } = compileDatafile(bucketingDatafile(row));
  return { name: `bucketing ${i}: ${row.purpose}`, op: OPS.flags, inputs: [bytes, contextFor(bytes, { [UNIT_ATTRIBUTE]: row.unit })] };
}

function flagCases({ name, datafile, answers }: FlagVector): PackCase[] {
  const { bytes } = compileDatafile(datafile);
  return answers.map(({ context }, i) => {
    const attributes = Object.fromEntries(Object.entries(context).map(([key, value]) => [key, contextValue(value) as Scalar]));
    return { name: `flags: ${name}, context ${i}`, op: OPS.flags, inputs: [bytes, contextFor(bytes, attributes)] };
  });
}

/** The batches of a vector and, last, its query. */
export function queryCase(vector: QueryVector): PackCase {
  let next = 1;
  const batches = (batchesOf(vector) as { first?: number; events: EventRow[] }[]).map(({ first = next, events }) => {
    const builder = new BatchBuilder();
    for (const [event, time, user, session, props] of events) {
      builder.add({ name: event, time, user, props, ...(session !== null && { session }) });
    }
    next = first + events.length;
    return builder.finish(first);
  });
  return { name: `queries: ${vector.name}`, op: OPS.engine, inputs: [...batches, encodeQuery(vector.query, vector.now ?? 0)] };
}
