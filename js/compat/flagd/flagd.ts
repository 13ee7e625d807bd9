import type { Problem } from '../../compile/program/encode-program.js';
import type { Program, ProgramFlag } from '../../compile/program/program.js';
import { Compiler, Library } from './compiler.js';
import { type Fields, fieldsOf } from './fields.js';
import { OPERATORS } from './operators.js';
import { targetingRules } from './targeting.js';

export interface FlagdImport {
  readonly program: Program;
  readonly meta: {
    /** `metadata` of the definition. */
    readonly metadata: Fields;
    /** `metadata` of the flags that have any, by key. */
    readonly flags: ReadonlyMap<string, Fields>;
  };
  /** What could not be used. A malformed flag answers `ERROR` / `PARSE_ERROR`, alone. */
  readonly problems: readonly Problem[];
}

/**
 * The rule program of a flagd definition: `{ flags, $evaluators }`. Evaluate it with attributes from flagdContext() and read the answer with
 * flagdResult(). `fractional` is that of flagd's version 2, with whole numbers. Not supported: a `var` of the whole context or with a path that
 * is computed; such a flag is malformed. Never throws.
 */
export function flagd(definition: unknown): FlagdImport {
  const { flags, $evaluators, metadata } = fieldsOf(definition) ?? {};
  const library = new Library($evaluators, OPERATORS);
  const entries: readonly (readonly [string, unknown])[] = Array.isArray(flags)
    ? flags.map((flag) => [String(fieldsOf(flag)?.['key'] ?? ''), flag] as const)
    : Object.entries(fieldsOf(flags) ?? {});
  const all = entries.map(([key, flag]) => flagOf(key, fieldsOf(flag) ?? {}, library));
  const problems: Problem[] = fieldsOf(definition) === undefined ? [{ flag: '', message: 'definition: must be an object' }] : [];
  for (const { key, problem } of all) if (problem !== undefined) problems.push({ flag: key, message: problem });
  const described = entries.flatMap(([key, flag]) => {
    const own = fieldsOf(fieldsOf(flag)?.['metadata']);
    return own === undefined ? [] : [[key, own] as const];
  });
  return {
    program: { flags: all, shared: library.shared },
    meta: { metadata: fieldsOf(metadata) ?? {}, flags: new Map(described) },
    problems,
  };
}

function flagOf(key: string, flag: Fields, library: Library): ProgramFlag {
  const { state, variants, defaultVariant, targeting } = flag;
  const values = Object.entries(fieldsOf(variants) ?? {});
  const names = values.map(([name]) => name);
  const base = {
    key,
    type: typeOf(values.map(([, value]) => value)),
    variants: values.map(([name, value]) => ({ key: name, json: JSON.stringify(value) ?? 'null' })),
    defaultVariant: names.indexOf(String(defaultVariant ?? '')),
    rules: [],
  };
  const malformed = (what: string): ProgramFlag => ({ ...base, problem: `flags.${key}.${what}` });
  if (fieldsOf(variants) === undefined) return malformed('variants: must be an object');
  if (defaultVariant !== undefined && defaultVariant !== null && defaultVariant !== '' && base.defaultVariant === -1) {
    return malformed('defaultVariant: no such variant');
  }
  // Flagd answers with the caller's default when a flag is off.
  if (state === 'DISABLED') return { ...base, enabled: false, defaultVariant: -1 };
  if (state !== 'ENABLED') return malformed('state: must be ENABLED or DISABLED');
  if (targeting === undefined || targeting === null || isEmpty(targeting)) {
    const none = { id: 'default', then: { serve: -1 }, reason: 'DEFAULT' } as const;
    return base.defaultVariant === -1 ? { ...base, rules: [none] } : base;
  }
  try {
    return { ...base, rules: targetingRules(targeting, names, base.defaultVariant, new Compiler(library, key)) };
  } catch (error) {
    return malformed(`targeting: ${(error as Error).message}`);
  }
}

const isEmpty = (targeting: unknown): boolean => Object.keys(fieldsOf(targeting) ?? { some: 0 }).length === 0;

function typeOf(values: readonly unknown[]): ProgramFlag['type'] {
  const type = typeof values[0];
  if (!values.every((value) => typeof value === type)) return 'json';
  return type === 'boolean' || type === 'string' || type === 'number' ? type : 'json';
}
