import {
  launchdarkly,
  launchdarklyContext,
  launchdarklyResult,
  type LaunchDarklyImport,
  type LaunchDarklyValueType,
} from '../../../js/compat/launchdarkly/index.js';
import { expectSame } from '../report.js';
import type { Case, Suite } from '../run.js';

interface Evaluation {
  readonly name?: unknown;
  readonly flagKey: string;
  readonly context?: unknown;
  readonly user?: unknown;
  readonly valueType?: LaunchDarklyValueType;
  readonly default?: unknown;
  readonly expect: { readonly value: unknown; readonly variationIndex?: number | null; readonly reason?: unknown };
}

interface Group {
  readonly name: string;
  readonly sdkData?: { readonly flags?: Readonly<Record<string, Flag>>; readonly segments?: unknown };
  readonly context?: unknown;
  readonly evaluations: readonly Evaluation[];
}

type Flag = Readonly<Record<string, unknown>>;

/** The vendor's SDK test harness, expanded to JSON: groups of flags and segments, each with evaluations. */
export const suite: Suite = {
  name: 'launchdarkly',
  *cases(_path, content): Iterable<Case> {
    for (const group of content as readonly Group[]) {
      const { flags = {}, segments } = group.sdkData ?? {};
      const imported = launchdarkly({
        flags: Object.fromEntries(Object.entries(flags).map(([key, flag]) => [key, withOn(flag)])),
        segments,
      });
      for (const evaluation of group.evaluations) yield caseOf(group, evaluation, imported);
    }
  },
};

/** In the YAML that the cases come from, `on` was read as the boolean, so that JSON has a member `true` in its place. */
function withOn(flag: Flag): Flag {
  const { true: on = flag['on'], ...rest } = flag;
  return { ...rest, on };
}

function caseOf(group: Group, evaluation: Evaluation, { program, meta }: LaunchDarklyImport): Case {
  const { name, flagKey, expect } = evaluation;
  return {
    name: `${group.name}: ${String(name ?? flagKey)}`,
    run(evaluator) {
      const attributes = launchdarklyContext(evaluation.context ?? evaluation.user ?? group.context);
      const answer = attributes && evaluator.evaluate(program, flagKey, attributes);
      const { value, variationIndex, reason } = launchdarklyResult(meta, answer, defaultOf(evaluation, meta), evaluation.valueType);
      const expected = { ...expect, variationIndex: expect.variationIndex ?? null };
      return expectSame(expected, { value, variationIndex, ...('reason' in expect && { reason }) });
    },
  };
}

/** The harness reads a value that is typed as the variations are, and what a case does not give is the zero of that type. */
function defaultOf(evaluation: Evaluation, meta: LaunchDarklyImport['meta']): unknown {
  if (evaluation.default !== undefined) return evaluation.default;
  const zeros: Readonly<Record<string, unknown>> = { boolean: false, number: 0, string: '' };
  return zeros[typeof meta.flags.get(evaluation.flagKey)?.variations[0]] ?? null;
}
