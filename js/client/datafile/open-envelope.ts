import { MAX_JSON_CHARACTERS, readSource } from '../../compile/native/read-source.js';
import { AssayError } from '../../shared/errors.js';
import { fromBase64 } from '../../sign/base64.js';
import { isSigned } from '../../sign/signature.js';
import type { DatafileSource, VerifyOptions } from './datafile-options.js';

export interface OpenedEnvelope {
  /** What was signed: compiled bytes or JSON text. Of an unsigned datafile it is the datafile. */
  readonly datafile: DatafileSource;
  /** What can be kept and opened again. Absent for an unsigned datafile. */
  readonly source?: Uint8Array;
}

/** Compiled datafiles say what they are behind their first offset (core/assay/wire/datafile.fbs). */
const IDENTIFIER = 'ASDF';

const refused = (why: string, cause?: unknown): AssayError =>
  new AssayError('DATAFILE_SIGNATURE', `the datafile was refused: ${why}`, cause === undefined ? {} : { cause });

/**
 * The datafile in a signed envelope, whose signature holds. Size and depth are limited before anything is parsed: 4 Mi
 * characters and 64 levels; those of the payload are the compiler's to limit.
 * @throws AssayError DATAFILE_SIGNATURE when nobody whose key is known signed it, INVALID_ARGUMENT and RESOURCE_EXHAUSTED as the compiler
 */
export async function openEnvelope(given: DatafileSource, { keys, required = true }: VerifyOptions): Promise<OpenedEnvelope> {
  const isCompiled = given instanceof Uint8Array && identifierOf(given) === IDENTIFIER;
  const value = isCompiled ? given : readSource(given instanceof Uint8Array ? textOf(given) : given, MAX_JSON_CHARACTERS);
  if (isCompiled || typeof value !== 'object' || value === null || !Object.hasOwn(value, 'assay_signed')) {
    if (required) throw refused('it is not signed');
    return { datafile: value as DatafileSource };
  }
  const { assay_signed: form, key, payload, signature } = value as Readonly<Record<string, unknown>>;
  if (form !== 1) throw refused("it is signed in a form that this release does not know; 'assay_signed' must be 1");
  if (typeof key !== 'string' || typeof payload !== 'string' || typeof signature !== 'string') {
    throw refused("'key', 'payload' and 'signature' must be texts");
  }
  const publicKey = Object.hasOwn(keys, key) ? keys[key] : undefined;
  if (publicKey === undefined) throw refused(`it is signed with key ${JSON.stringify(key)}, which is none of 'verify.keys'`);
  const bytes = await signedBytes(payload, signature, publicKey);
  if (bytes === undefined) throw refused('its signature is wrong');
  const source = new TextEncoder().encode(JSON.stringify({ assay_signed: form, key, payload, signature }));
  return { datafile: identifierOf(bytes) === IDENTIFIER ? bytes : textOf(bytes), source };
}

async function signedBytes(payload: string, signature: string, publicKey: string): Promise<Uint8Array | undefined> {
  let bytes: Uint8Array;
  try {
    bytes = fromBase64(payload);
    fromBase64(signature);
  } catch (cause) {
    throw refused("'payload' and 'signature' must be base64", cause);
  }
  try {
    return (await isSigned('datafile', bytes, signature, publicKey)) ? bytes : undefined;
  } catch (cause) {
    throw refused('signatures cannot be checked: that takes WebCrypto with Ed25519, a page on https, and keys of 32 bytes', cause);
  }
}

const identifierOf = (bytes: Uint8Array): string => String.fromCharCode(...bytes.subarray(4, 8));

/** @throws AssayError INVALID_ARGUMENT */
function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new AssayError('INVALID_ARGUMENT', 'datafile: neither a compiled datafile nor UTF-8 text', { cause });
  }
}
