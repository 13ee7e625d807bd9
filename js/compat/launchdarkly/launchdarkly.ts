import type { Program, ProgramFlag } from '../../compile/program/program.js';
import { flagOf } from './flag.js';
import { fieldsOf, isFields, listOf, nameOf } from './json.js';
import { KeyLists } from './key-lists.js';
import { Segments } from './segments.js';

/** What a server-side SDK of the vendor downloads: both by key, as parsed from JSON. */
export interface LaunchDarklyData {
  readonly flags?: unknown;
  readonly segments?: unknown;
}

/** What a result needs beyond the answer of the core. */
export interface LaunchDarklyMeta {
  readonly flags: ReadonlyMap<string, { readonly variations: readonly unknown[]; readonly ruleIds: readonly (string | undefined)[] }>;
}

export interface LaunchDarklyImport {
  readonly program: Program;
  readonly meta: LaunchDarklyMeta;
  /** What could not be translated, by flag or `segment:<key>`. Nothing of it is answered as if it had been. */
  readonly problems: readonly { readonly flag: string; readonly message: string }[];
}

/**
 * Translates LaunchDarkly's flags and segments. Contexts are converted with `launchdarklyContext`, answers with `launchdarklyResult`. Never
 * throws: a flag that is malformed answers MALFORMED_FLAG, alone.
 */
export function launchdarkly(data: LaunchDarklyData): LaunchDarklyImport {
  const problems: { flag: string; message: string }[] = [];
  const { flags: source, segments: segmentSource } = fieldsOf(data);
  if (!isFields(source)) problems.push({ flag: '', message: 'flags: must be an object' });
  const keys = new KeyLists();
  const segments = new Segments(segmentSource, keys, (key, message) => problems.push({ flag: `segment:${key}`, message }));
  const all = fieldsOf(source);
  const flags: ProgramFlag[] = [];
  const meta = new Map<string, { variations: readonly unknown[]; ruleIds: readonly (string | undefined)[] }>();
  for (const [name, flag] of Object.entries(all)) {
    if (isFields(flag) && flag['deleted'] === true) continue;
    const { variations, rules } = fieldsOf(flag);
    meta.set(name, { variations: listOf(variations), ruleIds: listOf(rules).map((rule) => nameOf(fieldsOf(rule)['id'])) });
    flags.push(translated(name, flag, { flags: all, segments, keys, report: (message) => problems.push({ flag: name, message }) }));
  }
  return { program: { flags, shared: segments.shared, sets: keys.sets }, meta: { flags: meta }, problems };
}

function translated(name: string, flag: unknown, sources: Parameters<typeof flagOf>[2]): ProgramFlag {
  let problem = 'must be an object';
  try {
    if (isFields(flag)) return flagOf(name, flag, sources);
  } catch (error) {
    // A variation that JSON cannot say, or too deep for it.
    problem = `variations: ${(error as Error).message}`;
  }
  sources.report(problem);
  return { key: name, type: 'json', variants: [], defaultVariant: -1, rules: [], problem: `flags.${name}: ${problem}` };
}
