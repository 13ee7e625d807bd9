import { inferScalar } from '../files/infer-scalar.js';
import type { Condition, Scalar, Where } from '../shared/query.js';
import { UsageError } from './usage.js';

const FORM = /^(.+?)(>=|<=|!=|=|>|<)(.*)$/s;

const ORDER = { '>': 'gt', '>=': 'gte', '<': 'lt', '<=': 'lte' } as const;

type MutableCondition = { -readonly [K in keyof Condition]: Condition[K] };

/**
 * The conditions of `--where PROP=VALUE` texts, joined by AND. Operators: `=`, `!=`, `>`, `>=`, `<`, `<=`. Values get their types as in a CSV
 * file, a value in double quotes is a text, and no value at all means that the property is missing (`=`) or present (`!=`). The same
 * property with `=` several times means any of the values; with `!=`, none of them.
 *
 * Errors: `UsageError`.
 */
export function parseWhere(texts: readonly string[]): Where {
  const where: Record<string, MutableCondition> = {};
  for (const text of texts) {
    const match = FORM.exec(text);
    if (match === null) throw new UsageError(`--where ${JSON.stringify(text)}: write PROP=VALUE, or !=, >, >=, < or <= for =`);
    const [, property, operator, raw] = match as unknown as [string, string, '=' | '!=' | keyof typeof ORDER, string];
    const condition = Object.hasOwn(where, property) ? (where[property] as MutableCondition) : {};
    where[property] = condition;
    const value = parseValue(raw);
    if (operator === '=' || operator === '!=') {
      if (value === undefined) condition.exists = operator === '!=';
      else if (operator === '=') condition.in = [...(condition.in ?? []), value];
      else condition.not_in = [...(condition.not_in ?? []), value];
    } else {
      if (value === undefined || typeof value === 'boolean')
        throw new UsageError(`--where ${JSON.stringify(text)}: ${operator} needs a number or a text`);
      condition[ORDER[operator]] = value;
    }
  }
  return where;
}

/** `--context KEY=VALUE` texts as attributes. Errors: `UsageError`. */
export function parseContext(texts: readonly string[]): Readonly<Record<string, Scalar>> {
  // From entries, an attribute named __proto__ is one.
  const entries = texts.map((text): [string, Scalar] => {
    const at = text.indexOf('=');
    const value = at > 0 ? parseValue(text.slice(at + 1)) : undefined;
    if (value === undefined) throw new UsageError(`--context ${JSON.stringify(text)}: write KEY=VALUE`);
    return [text.slice(0, at), value];
  });
  return Object.fromEntries(entries);
}

function parseValue(raw: string): Scalar | undefined {
  const isQuoted = raw.length >= 2 && raw.startsWith('"') && raw.endsWith('"');
  return isQuoted ? raw.slice(1, -1) : inferScalar(raw, 0, raw.length);
}
