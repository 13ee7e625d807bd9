import type { Builder, Offset } from 'flatbuffers';
import { fieldsOf, invalid, listOf, textOf } from './check.js';
import { Condition } from './generated/assay/fb/condition.js';
import { Operator } from './generated/assay/fb/operator.js';
import { ValueType } from './generated/assay/fb/value-type.js';
import { Value } from './generated/assay/fb/value.js';

/** Operators on event properties (queries). Datafiles also have those of `SEMVER_OPERATORS`. */
export const PROPERTY_OPERATORS: Readonly<Record<string, Operator>> = {
  equals: Operator.Equals,
  not_equals: Operator.NotEquals,
  in: Operator.In,
  not_in: Operator.NotIn,
  gt: Operator.Gt,
  gte: Operator.Gte,
  lt: Operator.Lt,
  lte: Operator.Lte,
  exists: Operator.Exists,
};

/** Precedence of semantic versions (semver.org, 2.0.0); the operand is a version text. */
export const SEMVER_OPERATORS: Readonly<Record<string, Operator>> = {
  semver_equals: Operator.SemverEquals,
  semver_gt: Operator.SemverGt,
  semver_gte: Operator.SemverGte,
  semver_lt: Operator.SemverLt,
  semver_lte: Operator.SemverLte,
};

/**
 * A `Where` object as FlatBuffers conditions, in the order written.
 * @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks
 */
export function encodeConditions(fb: Builder, where: unknown, path: string, operators: Readonly<Record<string, Operator>>): Offset[] {
  if (where === undefined) return [];
  const conditions: Offset[] = [];
  for (const [name, condition] of Object.entries(fieldsOf(where, path, Object.keys(where ?? {})))) {
    const field = `${path}.${textOf(name, `${path}: property name`)}`;
    if (typeof condition !== 'object' || condition === null) {
      conditions.push(encode(fb, name, Operator.Equals, [encodeValue(fb, condition, field)]));
      continue;
    }
    const written = Object.entries(fieldsOf(condition, field, Object.keys(operators))).filter(([, operand]) => operand !== undefined);
    if (written.length === 0) throw invalid(field, `needs an operator: ${Object.keys(operators).join(', ')}`);
    for (const [key, operand] of written) conditions.push(encodeOne(fb, name, operators[key] as Operator, operand, `${field}.${key}`));
  }
  return conditions;
}

function encodeOne(fb: Builder, name: string, op: Operator, operand: unknown, path: string): Offset {
  if (op === Operator.Exists) {
    if (typeof operand !== 'boolean') throw invalid(path, 'must be true or false');
    return encode(fb, name, operand ? Operator.Exists : Operator.NotExists, []);
  }
  if (op === Operator.In || op === Operator.NotIn) {
    return encode(
      fb,
      name,
      op,
      listOf(operand, path).map((value, i) => encodeValue(fb, value, `${path}[${i}]`)),
    );
  }
  if (op >= Operator.SemverGt && typeof operand !== 'string') throw invalid(path, 'must be a version, as text');
  if (op >= Operator.Gt && op <= Operator.Lte && typeof operand === 'boolean') throw invalid(path, 'must be a number or a string');
  return encode(fb, name, op, [encodeValue(fb, operand, path)]);
}

function encode(fb: Builder, name: string, op: Operator, values: Offset[]): Offset {
  const nameOffset = fb.createString(name);
  const valuesOffset = Condition.createValuesVector(fb, values);
  return Condition.createCondition(fb, nameOffset, op, valuesOffset);
}

function encodeValue(fb: Builder, value: unknown, path: string): Offset {
  if (typeof value === 'string') {
    if (!value.isWellFormed()) throw invalid(path, 'must be well-formed Unicode (it holds half of a surrogate pair)');
    return Value.createValue(fb, ValueType.String, fb.createString(value), 0, false);
  }
  if (typeof value === 'number') {
    if (!Number.isFinite(value)) throw invalid(path, 'must be a finite number');
    return Value.createValue(fb, ValueType.Number, 0, value, false);
  }
  if (typeof value === 'boolean') return Value.createValue(fb, ValueType.Bool, 0, 0, value);
  throw invalid(path, 'must be a string, a number or a boolean');
}
