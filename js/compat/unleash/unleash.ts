import type { Problem } from '../../compile/program/encode-program.js';
import { and, FALSE, less, not, number, oneOfNumbers, TRUE } from '../../compile/program/expr.js';
import type { Expr, Program, ProgramFlag, ProgramRule } from '../../compile/program/program.js';
import type { Report } from './constraint.js';
import { type Fields, fieldsOf, listOf } from './fields.js';
import { type State, stateOf } from './state.js';
import { type HashBytes, strategyExpr } from './strategy.js';
import { divide, OFF, ON, VariantTable } from './variants.js';

export interface UnleashOptions {
  /**
   * What is hashed of an id that is not ASCII. "low-bytes": the low byte of each UTF-16 unit, as Unleash's SDK for Node does (murmurhash3js);
   * "utf8": as its other SDKs do. ASCII ids get the same bucket either way.
   * @defaultValue "low-bytes"
   */
  readonly encoding?: 'low-bytes' | 'utf8';
}

export interface UnleashImport {
  readonly program: Program;
  readonly meta: {
    /** Features for which Unleash would send impression events. */
    readonly impressionData: ReadonlySet<string>;
  };
  /** What could not be used. A malformed feature answers `ERROR` / `PARSE_ERROR`, alone; a regular expression that is none matches nothing. */
  readonly problems: readonly Problem[];
}

/**
 * The rule program of an Unleash client state: `{ features, segments }` of `/api/client/features`, or `{ events }` of the delta API. A feature
 * without variants becomes a boolean flag; one with variants a JSON flag with the values that Unleash's getVariant() gives. Evaluate it with
 * attributes from unleashContext() and read the answer with unleashResult(). Never throws.
 */
export function unleash(source: unknown, { encoding = 'low-bytes' }: UnleashOptions = {}): UnleashImport {
  const state = stateOf(source);
  const tables = new Map([...state.features].map(([name, feature]) => [name, new VariantTable(feature)]));
  const problems = state.ignored.map((message) => ({ flag: '', message }));
  const flags = [...state.features].map(([name, feature]) => {
    const report = (message: string): number => problems.push({ flag: name, message: `flags.${name}: ${message}` });
    return flagOf(name, feature, { ...state, tables, bytes: encoding === 'utf8' ? 0 : 1, report });
  });
  for (const { key, problem } of flags) if (problem !== undefined) problems.push({ flag: key, message: problem });
  const impressionData = new Set([...state.features].flatMap(([name, feature]) => (feature['impressionData'] === true ? name : [])));
  return { program: { flags }, meta: { impressionData }, problems };
}

interface Known extends State {
  readonly tables: ReadonlyMap<string, VariantTable>;
  readonly bytes: HashBytes;
  readonly report: Report;
}

function flagOf(name: string, feature: Fields, known: Known): ProgramFlag {
  const table = known.tables.get(name) as VariantTable;
  const flag = { key: name, type: table.type, variants: table.variants, defaultVariant: OFF };
  if (!feature['enabled']) return { ...flag, enabled: false, rules: [] };
  const strategies = feature['strategies'];
  if (!Array.isArray(strategies)) return { ...flag, rules: [], problem: `flags.${name}.strategies: must be a list` };
  const parents = listOf(feature['dependencies']).map((parent) => parentExpr(fieldsOf(parent) ?? {}, known));
  if (parents.includes(FALSE)) return { ...flag, rules: [off(TRUE)] };
  const rules: ProgramRule[] = parents.length === 0 ? [] : [off(not(and(...parents)))];
  if (strategies.length === 0) rules.push(ruleOf('enabled', TRUE, {}, feature, known));
  for (const [i, strategy] of strategies.entries()) {
    const fields = fieldsOf(strategy) ?? {};
    const when = strategyExpr(fields, known.segments, known.bytes, known.report);
    if (when !== FALSE) rules.push(ruleOf(`${String(fields['name'])}#${i}`, when, fields, feature, known));
  }
  return { ...flag, rules: rules.length === 0 ? [off(TRUE)] : rules };
}

const off = (when: Expr): ProgramRule => ({ id: 'dependencies', ...conditionOf(when), then: { serve: OFF }, reason: 'DEFAULT' });

const conditionOf = (when: Expr): { when?: Expr } => (when === TRUE ? {} : { when });

/** What happens to the contexts that a strategy lets through: its own variants go before the feature's. */
function ruleOf(id: string, when: Expr, strategy: Fields, feature: Fields, { tables, bytes }: Known): ProgramRule {
  const name = feature['name'] as string;
  const table = tables.get(name) as VariantTable;
  const parameters = fieldsOf(strategy['parameters']);
  const own = listOf(strategy['variants']);
  const shared = listOf(feature['variants']);
  const stickiness = fieldsOf(own[0])?.['stickiness'] || parameters?.['stickiness'];
  // Where a group is missing Unleash's SDK for Node hashes the word "undefined".
  const division =
    divide(own, { stickiness, group: String(parameters?.['groupId']), bytes }, table) ??
    divide(shared, { stickiness: fieldsOf(shared[0])?.['stickiness'], group: name, bytes }, table);
  return { id, ...conditionOf(when), then: division ?? { serve: ON } };
}

/** Whether a feature that another one depends on is as wanted. One with dependencies of its own never is: Unleash knows one level. */
function parentExpr(wanted: Fields, { features, tables }: Known): Expr {
  const name = String(wanted['feature']);
  const table = tables.get(name);
  if (table === undefined || listOf(features.get(name)?.['dependencies']).length > 0) return FALSE;
  const answer: Expr = ['flag_variant', name];
  if (wanted['enabled'] === false) return not(less(number(OFF), answer));
  const names = listOf(wanted['variants']);
  return names.length === 0 ? less(number(OFF), answer) : oneOfNumbers(answer, table.indexesOf(names));
}
