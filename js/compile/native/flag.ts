import { fieldsOf, invalid, listOf, textOf } from '../../wire/check.js';
import * as x from '../program/expr.js';
import type { Expr, ProgramFlag, ProgramRule } from '../program/program.js';
import { booleanOf, entriesOf, idsOf, variantIndex } from './fields.js';
import { type CompiledRule, compileRule, type LayerClaim, type Names } from './rule.js';
import { schemaCheck } from './value-schema.js';

/** What flags may name. */
export interface FlagNames extends Names {
  /** The environment compiled for. */
  readonly environment: string | undefined;
  /** Those there are; absent: any. */
  readonly environments: readonly string[] | undefined;
  /** The names of a flag's variants; nothing for a flag that there is not, or that has none. */
  readonly variantsOf: (flag: string) => readonly string[] | undefined;
}

export interface CompiledFlag {
  readonly flag: ProgramFlag;
  readonly claims: readonly LayerClaim[];
  /** Keys of the flags that it depends on. */
  readonly prerequisites: readonly string[];
}

const FIELDS = [
  'type',
  'variants',
  'default',
  'enabled',
  'rules',
  'schema',
  'forced',
  'forcedUnit',
  'prerequisites',
  'holdout',
  'environments',
  'description',
];
const TYPES = ['boolean', 'string', 'number', 'json'] as const;
const FORCED = '$forced';
const PREREQUISITE = '$prerequisite';

/** @throws AssayError INVALID_ARGUMENT naming the field and the rule it breaks */
export function compileFlag(key: string, value: unknown, names: FlagNames): CompiledFlag {
  const path = `flags.${textOf(key, 'flags: key')}`;
  const base = fieldsOf(value, path, FIELDS);
  const source = { ...base, ...overrides(base['environments'], `${path}.environments`, names) };
  const type = TYPES.find((name) => name === source['type']);
  if (type === undefined) throw invalid(`${path}.type`, `must be one of ${TYPES.join(', ')}`);
  const enabled = source['enabled'] === undefined || booleanOf(source['enabled'], `${path}.enabled`);
  const variants = variantsOf(source, type, path);
  const keys = variants.map((variant) => variant.key);
  const defaultVariant = variantIndex(source['default'], keys, `${path}.default`);
  const { prerequisites, met } = prerequisitesOf(source['prerequisites'], `${path}.prerequisites`, names);
  const compiled = rulesOf(source['rules'], { path: `${path}.rules`, flag: key, variants: keys, holdout: source['holdout'] }, names);
  // A holdout is looked at even when no rule needs it.
  if (source['holdout'] !== undefined && !names.holdouts.has(source['holdout'] as string)) {
    throw invalid(`${path}.holdout`, 'must name a holdout of the datafile');
  }
  const rules = [
    ...forcedRules(source, keys, path),
    ...(met.length === 0 ? [] : [unmetRule(x.not(x.and(...met)), defaultVariant)]),
    ...compiled.flatMap((each) => each.rules),
  ];
  const claims = enabled ? compiled.flatMap(({ claim }) => (claim === undefined ? [] : [claim])) : [];
  return { flag: { key, type, enabled, variants, defaultVariant, rules }, claims, prerequisites };
}

/** What the environment compiled for has otherwise. All environments' fields are looked at. */
function overrides(value: unknown, path: string, { environment, environments }: FlagNames): Readonly<Record<string, unknown>> {
  let chosen: Readonly<Record<string, unknown>> = {};
  for (const [name, each] of entriesOf(value, path)) {
    if (environments !== undefined && !environments.includes(name)) {
      throw invalid(`${path}.${name}`, `must be an environment of the datafile: ${environments.join(', ')}`);
    }
    const fields = fieldsOf(each, `${path}.${name}`, ['enabled', 'rules', 'default']);
    if (name === environment) chosen = Object.fromEntries(Object.entries(fields).filter(([, field]) => field !== undefined));
  }
  return chosen;
}

