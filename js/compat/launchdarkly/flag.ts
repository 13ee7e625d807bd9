import { equals, isNull, not, number, or, TRUE } from '../../compile/program/expr.js';
import type { Expr, ProgramFlag, ProgramRule } from '../../compile/program/program.js';
import { keyOf } from './attribute-reference.js';
import { clausesExpr } from './clause.js';
import { type Fields, fieldsOf, isFields, listOf, nameOf, textsOf } from './json.js';
import type { KeyLists } from './key-lists.js';
import { type FlagScope, offRule, outcomeRules, serveRule } from './outcome.js';
import type { Segments } from './segments.js';

export interface FlagSources {
  readonly flags: Fields;
  readonly segments: Segments;
  readonly keys: KeyLists;
  readonly report: (message: string) => void;
}

/** The ids of the rules that a flag becomes; launchdarklyResult() reads the vendor's reason off them. */
export const RULE_IDS = { off: 'off', prerequisite: 'prerequisite:', target: 'target', rule: 'rule:', fallthrough: 'fallthrough' } as const;

export function flagOf(name: string, flag: Fields, sources: FlagSources): ProgramFlag {
  const variations = listOf(flag['variations']);
  const scope: FlagScope = { name, key: nameOf(flag['key']) ?? name, flag, variations: variations.length };
  const { offVariation } = flag;
  const off = offRule(scope, RULE_IDS.off, undefined);
  // Off with a good variation, or without any, is what the core calls disabled.
  const isDisabled = !flag['on'] && 'serve' in off.then;
  return {
    key: name,
    type: typeOf(variations),
    enabled: !isDisabled,
    variants: variations.map((value, i) => ({ key: String(i), json: JSON.stringify(value) ?? 'null' })),
    defaultVariant: isDisabled && typeof offVariation === 'number' ? offVariation : -1,
    rules: flag['on'] ? rulesOf(scope, sources) : isDisabled ? [] : [off],
  };
}

function typeOf(variations: readonly unknown[]): ProgramFlag['type'] {
  const types = new Set(variations.map((value) => typeof value));
  const [only] = types;
  return types.size === 1 && (only === 'boolean' || only === 'string' || only === 'number') ? only : 'json';
}

function rulesOf(scope: FlagScope, sources: FlagSources): ProgramRule[] {
  const { flag } = scope;
  const { segments, report } = sources;
  const conditional = [
    ...listOf(flag['prerequisites']).map((prerequisite) => prerequisiteRule(scope, fieldsOf(prerequisite), sources.flags)),
    ...targetRules(scope, sources.keys),
    ...listOf(flag['rules']).flatMap((rule, i) => {
      const fields = fieldsOf(rule);
      return outcomeRules(scope, `${RULE_IDS.rule}${i}`, clausesExpr(fields['clauses'], segments, report), fields);
    }),
  ];
  const reason = conditional.length === 0 ? 'STATIC' : 'DEFAULT';
  return [...conditional, ...outcomeRules(scope, RULE_IDS.fallthrough, undefined, fieldsOf(flag['fallthrough']), reason)];
}

/** Serves the off variation when the other flag is unknown, off, or gives another variation than the one wanted. */
function prerequisiteRule(scope: FlagScope, { key, variation }: Fields, flags: Fields): ProgramRule {
  const name = typeof key === 'string' ? key : '';
  const other = Object.hasOwn(flags, name) ? flags[name] : undefined;
  const id = `${RULE_IDS.prerequisite}${name}`;
  if (!isFields(other) || other['deleted'] === true) return offRule(scope, id, TRUE);
  const actual: Expr = ['flag_variant', name];
  const wanted: Expr = typeof variation === 'number' && Number.isFinite(variation) ? number(variation) : ['null'];
  // Asked even when it is off: its error is an error of this flag.
  return offRule(scope, id, other['on'] ? not(equals(actual, wanted)) : or(isNull(actual), TRUE));
}

/** With targets for other kinds of contexts, those say the order, and `targets` only who the users of a variation are. */
function targetRules(scope: FlagScope, keys: KeyLists): ProgramRule[] {
  const users = listOf(scope.flag['targets']).map(fieldsOf);
  const contexts = listOf(scope.flag['contextTargets']).map(fieldsOf);
  const targets = contexts.length === 0 ? users : contexts.map((target) => userTarget(target, users));
  return targets.flatMap(({ contextKind, values, variation }) => {
    const listed = textsOf(values);
    return listed.length === 0 ? [] : [serveRule(scope, RULE_IDS.target, keys.has(listed, keyOf(contextKind)), variation)];
  });
}

function userTarget(target: Fields, users: readonly Fields[]): Fields {
  if ((nameOf(target['contextKind']) ?? 'user') !== 'user') return target;
  return users.find(({ variation }) => variation === target['variation']) ?? {};
}
