import { readSource } from '../compile/native/read-source.js';
import { AssayError } from '../shared/errors.js';
import { parseInstant } from '../shared/instant.js';
import type { Json } from '../shared/json.js';
import type { CliIo } from './cli-io.js';
import { parseContext } from './conditions.js';
import { readBytes } from './datafile-option.js';
import { printable } from './text/table.js';
import { UsageError } from './usage.js';

export const CONTEXT_HELP = `  --context KEY=VALUE    an attribute; repeatable; "42" in quotes is a text. Or a JSON object, or @FILE
                         with one; of an attribute given twice the last counts
`;

/** The attributes that `--context` texts give together. Errors: `UsageError`; `NOT_FOUND` for a file. */
export async function contextOption(io: CliIo, texts: readonly string[] = []): Promise<Readonly<Record<string, Json>>> {
  const entries: (readonly [string, Json])[] = [];
  for (const text of texts) entries.push(...Object.entries(await attributesOf(io, text)));
  // From entries, an attribute named __proto__ is one.
  return Object.fromEntries(entries);
}

async function attributesOf(io: CliIo, text: string): Promise<Readonly<Record<string, Json>>> {
  if (text.startsWith('@')) return jsonObject(new TextDecoder().decode(await readBytes(io, text.slice(1))), text);
  return text.trimStart().startsWith('{') ? jsonObject(text, 'the JSON') : parseContext([text]);
}

function jsonObject(json: string, where: string): Readonly<Record<string, Json>> {
  let value: unknown;
  try {
    value = readSource(json);
  } catch (error) {
    if (error instanceof AssayError) throw new UsageError(`--context ${where}: ${printable(error.message.replace('datafile: ', ''), 200)}`);
    throw error;
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new UsageError(`--context ${where}: must be an object`);
  return value as Readonly<Record<string, Json>>;
}

/** `--now`, ms since the epoch. Errors: `UsageError`. */
export function nowOption(text: string | undefined, io: CliIo): number {
  if (text === undefined) return io.now();
  const now = parseInstant(text);
  if (now === undefined) throw new UsageError(`--now ${text}: write an instant as 2026-11-27T08:00:00Z, or ms since the epoch`);
  return now;
}
