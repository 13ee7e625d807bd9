import { AssayError } from '../shared/errors.js';

/** What is measured of a user; `cap`: larger values count as this one. */
export interface Metric {
  readonly name: string;
  /** `conversion`: of columns of true and false or 1 and 0; `mean`: of numbers; `ratio`: sum of a column over sum of another. */
  readonly type: 'conversion' | 'mean' | 'ratio';
  readonly column: string;
  /** Of a ratio. */
  readonly denominator?: string;
  /** What is good. @defaultValue 'increase' */
  readonly direction?: 'increase' | 'decrease';
  readonly role: 'primary' | 'secondary' | 'guardrail';
  /** Of a guardrail: how much worse is acceptable, absolute, above 0. */
  readonly margin?: number;
  readonly cap?: number;
  /** Of a conversion or mean: a column with a number from before the experiment (CUPED). */
  readonly covariate?: string;
}

export type DecisionRule =
  | { readonly kind: 'fixed' /** Of all arms; before them nothing is decided. */; readonly plannedUsers?: number }
  | {
      readonly kind: 'sequential' /** Of two arms, at which intervals are narrowest. */;
      readonly bestSample: number;
      readonly plannedUsers?: number;
    }
  | { readonly kind: 'bayesian'; readonly plannedUsers?: number };

/** An experiment over a table with a row per user, fixed before looking. */
export interface Definition {
  readonly name: string;
  readonly unit: string;
  readonly arm: string;
  /** The control first. */
  readonly arms: readonly { readonly name: string /** @defaultValue 1 */; readonly weight?: number }[];
  readonly metrics: readonly Metric[];
  readonly segments?: readonly string[];
  readonly rule: DecisionRule;
  /** @defaultValue 0.05 */
  readonly alpha?: number;
}

type Fields = Readonly<Record<string, unknown>>;
const fault = (path: string, rule: string): AssayError => new AssayError('INVALID_ARGUMENT', `${path}: ${rule}`);

/** Reads what is in an object, so that a misspelt field is an error. */
function fieldsOf(value: unknown, path: string, known: readonly string[]): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw fault(path, 'must be an object');
  const unknown = Object.keys(value).find((key) => !known.includes(key));
  if (unknown !== undefined) throw fault(`${path}.${unknown}`, `there is no such field; there are ${known.join(', ')}`);
  return value as Fields;
}

function text(fields: Fields, path: string, key: string): string {
  const value = fields[key];
  if (typeof value !== 'string' || value === '') throw fault(`${path}.${key}`, 'must be a text');
  return value;
}

function positive(fields: Fields, path: string, key: string): number | undefined {
  const value = fields[key];
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value <= 0) throw fault(`${path}.${key}`, 'must be a number above 0');
  return value;
}

function choice<T extends string>(fields: Fields, path: string, key: string, choices: readonly T[]): T {
  const found = choices.find((each) => each === fields[key]);
  if (found === undefined) throw fault(`${path}.${key}`, `must be one of ${choices.join(', ')}`);
  return found;
}

function list(fields: Fields, path: string, key: string, least: number): readonly unknown[] {
  const value = fields[key];
  if (!Array.isArray(value) || value.length < least || value.length > MAX_ITEMS)
    throw fault(`${path}.${key}`, `must be a list of ${least} to ${MAX_ITEMS}`);
  return value;
}

const MAX_ITEMS = 100;

function distinct(names: readonly string[], path: string): void {
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice !== undefined) throw fault(path, `${JSON.stringify(twice)} is there twice`);
}

const METRIC_FIELDS = ['name', 'type', 'column', 'denominator', 'direction', 'role', 'margin', 'cap', 'covariate'];

function checkMetric(value: unknown, path: string): string {
  const fields = fieldsOf(value, path, METRIC_FIELDS);
  const type = choice(fields, path, 'type', ['conversion', 'mean', 'ratio']);
  const role = choice(fields, path, 'role', ['primary', 'secondary', 'guardrail']);
  text(fields, path, 'column');
  if (fields.direction !== undefined) choice(fields, path, 'direction', ['increase', 'decrease']);
  if ((fields.denominator !== undefined) !== (type === 'ratio')) throw fault(`${path}.denominator`, 'is for ratios, which need one');
  if (type === 'ratio') text(fields, path, 'denominator');
  if ((positive(fields, path, 'margin') !== undefined) !== (role === 'guardrail'))
    throw fault(`${path}.margin`, 'is for guardrails, which need one: how much worse is acceptable');
  if (positive(fields, path, 'cap') !== undefined && type !== 'mean') throw fault(`${path}.cap`, 'is for means');
  if (fields.covariate !== undefined && type === 'ratio') throw fault(`${path}.covariate`, 'is for conversions and means');
  if (fields.covariate !== undefined) text(fields, path, 'covariate');
  return text(fields, path, 'name');
}

/** Checks a definition that was parsed from JSON. Errors: `INVALID_ARGUMENT` naming the field and what it must be. */
export function readDefinition(value: unknown): Definition {
  const path = 'definition';
  const fields = fieldsOf(value, path, ['$schema', 'name', 'unit', 'arm', 'arms', 'metrics', 'segments', 'rule', 'alpha']);
  for (const key of ['name', 'unit', 'arm']) text(fields, path, key);
  const arms = list(fields, path, 'arms', 2).map((arm, i) => {
    const each = fieldsOf(arm, `${path}.arms[${i}]`, ['name', 'weight']);
    positive(each, `${path}.arms[${i}]`, 'weight');
    return text(each, `${path}.arms[${i}]`, 'name');
  });
  distinct(arms, `${path}.arms`);
  const metrics = list(fields, path, 'metrics', 1);
  distinct(
    metrics.map((metric, i) => checkMetric(metric, `${path}.metrics[${i}]`)),
    `${path}.metrics`,
  );
  if (!metrics.some((metric) => (metric as Metric).role === 'primary'))
    throw fault(`${path}.metrics`, 'one must have the role primary: it decides');
  if (fields.segments !== undefined) {
    const segments = list(fields, path, 'segments', 0);
    if (!segments.every((name) => typeof name === 'string' && name !== '')) throw fault(`${path}.segments`, 'must be names of columns');
    distinct(segments as string[], `${path}.segments`);
  }
  const rule = fieldsOf(fields.rule, `${path}.rule`, ['kind', 'bestSample', 'plannedUsers']);
  const kind = choice(rule, `${path}.rule`, 'kind', ['fixed', 'sequential', 'bayesian']);
  positive(rule, `${path}.rule`, 'plannedUsers');
  if ((positive(rule, `${path}.rule`, 'bestSample') !== undefined) !== (kind === 'sequential'))
    throw fault(`${path}.rule.bestSample`, 'is for sequential rules, which need it: about how many users of two arms there will be');
  const alpha = positive(fields, path, 'alpha');
  if (alpha !== undefined && alpha >= 0.5) throw fault(`${path}.alpha`, 'must be below 0.5');
  return value as Definition;
}

/** JSON with sorted keys and without spaces: the same definition, however it was written. */
const canonical = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${entries.map(([key, each]) => `${JSON.stringify(key)}:${canonical(each)}`).join(',')}}`;
};

/** SHA-256 of the definition, in hexadecimal: part of every result, so that a definition changed after looking is found out. */
export async function hashDefinition(definition: Definition): Promise<string> {
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(canonical(definition)));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