function variantsOf(source: Readonly<Record<string, unknown>>, type: ProgramFlag['type'], path: string): ProgramFlag['variants'] {
  const variants = entriesOf(source['variants'] ?? null, `${path}.variants`);
  if (variants.length === 0) throw invalid(`${path}.variants`, 'needs at least one');
  if (source['schema'] !== undefined && type !== 'json') throw invalid(`${path}.schema`, 'is for flags of type json');
  const check = source['schema'] === undefined ? undefined : schemaCheck(source['schema'], `${path}.schema`);
  return variants.map(([name, value]) => {
    const field = `${path}.variants.${textOf(name, `${path}.variants: name`)}`;
    const json = valueJson(value, type, field);
    check?.(JSON.parse(json), field);
    return { key: name, json };
  });
}

function valueJson(value: unknown, type: string, path: string): string {
  const fits = type === 'json' ? value !== undefined : typeof value === type && (type !== 'number' || Number.isFinite(value));
  if (!fits) throw invalid(path, `must be a ${type}, as the flag is`);
  // Escapes halves of surrogate pairs.
  const json = JSON.stringify(value);
  if (json === undefined) throw invalid(path, 'must be a JSON value');
  return json;
}

function rulesOf(value: unknown, place: Parameters<typeof compileRule>[2], names: Names): readonly CompiledRule[] {
  const ids = new Set([FORCED, PREREQUISITE]);
  return listOf(value ?? [], place.path).map((rule, i) => {
    const path = `${place.path}[${i}]`;
    const given = typeof rule === 'object' && rule !== null ? (rule as { readonly id?: unknown }).id : undefined;
    const id = given === undefined ? String(i) : textOf(given, `${path}.id`);
    if (ids.has(id)) throw invalid(`${path}.id`, `${JSON.stringify(id)} is another rule's id`);
    ids.add(id);
    return compileRule(rule, id, { ...place, path }, names);
  });
}

function forcedRules(source: Readonly<Record<string, unknown>>, variants: readonly string[], path: string): readonly ProgramRule[] {
  if (source['forced'] === undefined && source['forcedUnit'] !== undefined) throw invalid(`${path}.forcedUnit`, "needs 'forced'");
  const unit = x.attribute(textOf(source['forcedUnit'] ?? 'user', `${path}.forcedUnit`));
  const variantOf = new Map<string, string>();
  return entriesOf(source['forced'], `${path}.forced`).map(([variant, ids]) => {
    const field = `${path}.forced.${variant}`;
    const then = { serve: variantIndex(variant, variants, field) };
    const texts = idsOf(ids, field);
    for (const text of texts) {
      const other = variantOf.get(text);
      if (other !== undefined && other !== variant)
        throw invalid(field, `${JSON.stringify(text)} is also forced to ${JSON.stringify(other)}`);
      variantOf.set(text, variant);
    }
    // 17 and "17" are one unit.
    const numbers = texts.map(Number).filter((number, k) => Number.isSafeInteger(number) && String(number) === texts[k]);
    return { id: FORCED, when: x.or(x.oneOfTexts(unit, texts), ...(numbers.length === 0 ? [] : [x.oneOfNumbers(unit, numbers)])), then };
  });
}

function prerequisitesOf(
  value: unknown,
  path: string,
  names: FlagNames,
): { readonly prerequisites: readonly string[]; readonly met: readonly Expr[] } {
  const all = listOf(value ?? [], path).map((each, i) => {
    const field = `${path}[${i}]`;
    const source = fieldsOf(each, field, ['flag', 'variants']);
    const flag = textOf(source['flag'], `${field}.flag`);
    const known = names.variantsOf(flag);
    if (known === undefined) throw invalid(`${field}.flag`, 'must name a flag of the datafile that has variants');
    const indexes = listOf(source['variants'], `${field}.variants`).map((name, k) => variantIndex(name, known, `${field}.variants[${k}]`));
    if (indexes.length === 0) throw invalid(`${field}.variants`, 'needs at least one');
    return { flag, met: x.oneOfNumbers(['flag_variant', flag], indexes) };
  });
  return { prerequisites: all.map(({ flag }) => flag), met: all.map(({ met }) => met) };
}

function unmetRule(when: Expr, serve: number): ProgramRule {
  const then = { serve };
  return { id: PREREQUISITE, when, then, reason: 'DEFAULT' };
}
