import type { Program, ProgramFlag } from '../../compile/program/program.js';
import { flagOf, type UfcAllocation, type UfcVariationType } from './flag.js';
import { fieldsOf, Malformed } from './malformed.js';
import { SharedExprs } from './shared-exprs.js';

/** What a result needs beyond the answer of the core. A flag that is malformed has no more than its name. */
export interface UfcMeta {
  readonly flags: ReadonlyMap<string, UfcFlagMeta | undefined>;
}

export interface UfcFlagMeta {
  readonly variationType: UfcVariationType;
  readonly allocations: readonly UfcAllocation[];
}

export interface UfcImport {
  readonly program: Program;
  readonly meta: UfcMeta;
  /** What is wrong with the flags that answer the reader's default for it. */
  readonly problems: readonly { readonly flag: string; readonly message: string }[];
}

/**
 * Translates a Universal Flag Configuration, Eppo's or Datadog's, that is not obfuscated. Contexts are converted with `ufcContext`, answers
 * with `ufcResult`. Never throws: a flag that is malformed or needs an operator that is not known answers the reader's default, alone.
 */
export function ufc(configuration: unknown): UfcImport {
  const problems: { flag: string; message: string }[] = [];
  const shared = new SharedExprs();
  const meta = new Map<string, UfcFlagMeta | undefined>();
  const flags = Object.entries(flagsOf(configuration, problems)).map(([key, flag]): ProgramFlag => {
    try {
      const { program, ...rest } = flagOf(key, fieldsOf(flag, 'flag'), shared);
      meta.set(key, rest);
      return program;
    } catch (error) {
      // Malformed, or a value that JSON cannot say.
      const { message } = error as Error;
      problems.push({ flag: key, message });
      meta.set(key, undefined);
      return { key, type: 'json', variants: [], defaultVariant: -1, rules: [], problem: `flags.${key}: ${message}` };
    }
  });
  return { program: { flags, shared: shared.list }, meta: { flags: meta }, problems };
}

function flagsOf(configuration: unknown, problems: { flag: string; message: string }[]): object {
  try {
    return fieldsOf(fieldsOf(configuration, 'configuration')['flags'], 'flags');
  } catch (error) {
    if (!(error instanceof Malformed)) throw error;
    problems.push({ flag: '', message: error.message });
    return {};
  }
}
