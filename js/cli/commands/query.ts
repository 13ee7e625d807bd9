import type { Json } from '../../shared/json.js';
import type { Query } from '../../shared/query.js';
import { describeSource, type Session, toJson, withFiles, writeJson } from '../answer.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { fileArguments, READ_OPTIONS, readOptions, readOptionsHelp } from '../query-options.js';
import { type Paint, paintFor } from '../text/paint.js';
import { renderDocument } from '../text/document.js';
import { parseCommandLine, required, UsageError } from '../usage.js';

const HELP = `usage: assay query FILE… --query JSON

Any question that the package answers, as js/shared/query.ts describes it: formulas, lifecycle, stickiness, sequences, cohorts and all others.

  --query JSON           the question
${readOptionsHelp(true)}
example: assay query shop.csv --query '{"lifecycle":{"event":"home","period":"week"}}'
`;

const OPTIONS = { ...READ_OPTIONS, query: { type: 'string' } } as const;

/** `assay query`. */
export const queryCommand: Command = { name: 'query', summary: 'any question, as JSON', help: HELP, run };

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const files = fileArguments(positionals);
  const query = queryOf(required(values.query, '--query'));
  await withFiles(io, files, readOptions(values), async (session) => {
    const result = session.query(query);
    if (values.json) await writeJson(io, { ...result, source: session.source });
    else await io.stdout.write(render(result, session, paintFor(io.stdout, io.env)));
  });
}

/** What the engine is asked; it checks every field itself. */
function queryOf(text: string): Query {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`--query is no JSON: ${(error as Error).message}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) throw new UsageError('--query: an object expected');
  return parsed as Query;
}

function render(result: object, session: Session, paint: Paint): string {
  const document = JSON.parse(toJson(result)) as { readonly [name: string]: Json };
  return `${describeSource(session.source)}\n\n${renderDocument(document, paint)}`;
}
