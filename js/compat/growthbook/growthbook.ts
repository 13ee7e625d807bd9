import { constant, NULL } from '../../compile/program/expr.js';
import type { Expr, Program, ProgramFlag } from '../../compile/program/program.js';
import { addExperiment } from './experiment.js';
import { addRule, type FeatureScope, prerequisite } from './feature.js';
import { type Experiment, experimentOf, type Fields, isDeeperThan, isObject, isText } from './fields.js';
import { FlagDraft, type FlagMeta } from './flag-draft.js';

/** A payload of GrowthBook as a program, and what GrowthBook's results need that the program does not hold. */
export interface GrowthbookImport {
  /** A flag for each feature, under its key, and one for each inline experiment, under experimentFlag() of its key. */
  readonly program: Program;
  readonly meta: ReadonlyMap<string, FlagMeta>;
  /** What could not be translated, one line each, beginning with where it stands. */
  readonly problems: readonly string[];
}

/** The key of the flag that an inline experiment becomes. */
export const experimentFlag = (key: string): string => `experiment:${key}`;

/** Deeper features are nobody's. */
const MAX_DEPTH = 100;

/** What was code in the page that ran the experiment, which a payload cannot hold. */
const UNSUPPORTED = ['include', 'groups', 'url'];

/**
 * Translates a payload: `features`, `experiments`, `savedGroups`, `contextualBandits`, as the GrowthBook API gives them once they are
 * decrypted. Contexts for the program come from growthbookContext(). Never throws: a malformed feature answers ERROR / PARSE_ERROR, alone.
 */
export function growthbook(payload: unknown): GrowthbookImport {
  const problems: string[] = [];
  const flags: ProgramFlag[] = [];
  const meta = new Map<string, FlagMeta>();
  const shared = new Map<string, Expr>();
  const parents = new Map<string, string>(); // names of shared expressions by feature
  const part = <T>(name: string, is: (value: unknown) => value is T, otherwise: T): T => {
    const value = isObject(payload) ? (payload[name] ?? otherwise) : undefined;
    if (is(value)) return value;
    problems.push(`${name}: malformed`);
    return otherwise;
  };
  const features = part('features', isObject, {});
  const scope = {
    savedGroups: part('savedGroups', isObject, {}),
    contextualBandits: part('contextualBandits', isObject, {}),
    shared,
    featureValue: (feature: string): Expr => {
      if (!Object.hasOwn(features, feature)) return NULL;
      parents.set(feature, `value of ${feature}`);
      return ['call', `value of ${feature}`];
    },
  };
  const add = (
    key: string,
    place: string,
    source: unknown,
    translate: (source: Fields, draft: FlagDraft, scope: FeatureScope) => Translated,
  ): void => {
    const report = (problem: string): unknown => problems.push(`${place}: ${problem}`);
    let made: ReturnType<FlagDraft['finish']>;
    try {
      if (!isObject(source) || isDeeperThan(MAX_DEPTH, source)) throw new TypeError('no object, or nested too deep');
      const draft = new FlagDraft();
      const { defaultValue, experiment } = translate(source, draft, { ...scope, report });
      made = draft.finish(key, defaultValue, experiment);
    } catch (error) {
      report((error as Error).message);
      made = new FlagDraft().finish(key, null, undefined, problems.at(-1));
    }
    flags.push(made.flag);
    meta.set(key, made.meta);
  };

  for (const [key, feature] of Object.entries(features)) add(key, `features.${key}`, feature, translateFeature(key));
  for (const [i, experiment] of part('experiments', Array.isArray, []).entries()) {
    const place = `experiments[${i}]`;
    if (isObject(experiment) && experiment.key && isText(experiment.key))
      add(experimentFlag(experiment.key), place, experiment, translateExperiment);
    else problems.push(`${place}: no object with a key`);
  }
  const version = Date.parse(String(isObject(payload) ? payload.dateUpdated : ''));
  const program: Program = {
    ...(version >= 0 ? { version } : {}),
    flags,
    shared: [
      ...Array.from(shared, ([name, value]) => ({ name, value })),
      ...Array.from(parents, ([feature, name]): { name: string; value: Expr } => ({
        name,
        value: ['flag_pick', feature, ...(meta.get(feature)?.values ?? []).map(constant), NULL], // for a feature without values
      })),
    ],
  };
  return { program, meta, problems };
}

interface Translated {
  readonly defaultValue: unknown;
  /** Inline experiments only. */
  readonly experiment?: Experiment;
}

const translateFeature =
  (key: string) =>
  ({ defaultValue, rules = [] }: Fields, draft: FlagDraft, scope: FeatureScope): Translated => {
    if (!Array.isArray(rules)) throw new TypeError('rules is malformed');
    for (const rule of rules) addRule(experimentOf(rule), key, draft, scope);
    return { defaultValue };
  };

function translateExperiment(source: Fields, draft: FlagDraft, scope: FeatureScope): Translated {
  const experiment = experimentOf(source);
  const { key = '', variations = [], parentConditions = [] } = experiment;
  const unsupported = UNSUPPORTED.find((name) => name in experiment);
  if (unsupported !== undefined) throw new TypeError(`${unsupported} is not supported`);
  const parents = parentConditions.map((parent) => prerequisite(parent, scope));
  addExperiment(experiment, { draft, key, ruleId: '', before: [], scope, isRule: false, parents });
  return { defaultValue: variations[0], experiment };
}
