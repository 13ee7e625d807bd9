import { experimentFlag, type GrowthbookUser, growthbook, growthbookContext } from '../../../../js/compat/growthbook/index.js';
import { growthbookExperimentResult, growthbookResult } from '../../../../js/compat/growthbook/results.js';
import { oracle } from '../../../conformance/oracle.js';

/** The feature called "f" of a payload, as GrowthBook would answer. */
export function ask(payload: unknown, user: GrowthbookUser = {}, feature = 'f') {
  const imported = growthbook(payload);
  const context = growthbookContext(user);
  return growthbookResult(imported, oracle.evaluate(imported.program, feature, context), context);
}

/** An inline experiment, as GrowthBook would run it. */
export function run(experiment: Readonly<Record<string, unknown>>, user: GrowthbookUser = {}, payload = {}) {
  const imported = growthbook({ ...payload, experiments: [{ key: 'e', variations: ['a', 'b'], ...experiment }] });
  const context = growthbookContext(user);
  return growthbookExperimentResult(imported, oracle.evaluate(imported.program, experimentFlag('e'), context), context);
}

/** Whether the attributes satisfy a condition. */
export const holds = (condition: unknown, attributes: Readonly<Record<string, unknown>>, savedGroups: unknown = {}): unknown =>
  ask({ features: { f: { defaultValue: false, rules: [{ condition, force: true }] } }, savedGroups }, { attributes }).value;
