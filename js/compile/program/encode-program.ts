import { AssayError } from '../../shared/errors.js';
import { invalid } from '../../wire/check.js';
import { isKey, problemOfFlag, scopeOf } from './check-flag.js';
import { shapedFlags } from './check-shape.js';
import { CodeWriter, collect } from './code-writer.js';
import { type EncodedSet, encodeSet, problemOfSet } from './id-set.js';
import { Pools } from './pools.js';
import type { Expr, Program, ProgramFlag, ProgramRule } from './program.js';
import { writeDatafile } from './write-datafile.js';

const MAX_FLAGS = 10_000;
/** What the core takes (core/assay/wire/decode_datafile.h). */
const MAX_BYTES = 4 * 1024 * 1024;

export interface Problem {
  readonly flag: string;
  readonly message: string;
}

/** A compiled datafile. A flag that could not be compiled is in it all the same and answers `ERROR` / `PARSE_ERROR`. */
export interface EncodedProgram {
  /** What `createAssay({ datafile })` takes (core/assay/wire/datafile.fbs). */
  readonly bytes: Uint8Array;
  /** What is wrong with the flags that fail, one line each. Empty when all is well. */
  readonly problems: readonly Problem[];
}

/**
 * A program as the bytes that the core evaluates. A malformed flag fails alone; one whose key nobody could ask for is left out. Both are
 * reported.
 * @throws AssayError INVALID_ARGUMENT for a version that is none, RESOURCE_EXHAUSTED for more than 10,000 flags or 4 MiB
 */
export function encodeProgram(program: Program): EncodedProgram {
  const version = program.version ?? 0;
  if (!Number.isSafeInteger(version) || version < 0) throw invalid('version', 'must be a whole number of 0 or more');
  if (program.flags.length > MAX_FLAGS) throw new AssayError('RESOURCE_EXHAUSTED', `flags: more than ${MAX_FLAGS}`);

  const given = shapedFlags(program);
  const problems: Problem[] = [];
  const sets = new Map<string, { problem?: string; encoded?: EncodedSet }>();
  for (const set of program.sets ?? []) {
    const problem = sets.has(set.name) ? 'the name occurs twice' : problemOfSet(set);
    sets.set(set.name, problem === undefined ? { encoded: encodeSet(set) } : { problem });
  }
  const scope = scopeOf({ ...program, flags: given }, sets);
  const flags = askable(given, problems).map((flag): ProgramFlag => {
    const problem = problemOfFlag(flag, scope);
    if (problem === undefined) return flag;
    problems.push({ flag: flag.key, message: problem });
    return { key: flag.key, type: 'boolean', variants: [], defaultVariant: -1, rules: [], problem };
  });

  const shared = (program.shared ?? []).filter(({ name }) => scope.shared.get(name)?.problem === undefined);
  const pools = new Pools();
  for (const { value } of shared) collect(value, pools);
  for (const flag of flags) collectFlag(flag, pools);
  pools.finish();

  const usableSets = [...sets].flatMap(([name, { encoded }]) => (encoded === undefined ? [] : [{ name, encoded }]));
  const sharedIndexes = new Map<string, number>();
  const code = new CodeWriter(pools, {
    flags: new Map(flags.map(({ key }, i) => [key, i])),
    sets: new Map(usableSets.map(({ name }, i) => [name, i])),
    shared: sharedIndexes,
  });
  for (const { name, value } of shared) sharedIndexes.set(name, code.add(value));
  const bytes = writeDatafile({ version, flags, pools, code, sets: usableSets.map(({ encoded }) => encoded) });
  if (bytes.length > MAX_BYTES) throw new AssayError('RESOURCE_EXHAUSTED', `datafile: compiles to more than ${MAX_BYTES} bytes`);
  return { bytes, problems };
}

/** The flags that somebody could ask for: with a key, and the first of that key. */
function askable(flags: readonly ProgramFlag[], problems: Problem[]): readonly ProgramFlag[] {
  const keys = new Set<string>();
  return flags.filter(({ key, problem }) => {
    const wrong = !isKey(key) ? 'the key must be non-empty, well-formed text' : keys.has(key) ? 'the key occurs twice' : undefined;
    keys.add(key);
    if (wrong !== undefined) problems.push({ flag: String(key), message: problem ?? `flags.${key}: ${wrong}` });
    return wrong === undefined;
  });
}

function collectFlag(flag: ProgramFlag, pools: Pools): void {
  pools.texts.add(flag.key);
  for (const { key, json } of flag.variants) {
    pools.texts.add(key);
    pools.texts.add(json);
  }
  for (const rule of flag.rules) {
    pools.texts.add(rule.id);
    if (rule.experiment !== undefined) pools.texts.add(rule.experiment);
    for (const expr of expressionsOf(rule)) collect(expr, pools);
  }
}

function expressionsOf({ when, then, experiment, unit }: ProgramRule): readonly Expr[] {
  const value = 'choose' in then ? then.choose : 'named' in then ? then.named : undefined;
  return [when, value, experiment === undefined ? undefined : unit].filter((expr) => expr !== undefined);
}
