import { MAX_JSON_CHARACTERS } from '../../compile/native/read-source.js';
import { AssayError } from '../../shared/errors.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { inFile, jsonText, readBytes, readDatafile } from '../datafile-option.js';
import { formatCount, plural } from '../text/numbers.js';
import { printable } from '../text/table.js';
import { parseCommandLine, required, UsageError } from '../usage.js';
import { datafileArgument } from './compile.js';

const HELP = `usage: assay sign DATAFILE --key KEY_FILE [--id NAME] [-o FILE]
       assay sign --new-key -o KEY_FILE [--id NAME]

Signs a datafile, JSON or compiled bytes, for pages that take only signed ones: createAssay({ verify }).
With problems in the datafile nothing is written. A private key is only ever in a file.

  --key FILE             the private key: a file of --new-key, or Ed25519 in PKCS #8, as PEM or base64
  --id NAME              the name under which pages have the public key; that of the key file when not given
  -o, --out FILE         where to write the signed datafile; standard output when not given
  --new-key              makes a pair of keys instead: a new file, which only its owner can read, holds both;
                         what pages need is printed; without --id the name is the day

example: assay sign --new-key -o signing-key.json && assay sign flags.assay --key signing-key.json -o flags.signed
`;

const OPTIONS = {
  key: { type: 'string' },
  id: { type: 'string' },
  out: { type: 'string', short: 'o' },
  'new-key': { type: 'boolean' },
  help: { type: 'boolean', short: 'h' },
} as const;

/** `assay sign`. */
export const signCommand: Command = { name: 'sign', summary: 'sign a datafile, or make the keys for it', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  if (values['new-key']) {
    if (positionals.length > 0 || values.key !== undefined) throw new UsageError('--new-key takes neither DATAFILE nor --key');
    return makeKey(io, required(values.out, '-o KEY_FILE'), values.id ?? new Date(io.now()).toISOString().slice(0, 10));
  }
  const path = datafileArgument(positionals);
  const keyPath = required(values.key, '--key');
  if (path === '-' && keyPath === '-') throw new UsageError('standard input (-) can be read only once');
  const key = await readKey(io, keyPath);
  const id = values.id ?? key.id;
  if (id === undefined) throw new UsageError('--id is missing: the key file holds no name');

  const { file, bytes, problems } = await readDatafile(io, path, {});
  for (const { message } of problems) await io.stderr.write(`${printable(message, 1000)}\n`);
  if (problems.length > 0)
    throw new AssayError('INVALID_ARGUMENT', `${path}: ${plural(problems.length, 'problem')}, so nothing is written`);
  // The core has the last word on what it takes.
  await inFile(path, () => io.openFlags(bytes, () => io.now()));

  const { signDatafile } = await import('../../sign/index.js');
  const signed = await signDatafile(jsonText(file) ?? file, key.privateKey, id).catch((cause: unknown) => {
    throw new AssayError('INVALID_ARGUMENT', `${keyPath}: no private key of Ed25519 in PKCS #8`, { cause });
  });
  if (signed.length > MAX_JSON_CHARACTERS) {
    throw new AssayError('RESOURCE_EXHAUSTED', `${path}: signed it is longer than 4 Mi characters, which pages refuse`);
  }
  if (values.out === undefined) return io.stdout.write(`${signed}\n`);
  await io.save(values.out, signed);
  await io.stdout.write(`${values.out}: ${formatCount(signed.length)} bytes, signed with key ${printable(id)}\n`);
}

async function makeKey(io: CliIo, out: string, id: string): Promise<void> {
  const { generateSigningKeys } = await import('../../sign/index.js');
  const { publicKey, privateKey } = await generateSigningKeys();
  await io.saveSecret(out, `${JSON.stringify({ id, publicKey, privateKey }, null, 2)}\n`);
  await io.stdout.write(`${out}: keep it from everybody. Pages take what it signs with\n`);
  await io.stdout.write(`verify: { keys: { ${JSON.stringify(id)}: ${JSON.stringify(publicKey)} } }\n`);
}

interface Key {
  /** Absent in a file that holds nothing but a key. */
  readonly id?: string;
  /** PKCS #8 as base64. */
  readonly privateKey: string;
}

/** A file of `--new-key`, or a key alone. Never quotes what is in it. Errors: `NOT_FOUND`; `INVALID_ARGUMENT`. */
async function readKey(io: CliIo, path: string): Promise<Key> {
  const bytes = await readBytes(io, path);
  const text = new TextDecoder().decode(bytes).trim();
  if (!text.startsWith('{')) return { privateKey: text.replace(/^-----.*$/gm, '').replace(/\s+/g, '') };
  const { id, privateKey } = parsed(text);
  if (typeof privateKey !== 'string') throw new AssayError('INVALID_ARGUMENT', `${path}: holds no "privateKey"`);
  return { privateKey, ...(typeof id === 'string' && id !== '' && { id }) };
}

function parsed(text: string): { readonly id?: unknown; readonly privateKey?: unknown } {
  try {
    return JSON.parse(text) as object;
  } catch {
    return {};
  }
}
