import { type Explanation, explain } from '../../../js/explain/index.js';
import { Flags } from '../../../js/client/flags/flags.js';
import { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import type { Program } from '../../../js/compile/program/program.js';
import type { Json } from '../../../js/shared/json.js';
import { builtModules } from '../vectors/built-modules.js';

export interface Question {
  readonly context?: Readonly<Record<string, unknown>>;
  readonly now?: number;
  readonly flag?: string;
  readonly environment?: string;
  /** Variants by flag, as a page forces them. */
  readonly forced?: Readonly<Record<string, string>>;
}

let opened: Promise<ByteModule<Parameters<typeof Flags.open>[0]['raw']>> | undefined;

async function openModule() {
  const { factory, wasm } = (await builtModules()).flagsCompat;
  return ByteModule.open('flags-compat', factory, wasm);
}

/** What the core answers and what is said of it. */
export async function ask(
  datafile: Datafile | Program,
  { context = {}, now = 0, flag = 'f', environment, forced }: Question = {},
): Promise<{ readonly flags: Flags; readonly bytes: Uint8Array; readonly explanation: Explanation }> {
  opened ??= openModule();
  const { bytes } = compileDatafile(datafile, environment === undefined ? {} : { environment });
  const flags = Flags.open(await opened, bytes, true, () => now);
  flags.setContext(context as Readonly<Record<string, Json>>);
  if (forced !== undefined) flags.setOverrides(new Map(Object.entries(forced)));
  return { flags, bytes, explanation: explain(explainable(flags), bytes, flag) };
}

/** The core's evaluator as `explain` asks it. */
export const explainable = (flags: Flags) => ({
  details: (key: string) => flags.answer(key)?.details ?? { reason: 'ERROR', errorCode: 'FLAG_NOT_FOUND' },
  explain: (key: string) => flags.explain(key),
});
