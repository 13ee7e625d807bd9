import {
  launchdarkly,
  launchdarklyContext,
  launchdarklyResult,
  type LaunchDarklyResult,
} from '../../../../js/compat/launchdarkly/index.js';
import { oracle } from '../../../conformance/oracle.js';

/** The result of `flagKey` as the reference evaluator of rule programs has it. The default is 'default'. */
export function resultOf(data: unknown, flagKey: string, context: unknown): LaunchDarklyResult {
  const { program, meta } = launchdarkly(data as object);
  const attributes = launchdarklyContext(context);
  return launchdarklyResult(meta, attributes && oracle.evaluate(program, flagKey, attributes), 'default');
}

/** The result of a flag 'flag' that is on and has the variations 'a', 'b' and 'c'; 'c' when nothing matches, 'a' when it is off. */
export const resultOfFlag = (flag: object, context: unknown = { kind: 'user', key: 'u' }, segments: object = {}): LaunchDarklyResult =>
  resultOf(
    { flags: { flag: { on: true, variations: ['a', 'b', 'c'], offVariation: 0, fallthrough: { variation: 2 }, ...flag } }, segments },
    'flag',
    context,
  );

/** Whether a rule with this clause matches. */
export const matches = (clause: object, context: unknown, segments: object = {}): boolean =>
  resultOfFlag({ rules: [{ id: 'r', variation: 1, clauses: [clause] }] }, context, segments).value === 'b';
