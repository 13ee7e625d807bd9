import { readDatafile } from '../../../js/client/flags/datafile-rows.js';
import { FlagReader } from '../../../js/client/flags/flag-reader.js';
import { ERROR_CODES, type Flags, REASONS } from '../../../js/client/flags/flags.js';
import type { Attributes } from '../../../js/client/flags/flag-source.js';
import type { Details, FlagValue } from '../../../js/client/types.js';
import { explanationOf } from '../../../js/explain/explanation-of.js';
import { type AssayError, type AssayErrorCode, STATUS_CODES } from '../../../js/shared/errors.js';

/** A promise of ours that an input breaks. */
export class Broken extends Error {
  override readonly name = 'Broken';
}

export function demand(holds: boolean, promise: string): asserts holds {
  if (!holds) throw new Broken(promise);
}

/** The code of an error that may be thrown. @throws what is none */
export function codeOf(error: unknown, allowed: readonly AssayErrorCode[] = STATUS_CODES.slice(1, -1) as AssayErrorCode[]): AssayErrorCode {
  // As its name says: the built package has a class of its own.
  if (!(error instanceof Error) || error.name !== 'AssayError') throw error;
  const { code } = error as AssayError;
  demand(allowed.includes(code), `an error of the code ${code}: ${error.message}`);
  return code;
}

const FALLBACKS: readonly FlagValue[] = [false, '', 0, {}, [], null];
const kindOf = (value: unknown): string => (value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value);

/**
 * Reads every flag for a context, as a page does.
 * @param isThorough whether also with fallbacks of every type, and explained
 * @returns the answers, in the order of the flags
 * @throws Broken
 */
export function readAll(flags: Flags, bytes: Uint8Array, attributes: Attributes, isThorough: boolean): readonly Details<unknown>[] {
  const report = (error: unknown): void => void codeOf(error);
  const reader = new FlagReader(
    () => Promise.reject(new Broken('nothing is loaded here')),
    () => undefined,
    report,
  );
  try {
    flags.setContext(attributes);
  } catch (error) {
    codeOf(error);
  }
  const rows = new Map(readDatafile(bytes).flags.map((row) => [row.key, row]));
  demand(rows.size === flags.keys().length, 'every flag can be read');
  reader.setContext(attributes);
  reader.use(flags);
  return flags.keys().map((key) => {
    const details = reader.details(key);
    const { value, variant, reason, errorCode } = details;
    demand(details.flag === key, 'an answer is of the flag that was asked for');
    demand(REASONS.includes(reason), `a reason is known: ${reason}`);
    demand(errorCode === undefined || ERROR_CODES.includes(errorCode), `an error code is known: ${errorCode}`);
    demand((errorCode === undefined) === (reason !== 'ERROR'), `an error has a code: ${reason} ${errorCode}`);
    demand((value === undefined) === (variant === undefined), 'a value is that of a variant');
    demand(errorCode === undefined || value === undefined, 'what fails has no value');
    if (variant !== undefined) demand(rows.get(key)?.variantKeys().includes(variant) === true, 'the variant is one of the flag');
    for (const fallback of isThorough ? FALLBACKS : FALLBACKS.slice(0, 1)) {
      const read = reader.value(key, fallback);
      if (value === undefined) demand(read === fallback, 'without a value there is the fallback');
      else demand(fallback === null || kindOf(read) === kindOf(fallback), `${kindOf(read)} is read as ${kindOf(fallback)}`);
    }
    reader.variant(key);
    if (isThorough) {
      const traced = flags.trace(key);
      demand(traced !== undefined, 'a flag that answers can be explained');
      const explanation = explanationOf(traced.datafile, key, traced.trace, details);
      demand(explanation.summary.length > 0 && JSON.stringify(explanation).length > 0, 'an explanation says something');
    }
    return details;
  });
}
