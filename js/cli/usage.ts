import { type ParseArgsConfig, parseArgs } from 'node:util';
import { parseDuration } from '../shared/duration.js';
import { AssayError } from '../shared/errors.js';

/** The command line is wrong: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Options = NonNullable<ParseArgsConfig['options']>;

/** What `parseArgs` makes of options `T`. */
export type CommandLine<T extends Options> = ReturnType<
  typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
>;

/** Options and positional arguments as `node:util` reads them. Errors: `UsageError` naming what is wrong. */
export function parseCommandLine<const T extends Options>(args: readonly string[], options: T): CommandLine<T> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    // The first sentence says what is wrong; the rest explains parseArgs.
    throw new UsageError((message.split(/\. |\.$/)[0] as string).replace(/^Unknown option/, 'unknown option'));
  }
}

/** The option's value. Errors: `UsageError` when it was not given. */
export function required(value: string | undefined, option: string): string {
  if (value === undefined || value === '') throw new UsageError(`${option} is missing`);
  return value;
}

/** An option that is a duration, ms. Errors: `UsageError`. */
export function durationOption(text: string, option: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    if (error instanceof AssayError) throw new UsageError(`${option}: ${error.message}`);
    throw error;
  }
}

/** The items of an option that may be repeated and may hold commas. */
export const listOption = (texts: readonly string[] | undefined): readonly string[] =>
  (texts ?? []).flatMap((text) => text.split(',')).filter((item) => item !== '');

/** An option that is one of a few words. Errors: `UsageError` naming them. */
export function choiceOption<T extends string>(text: string, option: string, choices: readonly T[]): T {
  const choice = choices.find((candidate) => candidate === text);
  if (choice === undefined) throw new UsageError(`${option} ${text}: one of ${choices.join(', ')} expected`);
  return choice;
}

/** An option that is a whole number from `least` to `most`. Errors: `UsageError`. */
export function countOption(text: string, option: string, least: number, most: number): number {
  const count = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(count >= least && count <= most)) throw new UsageError(`${option} ${text}: a whole number from ${least} to ${most} expected`);
  return count;
}
