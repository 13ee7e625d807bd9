import type { Program, ProgramFlag } from '../../compile/program/program.js';
import { addExperiment } from './experiment.js';
import { addRule, type FeatureScope, prerequisites } from './feature.js';
import { constant, type Expr, FALSE, NULL } from './exprs.js';
import { type Experiment, experimentOf, type Fields, isDeeperThan, isObject, isText } from './fields.js';
import { type FlagDraft, type FlagMeta, flagDraft } from './flag-draft.js';
import { experimentFlag } from './reserved.js';

/** A payload of GrowthBook as a program, and what GrowthBook's results need that the program does not hold. */
export interface GrowthbookImport {
  /** A flag for each feature, under its key, and one for each inline experiment, under experimentFlag() of its key. */
  readonly program: Program;
  readonly meta: ReadonlyMap<string, FlagMeta>;
  /** What could not be translated, one line each, beginning with where it stands. */
  readonly problems: readonly string[];
}

/** Deeper features are nobody's. */
const MAX_DEPTH = 100;

/**
 * Translates a payload: `features`, `experiments`, `savedGroups`, `contextualBandits`, as the GrowthBook API gives them once they are
 * decrypted. Contexts for the program come from growthbookContext(). Never throws: a malformed feature answers ERROR / PARSE_ERROR, alone.
 */
export function growthbook(payload: unknown): GrowthbookImport {
  // What is no payload is as one with malformed features.
  const fields: Fields = isObject(payload) ? payload : { features: false };
  const problems: string[] = [];
  const flags: ProgramFlag[] = [];
  const meta = new Map<string, FlagMeta>();
  const shared = new Map<string, Expr>();
  const parents = new Set<string>();
  const part = <T>(name: string, is: (value: unknown) => value is T, otherwise: T): T => {
    const value = fields[name] ?? otherwise;
    if (is(value)) return value;
    problems.push(`${name} is malformed`);
    return otherwise;
  };
  const features = part('features', isObject, {});
  const scope = {
    savedGroups: part('savedGroups', isObject, {}),
    contextualBandits: part('contextualBandits', isObject, {}),
    shared,
    featureValue: (feature: string): Expr => {
      if (!Object.hasOwn(features, feature)) return NULL;
      parents.add(feature);
      return ['call', nameOfValue(feature)];
    },
  };
  const add = (key: string, place: string, source: unknown, translate: Translate): void => {
    const report = (problem: string): Expr => {
      problems.push(`${place}: ${problem}`);
      return FALSE;
    };
    try {
      if (!isObject(source) || isDeeperThan(MAX_DEPTH, source)) throw new TypeError('malformed or nested too deep');
      const draft = flagDraft(key);
      const made = draft.finish(...translate(source, draft, { ...scope, report }));
      flags.push(made.flag);
      meta.set(key, made.meta);
    } catch (error) {
      report((error as Error).message);
      flags.push({ ...flagDraft(key).finish().flag, problem: problems.at(-1) as string });
    }
  };

  for (const [key, feature] of Object.entries(features)) add(key, `features.${key}`, feature, translateFeature);
  for (const [i, experiment] of part('experiments', Array.isArray, []).entries()) {
    const place = `experiments[${i}]`;
    const key: unknown = experiment?.key;
    if (key && isText(key)) add(experimentFlag(key), place, experiment, translateExperiment);
    else problems.push(`${place}.key is malformed`);
  }
  for (const feature of parents)
    shared.set(nameOfValue(feature), ['flag_pick', feature, ...(meta.get(feature)?.values ?? []).map(constant), NULL]);
  return {
    program: {
      version: Math.max(0, Date.parse(String(fields.dateUpdated)) || 0),
      flags,
      shared: Array.from(shared, ([name, value]) => ({ name, value })),
    },
    meta,
    problems,
  };
}

/** The name of the shared expression that is a feature's value: null, behind the variants', for a feature without values. */
const nameOfValue = (feature: string): string => `value of ${feature}`;

/** The default value and, of an inline experiment, the experiment. */
type Translate = (source: Fields, draft: FlagDraft, scope: FeatureScope) => readonly [defaultValue: unknown, experiment?: Experiment];

const translateFeature: Translate = ({ defaultValue, rules = [] }, draft, scope) => {
  if (!Array.isArray(rules)) throw new TypeError('rules is malformed');
  for (const rule of rules) addRule(experimentOf(rule), draft, scope);
  return [defaultValue];
};

const translateExperiment: Translate = (source, draft, scope) => {
  const experiment = experimentOf(source);
  addExperiment(experiment, { draft, scope, parents: prerequisites(experiment, scope) });
  return [experiment.variations?.[0], experiment];
};
