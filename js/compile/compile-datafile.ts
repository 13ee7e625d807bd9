import type { Datafile } from './datafile.js';
import { programOf } from './native/program-of.js';
import { readSource } from './native/read-source.js';
import { encodeProgram } from './program/encode-program.js';
import { isProgram, type Program } from './program/program.js';

/** A compiled datafile. A flag that could not be compiled is in it all the same and answers `ERROR` / `PARSE_ERROR`. */
export interface CompiledDatafile {
  /** What `createAssay({ datafile })` takes (core/assay/wire/datafile.fbs). */
  readonly bytes: Uint8Array;
  /** What is wrong with the flags that fail, one line each; `flag` is empty for parts that no flag uses. Empty when all is well. */
  readonly problems: readonly { readonly flag: string; readonly message: string }[];
}

export interface CompileOptions {
  /** Whose overrides of flags apply. One of the datafile's `environments` when it lists them. @defaultValue none */
  readonly environment?: string;
}

/**
 * Compiles a datafile, from JSON text or from the parsed object, or what an importer made of another vendor's: a program, told apart by its
 * list of `flags`. A malformed flag fails alone.
 * @throws AssayError INVALID_ARGUMENT when the datafile as a whole cannot be read, RESOURCE_EXHAUSTED when it is too large
 */
export function compileDatafile(source: string | Datafile | Program, { environment }: CompileOptions = {}): CompiledDatafile {
  // A program's expressions may nest deeper than a datafile, and are checked as such.
  const file = isProgram(source) ? source : readSource(source);
  if (isProgram(file)) return encodeProgram(file);
  const { program, problems } = programOf(file, environment);
  const encoded = encodeProgram(program);
  return { bytes: encoded.bytes, problems: [...encoded.problems, ...problems.map((message) => ({ flag: '', message }))] };
}
