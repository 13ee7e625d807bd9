import { MAX_TEXT_LENGTH } from '../../shared/check-event.js';
import type { PiiClass, PlanProblem, PlanPropertyType } from '../../shared/plan.js';
import type { Scalar } from '../../shared/query.js';
import { fail, type Members, membersOf, oneOf, optional, textOrAbsent } from './plan-fields.js';

const TYPES: readonly PlanPropertyType[] = ['string', 'number', 'integer', 'boolean'];
const CLASSES: readonly PiiClass[] = ['none', 'pseudonymous', 'personal', 'sensitive'];
const RANGE = ['minimum', 'maximum'] as const;
const LENGTH = ['minLength', 'maxLength'] as const;
const FIELDS = ['description', 'type', 'required', 'enum', 'pii', ...RANGE, ...LENGTH];
export const MAX_ENUM_VALUES = 1_000;

/** One property of a plan that nothing is wrong with. */
export interface PropertyRules {
  readonly description: string | undefined;
  readonly type: PlanPropertyType;
  readonly required: boolean;
  readonly values: ReadonlySet<unknown> | undefined;
  /** Inclusive; of numbers their value, of texts their length in code points. */
  readonly least: number;
  readonly most: number;
  readonly pii: PiiClass;
}

/** @throws AssayError INVALID_ARGUMENT, naming the field that is wrong and its rule */
export function readProperty(value: unknown, path: string): PropertyRules {
  const property = membersOf(value, path, FIELDS);
  const type = oneOf(property, 'type', path, TYPES) ?? fail(`${path}.type`, `must be one of ${TYPES.join(', ')}`);
  const required = property.get('required');
  if (required !== undefined && typeof required !== 'boolean') fail(`${path}.required`, 'must be true or false');
  const isNumeric = type === 'number' || type === 'integer';
  const [least, most] = isNumeric ? RANGE : LENGTH;
  for (const name of [...(isNumeric ? [] : RANGE), ...(type === 'string' ? [] : LENGTH)])
    if (property.has(name)) fail(`${path}.${name}`, `is not for type ${type}`);
  const rules: PropertyRules = {
    description: textOrAbsent(property, 'description', path),
    type,
    required: required === true,
    values: undefined,
    least: bound(property, least, path, isNumeric) ?? Number.NEGATIVE_INFINITY,
    most: bound(property, most, path, isNumeric) ?? Number.POSITIVE_INFINITY,
    pii: oneOf(property, 'pii', path, CLASSES) ?? 'none',
  };
  if (rules.least > rules.most) fail(`${path}.${most}`, `must not be below ${least}`);
  return { ...rules, values: optional(property, 'enum', (values) => readEnum(values, `${path}.enum`, rules)) };
}

/** How a value that can be stored differs from the rules. Does not throw. */
export function problemOf(rules: PropertyRules, value: Scalar): PlanProblem | undefined {
  const { type, values, least, most } = rules;
  if (type === 'integer' ? !Number.isInteger(value) : typeof value !== type) return 'wrong_type';
  if (values !== undefined && !values.has(value)) return 'not_in_enum';
  if (typeof value === 'number') return value < least || value > most ? 'out_of_range' : undefined;
  if (typeof value !== 'string' || (least <= 0 && value.length <= most)) return undefined;
  const { length } = [...value];
  return length < least || length > most ? 'wrong_length' : undefined;
}

function bound(property: Members, name: string, path: string, isNumeric: boolean): number | undefined {
  return optional(property, name, (value) => {
    if (isNumeric) return Number.isFinite(value) ? (value as number) : fail(`${path}.${name}`, 'must be a finite number');
    const isLength = Number.isInteger(value) && (value as number) >= 0 && (value as number) <= MAX_TEXT_LENGTH;
    return isLength ? (value as number) : fail(`${path}.${name}`, `must be a whole number from 0 to ${MAX_TEXT_LENGTH}`);
  });
}

function readEnum(values: unknown, path: string, rules: PropertyRules): ReadonlySet<unknown> {
  if (!Array.isArray(values) || values.length === 0 || values.length > MAX_ENUM_VALUES)
    return fail(path, `must be a list of 1 to ${MAX_ENUM_VALUES} values`);
  values.forEach((value: unknown, i) => {
    const isText = typeof value === 'string' && value.isWellFormed() && value.length <= MAX_TEXT_LENGTH;
    const isScalar = isText || typeof value === 'boolean' || Number.isFinite(value);
    if (!isScalar || problemOf(rules, value as Scalar) !== undefined)
      fail(`${path}[${i}]`, `must be a value of the property: type ${rules.type}, within its bounds`);
    if (values.indexOf(value) !== i) fail(`${path}[${i}]`, 'is there already');
  });
  return new Set(values);
}
