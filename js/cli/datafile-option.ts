import type { CompiledDatafile } from '../compile/compile-datafile.js';
import { AssayError } from '../shared/errors.js';
import type { Json } from '../shared/json.js';
import type { CliIo } from './cli-io.js';
import { formatCount } from './text/numbers.js';
import { printable } from './text/table.js';
import { UsageError } from './usage.js';
import { openVendor, VENDOR_NAMES, type Vendor } from './vendors.js';

/** Options of every command that reads a datafile. */
export const DATAFILE_OPTIONS = {
  from: { type: 'string' },
  environment: { type: 'string' },
} as const;

export const FROM_HELP = `  --from VENDOR          the datafile is another vendor's: ${VENDOR_NAMES.join(', ')}
`;

export const DATAFILE_HELP = `${FROM_HELP}  --environment NAME     whose overrides apply, of a datafile in JSON
`;

interface DatafileValues {
  readonly from?: string | undefined;
  readonly environment?: string | undefined;
}

/** A datafile that was read and compiled. */
export interface ReadDatafile {
  readonly bytes: Uint8Array;
  /** What is wrong with it, each naming its flag. */
  readonly problems: readonly { readonly flag: string; readonly message: string }[];
  /** The file as it is. */
  readonly file: Uint8Array;
  readonly vendor: Vendor | undefined;
}

/** What `--from` names; `undefined` without one. Errors: `UsageError` for an unknown vendor. */
export async function vendorOption(from: string | undefined): Promise<Vendor | undefined> {
  const vendor = from === undefined ? undefined : await openVendor(from);
  if (from !== undefined && vendor === undefined) throw new UsageError(`--from ${from}: one of ${VENDOR_NAMES.join(', ')} expected`);
  return vendor;
}

/** All of a file. Errors: `NOT_FOUND`, saying why. */
export async function readBytes(io: CliIo, path: string): Promise<Uint8Array> {
  return new Uint8Array(await new Response(await io.open(path)).arrayBuffer());
}

/** The text of a datafile in JSON; `undefined` when the bytes are a compiled one. */
export function jsonText(bytes: Uint8Array): string | undefined {
  const start = new TextDecoder().decode(bytes.subarray(0, 256)).trimStart();
  return /^[{[]/.test(start) ? new TextDecoder().decode(bytes) : undefined;
}

/**
 * Reads and compiles a datafile: JSON, ours or another vendor's, or bytes compiled before.
 *
 * Errors: `UsageError` for an unknown vendor; `AssayError` naming the file when it cannot be read.
 */
export async function readDatafile(io: CliIo, path: string, { from, environment }: DatafileValues): Promise<ReadDatafile> {
  const vendor = await vendorOption(from);
  if (vendor !== undefined && environment !== undefined) throw new UsageError("--environment is for Assay's own datafiles");
  const file = await readBytes(io, path);
  const text = jsonText(file);
  return inFile(path, async () => {
    if (text === undefined) {
      if (from !== undefined || environment !== undefined) throw new AssayError('INVALID_ARGUMENT', 'no JSON');
      return { bytes: file, problems: [], file, vendor };
    }
    const { compileDatafile } = await import('../compile/compile-datafile.js');
    if (vendor === undefined) return { ...named(compileDatafile(text, environment === undefined ? {} : { environment })), file, vendor };
    const { readSource } = await import('../compile/native/read-source.js');
    const { program, problems } = vendor.import(readSource(text));
    const compiled = compileDatafile(program);
    const all = [...problems.map((each) => (typeof each === 'string' ? { flag: '', message: each } : each)), ...compiled.problems];
    return { ...named({ bytes: compiled.bytes, problems: all }), file, vendor };
  });
}

/** Puts the file's name before what is wrong with its content. */
export async function inFile<T>(path: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof AssayError) throw new AssayError(error.code, `${path}: ${error.message}`, { cause: error });
    throw error;
  }
}

/** Every problem once, beginning with where it stands. */
function named({ bytes, problems }: CompiledDatafile): Pick<ReadDatafile, 'bytes' | 'problems'> {
  const all = new Map<string, ReadDatafile['problems'][number]>();
  for (const { flag, message } of problems) {
    const isPlaced = flag === '' || /^(flags|features|segments|experiments)\b/.test(message);
    const text = isPlaced ? message : flag.startsWith('segment:') ? `${flag}: ${message}` : `flags.${flag}: ${message}`;
    all.set(text, { flag, message: text });
  }
  return { bytes, problems: [...all.values()] };
}

/**
 * A context, with attributes as the vendor's users name them, as the core evaluates it.
 *
 * Errors: `INVALID_ARGUMENT` for a context that the vendor's SDK would refuse.
 */
export function contextFor(vendor: Vendor | undefined, context: Readonly<Record<string, Json>>): Readonly<Record<string, Json>> {
  if (vendor === undefined) return context;
  const attributes = vendor.context(context);
  if (attributes === undefined) throw new AssayError('INVALID_ARGUMENT', `the context is none: it needs ${vendor.unit}`);
  return attributes as Readonly<Record<string, Json>>;
}

/** The flags to look at. Errors: `NOT_FOUND`, naming those there are. */
export function knownFlags(known: readonly string[], chosen: readonly string[]): readonly string[] {
  const unknown = chosen.find((key) => !known.includes(key));
  if (unknown !== undefined)
    throw new AssayError('NOT_FOUND', `there is no flag ${JSON.stringify(unknown)}; the flags are ${known.join(', ')}`);
  return chosen.length > 0 ? chosen : known;
}

/** How many problems are described. */
const MAX_PROBLEMS = 10;

/** Says on standard error what is wrong with a datafile; its other flags work. */
export async function writeProblems(io: CliIo, problems: ReadDatafile['problems']): Promise<void> {
  const lines = problems.slice(0, MAX_PROBLEMS).map(({ message }) => `${printable(message, 500)}\n`);
  if (problems.length > MAX_PROBLEMS) lines.push(`and ${formatCount(problems.length - MAX_PROBLEMS)} more problems\n`);
  if (lines.length > 0) await io.stderr.write(lines.join(''));
}
