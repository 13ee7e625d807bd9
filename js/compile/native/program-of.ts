import { AssayError } from '../../shared/errors.js';
import { fieldsOf, invalid, listOf, textOf } from '../../wire/check.js';
import type { Program, ProgramFlag } from '../program/program.js';
import { findCycles } from './cycles.js';
import { entriesOf } from './fields.js';
import { type CompiledFlag, compileFlag, type FlagNames } from './flag.js';
import { compileHoldouts } from './holdouts.js';
import { compileLayers, overlaps } from './layers.js';
import { compileSegments } from './segments.js';

const FIELDS = ['$schema', 'revision', 'environments', 'layers', 'segments', 'holdouts', 'flags'];

export interface NativeProgram {
  /** A flag that is malformed is in it with its problem. */
  readonly program: Program;
  /** What is wrong outside of flags, in parts that no flag uses. */
  readonly problems: readonly string[];
}

/**
 * A datafile of ours as a rule program.
 *
 * @param environment whose overrides apply; absent: none
 * @throws AssayError INVALID_ARGUMENT when the datafile as a whole cannot be read, or has no such environment
 */
export function programOf(datafile: unknown, environment?: string): NativeProgram {
  const file = fieldsOf(datafile, 'datafile', FIELDS);
  const version = file['revision'] ?? 0;
  if (typeof version !== 'number' || !Number.isSafeInteger(version) || version < 0) {
    throw invalid('datafile.revision', 'must be a whole number of 0 or more');
  }
  const environments = environmentsOf(file['environments'], environment);
  const segments = compileSegments(file['segments']);
  const flags = new Map(entriesOf(file['flags'] ?? null, 'datafile.flags'));
  const names: FlagNames = {
    environment,
    environments,
    layers: compileLayers(file['layers']),
    holdouts: compileHoldouts(file['holdouts']),
    segment: segments.expr,
    variantsOf: (key) => variantNames(flags.get(key)),
  };
  const compiled = new Map<string, CompiledFlag>();
  const problems = new Map<string, string>();
  for (const [key, source] of flags) {
    try {
      compiled.set(key, compileFlag(key, source, names));
    } catch (error) {
      if (!(error instanceof AssayError)) throw error;
      problems.set(key, error.message);
    }
  }
  addDependencyProblems(compiled, problems);
  addLayerProblems(compiled, problems);
  return {
    program: {
      version,
      flags: [...flags.keys()].map((key) => {
        const problem = problems.get(key);
        return problem === undefined ? (compiled.get(key) as CompiledFlag).flag : malformed(key, problem);
      }),
      shared: segments.shared,
      sets: segments.sets,
    },
    problems: segments.unusedProblems(),
  };
}

const malformed = (key: string, problem: string): ProgramFlag => ({
  key,
  type: 'boolean',
  variants: [],
  defaultVariant: -1,
  rules: [],
  problem,
});

function environmentsOf(value: unknown, wanted: string | undefined): readonly string[] | undefined {
  if (value === undefined) return undefined;
  const names = listOf(value, 'datafile.environments').map((name, i) => textOf(name, `datafile.environments[${i}]`));
  if (wanted !== undefined && !names.includes(wanted)) throw invalid('environment', `must be one of the datafile's: ${names.join(', ')}`);
  return names;
}

function variantNames(flag: unknown): readonly string[] | undefined {
  const variants =
    typeof flag === 'object' && flag !== null && Object.hasOwn(flag, 'variants') ? (flag as { variants: unknown }).variants : undefined;
  return typeof variants === 'object' && variants !== null && !Array.isArray(variants) ? Object.keys(variants) : undefined;
}

function addDependencyProblems(compiled: ReadonlyMap<string, CompiledFlag>, problems: Map<string, string>): void {
  const edges = new Map([...compiled].map(([key, { prerequisites }]) => [key, prerequisites]));
  for (const [key, cycle] of findCycles(edges)) {
    problems.set(key, `flags.${key}.prerequisites: must not depend on itself (${[...cycle, cycle[0]].join(' → ')})`);
  }
}

function addLayerProblems(compiled: ReadonlyMap<string, CompiledFlag>, problems: Map<string, string>): void {
  const flagOf = new Map([...compiled].flatMap(([key, { claims }]) => claims.map((claim) => [claim, key] as const)));
  for (const [claim, other] of overlaps([...flagOf.keys()])) {
    const key = flagOf.get(claim) as string;
    if (!problems.has(key))
      problems.set(key, `${claim.path}.range: overlaps that of ${other.path} in layer ${JSON.stringify(claim.layer)}`);
  }
}
