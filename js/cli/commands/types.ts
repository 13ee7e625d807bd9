import { readSource } from '../../compile/native/read-source.js';
import { isPlan } from '../../client/plan/read-plan.js';
import { AssayError } from '../../shared/errors.js';
import type { CliIo } from '../cli-io.js';
import type { Command } from '../command.js';
import { FROM_HELP, inFile, jsonText, readBytes, vendorOption } from '../datafile-option.js';
import { parseCommandLine } from '../usage.js';
import { datafileArgument } from './compile.js';

const HELP = `usage: assay types DATAFILE [-o FILE] [--from VENDOR]
       assay types PLAN [-o FILE]

A TypeScript declaration of the datafile's flags and the values they can have, or of a tracking plan's events
and the properties they can have. With them, a wrong name, a property that is missing or a value of another
type is an error when compiling: createAssay<Events, Flags>().

  PLAN                   a tracking plan in JSON: assay types plan.json -o src/events.d.ts
  -o, --out FILE         where to write it; standard output when not given
${FROM_HELP}
example: assay types flags.json -o src/flags.d.ts
`;

const OPTIONS = { out: { type: 'string', short: 'o' }, from: { type: 'string' }, help: { type: 'boolean', short: 'h' } } as const;

/** `assay types`. */
export const typesCommand: Command = {
  name: 'types',
  summary: "TypeScript types of a datafile's flags, or of a tracking plan's events",
  help: HELP,
  run,
};

async function run(args: readonly string[], io: CliIo): Promise<void> {
  const { values, positionals } = parseCommandLine(args, OPTIONS);
  const path = datafileArgument(positionals);
  const vendor = await vendorOption(values.from);
  const text = jsonText(await readBytes(io, path));
  if (text === undefined)
    throw new AssayError('INVALID_ARGUMENT', `${path}: is no JSON; types are made of a datafile before it is compiled`);
  const types = await inFile(path, async () => {
    if (vendor === undefined && isPlan(parsed(text))) return (await import('../../client/plan/event-types.js')).generateEventTypes(text);
    const { generateTypes } = await import('../../compile/generate-types.js');
    return generateTypes(vendor === undefined ? text : vendor.import(readSource(text)).program);
  });
  if (values.out === undefined) await io.stdout.write(types);
  else await io.save(values.out, types);
}

/** `undefined` for what is no JSON: reading it as a datafile says so. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
