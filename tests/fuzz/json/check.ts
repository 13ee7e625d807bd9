import { checkContext } from '../../../js/client/check-context.js';
import { needsCompat, readDatafile } from '../../../js/client/flags/datafile-rows.js';
import type { Attributes } from '../../../js/client/flags/flag-source.js';
import { Flags, type RawFlags } from '../../../js/client/flags/flags.js';
import type { Details } from '../../../js/client/types.js';
import type { ByteModule } from '../../../js/client/wasm/byte-module.js';
import { type CompiledDatafile, compileDatafile } from '../../../js/compile/compile-datafile.js';
import type { Datafile } from '../../../js/compile/datafile.js';
import type { Json } from '../../../js/shared/json.js';
import { codeOf, demand, readAll } from './answers.js';
import { damaged } from './damage.js';
import { hostileValue } from './hostile.js';
import type { Input } from './inputs.js';
import { mutate } from './mutate.js';
import type { Page } from './page.js';
import type { Random } from './random.js';
import { ATTRIBUTES, type Fields, importOf, type Imported } from './vendors.js';

/** What became of an input. */
export type Outcome = 'no JSON' | 'refused' | 'answered';

/** What inputs are tried with: both modules, as a page that has been open for long, and the built package. */
export interface Engines {
  readonly compat: ByteModule<RawFlags>;
  readonly own: ByteModule<RawFlags>;
  readonly page: Page;
}

const NOW = Date.UTC(2026, 10, 27, 8);
const clock = (): number => NOW;

/** Whether everything that we promise holds of the input. @throws whatever breaks a promise */
export async function check(input: Input, engines: Engines): Promise<Outcome> {
  const { kind, text, random } = input;
  const parsed = parse(text);
  const translate = importOf(kind);
  // Parsing vendors' payloads is the page's business.
  if (translate !== undefined && parsed === undefined) return 'no JSON';
  const imported = translate?.(parsed?.value);
  const source = imported?.program ?? (parsed !== undefined && random.oneIn(2) ? (parsed.value as unknown as Datafile) : text);
  if (random.oneIn(16)) await engines.page.take(source);

  let compiled: CompiledDatafile;
  try {
    compiled = compileDatafile(source, random.oneIn(6) ? { environment: random.pick(['production', '', '__proto__']) } : {});
  } catch (error) {
    codeOf(error, ['INVALID_ARGUMENT', 'RESOURCE_EXHAUSTED']);
    return 'refused';
  }
  for (const { flag, message } of compiled.problems) demand(typeof flag === 'string' && message.length > 0, 'a problem says something');
  const { bytes } = compiled;
  const flags = Flags.open(engines.compat, bytes, true, clock);
  const same = needsCompat(bytes) ? undefined : Flags.open(engines.own, bytes, false, clock);
  const thorough = random.below(12);
  const contexts = contextsOf(input, imported, bytes);
  const answers = contexts.map(({ attributes, given }, i) => {
    const own = readAll(flags, bytes, attributes, thorough === i);
    if (same !== undefined && (i === 0 || random.oneIn(4)))
      demand(isSame(readAll(same, bytes, attributes, false), own), 'both modules answer the same');
    if (imported !== undefined) checkResults(imported, own, given);
    return own;
  });
  const first = contexts[0];
  if (first !== undefined && random.oneIn(4)) {
    demand(isSame(readAll(flags, bytes, first.attributes, false), answers[0] ?? []), 'a context gets the same answers again');
  }
  if (kind === 'assay' && parsed !== undefined) checkOwn(parsed.value, compiled, answers.flat());
  if (random.oneIn(4)) checkDamaged(flags, damaged(bytes, random), first?.attributes ?? {}, random);
  return 'answered';
}

function parse(text: string): { readonly value: Json } | undefined {
  try {
    return { value: JSON.parse(text) as Json };
  } catch {
    return undefined;
  }
}

/** Contexts as a page gives them, and one that skips every check on the way to the core. */
function contextsOf({ kind, random, material }: Input, imported: Imported | undefined, bytes: Uint8Array) {
  const given = Array.from({ length: 2 }, (_, i) => {
    const start = JSON.parse(JSON.stringify(ATTRIBUTES[kind])) as Json;
    const attributes = i === 0 && random.oneIn(2) ? start : mutate(start, random, material);
    return typeof attributes === 'object' && attributes !== null && !Array.isArray(attributes) ? (attributes as Fields) : {};
  });
  const checked = given.map((attributes) => {
    const context = imported === undefined ? attributes : imported.context(attributes);
    return { attributes: checkContext(context, codeOf, 'u'), given: attributes };
  });
  const names = [...readDatafile(bytes).places.keys()];
  const raw: Attributes = Object.fromEntries(names.map((name) => [name, valueFor(random, material.words)]));
  return [...checked, { attributes: raw, given: {} }];
}

const valueFor = (random: Random, words: readonly string[]): Json => (random.oneIn(3) ? random.pick(words) : hostileValue(random));

function checkResults(imported: Imported, answers: readonly Details<unknown>[], context: Fields): void {
  for (const answer of answers) {
    const result = imported.result(answer, context, 'fallback');
    if ('value' in result)
      demand(typeof result.value === 'string', `a vendor's result is of the type asked for, not ${String(result.value)}`);
  }
}

/** A flag of ours answers a value of its type; one that is malformed has none, and without such a one nothing is malformed. */
function checkOwn(file: Json, { problems }: CompiledDatafile, answers: readonly Details<unknown>[]): void {
  const { flags } = file as { readonly flags?: unknown };
  if (typeof flags !== 'object' || flags === null || Array.isArray(flags)) return;
  const failing = new Set(problems.map(({ flag }) => flag));
  for (const { flag, value, errorCode } of answers) {
    const { type } = (Object.getOwnPropertyDescriptor(flags, flag)?.value ?? {}) as { readonly type?: unknown };
    if (value !== undefined && type !== 'json') demand(typeof value === type, `a ${String(type)} flag has a ${typeof value}`);
    const isMalformed = errorCode === 'PARSE_ERROR';
    demand(!failing.has(flag) || isMalformed || errorCode === 'INVALID_CONTEXT', `what is malformed says so: ${flag}`);
    // One that needs a malformed one has its error.
    demand(!isMalformed || failing.size > 0, `what is malformed is reported: ${flag}`);
  }
}

/** Bytes that were damaged on the way are refused, and nothing changes, or they can be read like any others. */
function checkDamaged(flags: Flags, bytes: Uint8Array, attributes: Attributes, random: Random): void {
  flags.setOverrides(new Map());
  const answers = (): unknown => flags.keys().map((key) => flags.details(key));
  const before = answers();
  try {
    flags.load(bytes);
  } catch (error) {
    codeOf(error);
    demand(isSame(answers(), before), 'bytes that are refused change nothing');
    return;
  }
  readAll(flags, bytes, attributes, random.oneIn(4));
}

const isSame = (a: unknown, b: unknown): boolean => withoutBuckets(a) === withoutBuckets(b);
/** flags.wasm keeps no buckets. */
const withoutBuckets = (value: unknown): string => JSON.stringify(value, (key, part: unknown) => (key === 'bucket' ? undefined : part));
